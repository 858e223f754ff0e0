"""The pages of stock and medicines, as a pharmacist walks them."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest

from app.imports import service as imports
from app.kernel.db import db
from app.pharmacy.stock import recalls as stock_recalls
from app.pharmacy.stock.movements import left
from tests.bodies import DELIVERY, MEDICINE, day
from tests.factories import shelf
from tests.factories.clinic import make_codes

GS = "\x1d"
BOX = f"01{shelf.GTIN}1776063010NEW-1{GS}21S9"


@pytest.fixture
def wadi(inside, clock):
    """Wadi's shelf: a medicine with its box and one batch of thirty."""
    with inside("faris"):
        ids = {"facility": shelf.branch()}
        medicine = shelf.a_medicine(controlled=True)
        shelf.remember(medicine.id)
        ids["medicine"], ids["batch"] = medicine.id, shelf.received(medicine.id)
        db.session.commit()
    return ids


def delivery(**changes: str) -> dict[str, str]:
    return {
        **DELIVERY,
        **day("received_on", "2026-11-22"),
        "facility": changes.pop("facility"),
        **changes,
    }


def test_a_delivery_is_scanned_and_taken_in(as_, wadi):
    faris, branch = as_("faris"), str(wadi["facility"])
    scanned = delivery(facility=branch, read="1", **{
        "lines-0-item": BOX, "lines-0-lot": "", "lines-0-expires_on": "", "lines-0-units": "",
    })  # fmt: skip
    page = faris.post("/pharmacy/stock/receive", scanned, status=422)
    filled = {
        name: page.value(f"lines-0-{name}") for name in ("item", "lot", "expires_on", "units")
    }
    assert filled == {"item": "DEMO-AMOX-500", "lot": "NEW-1", "expires_on": "2076-06-30", "units": "21"}  # fmt: skip
    assert page.errors == []
    received = {f"lines-0-{name}": value for name, value in filled.items()}
    shown = faris.post(
        "/pharmacy/stock/receive", delivery(facility=branch, **received), follow=True
    )
    assert [shown.rows()[0][n] for n in (0, 2, 4)] == ["DEMO-AMOX-500", "NEW-1", "21"]


def test_a_wrong_delivery_changes_nothing_and_says_where(as_, wadi):
    faris, branch = as_("faris"), str(wadi["facility"])
    for changes, sentence in (
        ({"lines-0-item": "01095200000099921776063010X"}, "One digit of this code is wrong"),
        ({"lines-0-item": "(01)00036000291452(10)X"}, "not known yet"),
        ({"lines-0-item": "nothing such"}, "No medicine fits"),
        ({"lines-0-item": ""}, "The medicine of this line is missing"),
        ({"lines-0-lot": ""}, "Lot is missing"),
        ({"lines-0-expires_on": "31/02/2099"}, "Expiry is not a day"),
        ({"lines-0-units": "0"}, "Units must be from"),
        ({"supplier": ""}, "Supplier is missing"),
        ({"lines-0-lot": "LOT1", "lines-0-expires_on": "07/2099"}, "Lot LOT1 is on file with expiry"),
    ):  # fmt: skip
        page = faris.post(
            "/pharmacy/stock/receive", delivery(facility=branch, **changes), status=422
        )
        assert sentence in page.text, changes
    assert len(faris.get("/pharmacy/stock/receipts").rows()) == 1


def test_the_list_is_narrowed_and_leaves_as_a_file(as_, wadi):
    faris = as_("faris")
    assert [row[3] for row in faris.get("/pharmacy/stock/?q=amox").rows()] == ["LOT1"]
    for narrowed in ("q=nothing", "state=expired", "state=recalled", "state=30"):
        assert "fits these filters" in faris.get(f"/pharmacy/stock/?{narrowed}").text
    lines = faris.get("/pharmacy/stock/export.csv").html.splitlines()
    assert lines[1].startswith("DEMO-AMOX-500,")
    assert "LOT1" in lines[1]
    assert len(lines) == 2


def test_what_a_person_does_to_a_batch(as_, wadi, inside):
    faris, at = as_("faris"), f"/pharmacy/stock/batches/{wadi['batch']}/{wadi['facility']}"
    faris.post(f"{at}/count", {"units": "28", "reason": "stocktaking"})
    faris.post(f"{at}/adjust", {"units": "-3", "reason": "broken"})
    faris.post(f"{at}/return", {"units": "5", "reason": "damaged", "reference": "CN-1"})
    refused = faris.post(f"{at}/return", {"units": "21", "reason": "damaged"}, status=422)
    assert refused.errors == [
        "Only 20 are left of this batch. Enter fewer, or take another batch too."
    ]
    page = faris.get(f"/pharmacy/stock/batches/{wadi['batch']}")
    assert [row[2] for row in page.rows()[1:]] == ["-5", "-3", "-2", "30"]
    with inside("faris"):
        assert left(wadi["batch"], wadi["facility"]) == 20


def test_the_register_runs_a_balance(as_, wadi):
    faris, at = as_("faris"), f"/pharmacy/stock/batches/{wadi['batch']}/{wadi['facility']}"
    faris.post(f"{at}/adjust", {"units": "-3", "reason": "broken"})
    rows = faris.get("/pharmacy/stock/register").rows()
    assert [row[8] for row in rows] == ["0", "30", "27"]
    later = faris.get("/pharmacy/stock/register?first=2026-11-23&last=2026-11-30").rows()
    assert [row[8] for row in later] == ["27"]
    assert faris.get("/pharmacy/stock/register?first=nonsense", 200).errors != []


def test_losses_are_a_filter_with_a_sum_by_reason(as_, wadi):
    faris, at = as_("faris"), f"/pharmacy/stock/batches/{wadi['batch']}/{wadi['facility']}"
    faris.post(f"{at}/adjust", {"units": "-3", "reason": "broken"})
    faris.post(f"{at}/adjust", {"units": "-2", "reason": "stolen"})
    faris.post(f"{at}/adjust", {"units": "1", "reason": "found"})
    faris.post(f"{at}/return", {"units": "4", "reason": "ordered_too_much"})
    everything = faris.get("/pharmacy/stock/losses").rows()
    assert len(everything) == 4 + 1 + 4
    lost = faris.get("/pharmacy/stock/losses?reason=losses").rows()
    assert [row[:2] for row in lost[:3]] == [["Broken", "1"], ["Stolen", "1"], ["Together", "2"]]
    assert "−0.400" in lost[2][2]
    assert [row[1] for row in lost[3:]] == ["Stolen", "Broken"]
    file = faris.get("/pharmacy/stock/losses.csv?reason=stolen").html.splitlines()
    assert (len(file), ",-0.160," in file[1]) == (2, True)
    assert faris.get("/pharmacy/stock/losses?reason=losses&last=2020-01-01").rows() == []


def test_a_recall_tells_who_received_the_lot_and_is_lifted(as_, wadi, inside, monkeypatch):
    from app.kernel.clock import now
    from app.pharmacy.stock.recalls import Receiver

    person = Receiver(
        patient_id=wadi["medicine"], name_en="Fatma Al Siyabi", name_ar="فاطمة", phone="+96892345671",
        facility_id=wadi["facility"], batch_id=wadi["batch"], units=Decimal(2), supplied_at=now(),
    )  # fmt: skip
    monkeypatch.setattr(
        stock_recalls, "_tellers", [lambda ids: [person] if wadi["batch"] in ids else []]
    )
    faris = as_("faris")
    recalled = faris.post(
        "/pharmacy/stock/recalls/new",
        {"medicine": "amoxicillin", "lot": "lot1", "reason": "regulator"},
    ).location
    page = faris.get(recalled)
    assert "Fatma Al Siyabi" in page.text
    assert "none of it may be supplied" in page.text
    assert "92345671" in faris.get(f"{recalled}/receivers.csv").html
    again = {"medicine": "DEMO-AMOX-500", "lot": "LOT1", "reason": "regulator"}
    assert "recalled already" in faris.post("/pharmacy/stock/recalls/new", again, status=422).text
    faris.post(f"{recalled}/lift", {"reason": "entered_by_mistake"})
    assert "This recall was lifted." in faris.get(recalled).text


def test_a_foreign_box_is_explained_once_and_remembered(as_, wadi):
    faris = as_("faris")
    at = "/pharmacy/medicines/boxes/00036000291452"
    assert (
        "names no single medicine"
        in faris.post(at, {"medicine": "zzz", "units": "21"}, status=422).text
    )
    shown = faris.post(at, {"medicine": "DEMO-AMOX-500", "units": "21"}, follow=True)
    assert "00036000291452" in shown.text
    faris.post("/pharmacy/medicines/new", MEDICINE)
    other = faris.post(at, {"medicine": "DEMO-PARA-500", "units": "1"}, status=422)
    assert "remembered as DEMO-AMOX-500" in other.text


def test_a_medicine_is_added_and_corrected_and_bad_input_is_named(as_, wadi):
    faris = as_("faris")
    at = faris.post("/pharmacy/medicines/new", MEDICINE).location
    assert (
        "with this code is on file"
        in faris.post("/pharmacy/medicines/new", MEDICINE, status=422).text
    )
    wrong = {**MEDICINE, "local_code": "X-1", "ingredients": "باراسيتامول", "content": "0"}
    page = faris.post("/pharmacy/medicines/new", wrong, status=422)
    assert len(page.errors) == 2
    assert "one ingredient a line" in page.text
    changed = {**MEDICINE, "ingredients": "paracetamol / باراسيتامول\ncaffeine", "controlled": "y"}
    faris.post(f"{at}/edit", changed)
    assert "paracetamol, caffeine" in faris.get(at).text


def test_a_price_never_exceeds_what_is_allowed(as_, wadi, inside):
    make_codes()
    with inside("faris"):
        prices = shelf.a_price_list()
        db.session.commit()
    faris, at = as_("faris"), f"/pharmacy/stock/prices/{prices}/{wadi['medicine']}"
    with inside("faris"):
        for price, broken in (("0.150", 0), ("0.151", 1)):
            file = f"our code,price\nDEMO-AMOX-500,{price}".encode()
            one = imports.choose("prices", prices, "prices.csv", file)
            looked = imports.understand(one.id, {0: "local_code", 1: "unit_price"}, None)
            assert looked.counts["broken"] == broken
        db.session.rollback()
    refused = faris.post(at, {"unit_price": "0.151"}, status=422)
    assert refused.errors == [
        "0.151 is more than the highest price allowed, 0.150. Enter that or less."
    ]
    page = faris.post(at, {"unit_price": "0.070"}, follow=True)
    assert page.rows()[0][2:5] == ["OMR 0.070", "OMR 0.150", "OMR 0.080"]
    assert "Below cost" in page.rows()[0][7]


def test_interactions_are_looked_at_imported_and_undone(as_, wadi):
    faris = as_("faris")

    def choose(content: str, status: int = 303):
        file = (BytesIO(content.encode()), "interactions.csv")
        return faris.post("/pharmacy/medicines/interactions/import", {"file": file}, status=status)

    head = "first ingredient,second ingredient,severity\n"
    assert "The file holds no lines" in choose(head, 422).text
    assert "Write contraindicated" in choose(head + "warfarin,aspirin,bad\n", 422).text
    looked = choose(head + "Warfarin,Aspirin,severe\namoxicillin,warfarin,minor\n").location
    assert len(faris.get(looked).rows()) == 2
    faris.post(f"{looked}/apply", follow=True)
    assert [row[0] for row in faris.get("/pharmacy/medicines/interactions").rows()] == ["amoxicillin", "aspirin"]  # fmt: skip
    faris.post(f"{looked}/undo", follow=True)
    assert faris.get("/pharmacy/medicines/interactions").rows() == []
