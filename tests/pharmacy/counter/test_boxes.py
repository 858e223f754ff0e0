"""A box scanned over the open screen: it ticks its line, or a sentence says why not; nothing is written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.kernel.db import db
from app.patients.queries import policy
from app.pharmacy.barcodes import check_digit
from app.pharmacy.dispensing import service as dispensing
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.medicines import service as medicines
from app.pharmacy.prescriptions.queries import prescription
from app.pharmacy.stock import service as stock
from tests.factories import counter, shelf
from tests.pharmacy.counter.screen import boxes_of


def gtin(number: int) -> str:
    body = f"0629100999{number:03}"
    return body + check_digit(body)


AMOX, OTHER, PEN, VITAMIN, STRANGER, UNKNOWN = (gtin(n) for n in range(6))


def code(box: str, *, lot: str = "", expiry: str = "", serial: str = "SER1") -> str:
    """As a scanner sends it: the separator after the lot."""
    return f"]d201{box}" + (f"17{expiry}" if expiry else "") + (f"10{lot}\x1d21{serial}" if lot else "")  # fmt: skip


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop with a box known of each medicine, committed; the patient is covered."""
    with inside("faris"):
        counter.make_codes()
        made = counter.a_shop()
        counter.covered(policy(made.policy_id))
        stranger = shelf.a_medicine(
            "MED-WARF", name_en="Warfarin 5 mg", strength="5 mg", form="tablet"
        ).id
        for local, box, units in ((counter.AMOXICILLIN, AMOX, 12), (counter.OTHER_BRAND, OTHER, 21), (counter.GLARGINE, PEN, 1), (counter.VITAMIN, VITAMIN, 30)):  # fmt: skip
            medicines.remember_gtin(box, counter.medicine_of(local).id, Decimal(units))
        medicines.remember_gtin(STRANGER, stranger, Decimal(30))
        gone = counter.medicine_of(counter.VITAMIN).id
        shelf.received(gone, lot="CALLED", units="30")
        stock.recall(gone, "CALLED", "manufacturer")
        db.session.commit()
    return made


@pytest.fixture
def paper(inside, shop):
    """A prescription of three lines, committed; its id."""
    with inside("faris"):
        found = counter.a_prescription(shop).id
        db.session.commit()
    return found


@pytest.fixture
def faris(as_):
    return as_("faris")


def scan(faris, paper, typed, box, status=200):
    page = faris.post(
        "pharmacy.scan_box", typed | {"code": box}, prescription_id=paper, status=status
    )
    return page, boxes_of(page)


def test_each_box_adds_its_units_up_to_what_is_left_and_its_batch_is_supplied(
    faris, inside, shop, paper
):
    with inside("faris"):
        later = shelf.received(counter.medicine_of(counter.AMOXICILLIN).id, lot="LATER", units="50")
        db.session.commit()
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper)) | {"lines-2-give_up": "5"}
    page, typed = scan(faris, paper, typed, code(AMOX, lot="LATER"))
    assert typed["lines-0-quantity"] == "12"
    assert (
        "Line 1: \u2068Amoxicillin 500 mg\u2069, batch \u2068LATER\u2069, 12 in hand." in page.text
    )
    page, typed = scan(faris, paper, typed, code(AMOX, lot="later", serial="SER2"))
    assert (typed["lines-0-quantity"], typed["code"], typed["lines-2-give_up"]) == ("21", "", "5")
    supplied = faris.post("pharmacy.supply", typed | {"lines-2-quantity": "0"}, prescription_id=paper, follow=True)  # fmt: skip
    assert "LATER 30 Jun 2099 ( 21 )" in supplied.text
    with inside("faris"):
        (line,) = db.session.scalars(db.select(Dispense)).one().lines
        assert [(batch.batch_id, batch.units) for batch in line.batches] == [(later, 21)]


def test_a_quantity_typed_by_hand_stands(faris, paper):
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper)) | {"lines-0-quantity": "7"}
    _, typed = scan(faris, paper, typed, code(AMOX, lot="LOT-MED-AMOX"))
    assert typed["lines-0-quantity"] == "7"
    assert typed["lines-0-boxes"].endswith(":12")


@pytest.mark.parametrize(
    ("scanned", "sentence"),
    [
        (code(STRANGER),                      "is not on this prescription. Put the box back"),
        (code(UNKNOWN),                       f"This box (GTIN {UNKNOWN}) is not known here."),
        (code(AMOX, expiry="200101"),         "this box expired on"),
        (code(AMOX, lot="NOWHERE"),           "batch NOWHERE is not in stock here. Receive it first"),
        (code(VITAMIN, lot="CALLED"),         "batch CALLED is recalled. Take it off the shelf"),
        (code(PEN),                           "Line 2 needs the insurer's approval first."),
        ("RX-2026-000001",                    "This is no box. Finish this prescription"),
        ("06291009990011",                    "One digit of this code is wrong."),
    ],
)  # fmt: skip
def test_what_refuses_a_box(faris, inside, shop, paper, scanned, sentence):
    before = boxes_of(faris.get("pharmacy.show", prescription_id=paper)) | {"lines-0-owe": "2"}
    page, after = scan(faris, paper, before, scanned, status=422)
    assert sentence in page.errors[0].translate({0x2068: None, 0x2069: None})
    assert {name: after[name] for name in before if name != "code"} == {name: before[name] for name in before if name != "code"}  # fmt: skip


def test_the_remainder_and_the_shelf_bound_what_boxes_add(faris, inside, shop, paper):
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper))
    for _ in range(2):
        _, typed = scan(faris, paper, typed, code(AMOX))
    page, _ = scan(faris, paper, typed, code(AMOX), status=422)
    assert "nothing more of" in page.errors[0]
    typed |= {"lines-1-cash": "y"}
    _, typed = scan(faris, paper, typed, code(PEN))
    # The shelf had one pen of the three.
    assert [typed[f"lines-1-{name}"] for name in ("quantity", "owe", "cash")] == ["1", "2", "y"]
    page, _ = scan(faris, paper, typed, code(PEN), status=422)
    assert "has no more units on record" in page.errors[0]


def test_another_brand_is_offered_and_its_reason_asked(faris, inside, shop, paper):
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper))
    _, begun = scan(faris, paper, typed, code(AMOX))
    page, _ = scan(faris, paper, begun, code(OTHER), status=422)
    assert "has boxes of another brand" in page.errors[0]
    page, typed = scan(faris, paper, typed, code(OTHER))
    assert "This is another brand of line 1. Choose why beside it" in page.text
    assert typed["lines-0-quantity"] == "21"
    refused = faris.post("pharmacy.supply", typed, prescription_id=paper, status=422)
    assert "Line 1 gives another brand. Choose the reason beside it." in refused.errors
    typed["lines-0-substitution_reason"] = "out_of_stock"
    done = faris.post("pharmacy.supply", typed, prescription_id=paper, follow=True)
    assert "instead of MED-AMOX : Prescribed brand is out of stock" in done.text


def test_a_box_is_known_by_its_serial_until_it_comes_back(faris, inside, shop, paper):
    box = code(AMOX, lot="LOT-MED-AMOX", serial="S/1:a&b")
    _, typed = scan(faris, paper, boxes_of(faris.get("pharmacy.show", prescription_id=paper)), box)
    page, _ = scan(faris, paper, typed, box, status=422)
    assert "this very box (serial" in page.errors[0]
    done = faris.post("pharmacy.supply", typed | {"lines-1-quantity": "", "lines-2-quantity": ""}, prescription_id=paper, follow=True)  # fmt: skip
    assert "S/1:a&b" in done.text
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper))
    page, _ = scan(faris, paper, typed, box, status=422)
    assert "was handed out with" in page.errors[0]
    with inside("faris"):
        made = db.session.scalars(db.select(Dispense)).one()
        dispensing.reverse(made.id, "not_collected")
        db.session.commit()
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper))
    _, typed = scan(faris, paper, typed, box)
    assert typed["lines-0-quantity"] == "12"


def test_a_box_recalled_after_its_scan_is_not_supplied(faris, inside, shop, paper):
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper))
    _, typed = scan(faris, paper, typed, code(AMOX))
    with inside("faris"):
        stock.recall(counter.medicine_of(counter.AMOXICILLIN).id, "LOT-MED-AMOX", "regulator")
        db.session.commit()
    page = faris.post("pharmacy.supply", typed, prescription_id=paper, status=422)
    assert "is recalled. Take it off the shelf" in page.errors[0]
    with inside("faris"):
        assert db.session.scalars(db.select(Dispense)).all() == []


@pytest.mark.parametrize(
    "held",
    [
        "x",
        "x:1",
        "00000000-0000-0000-0000-000000000000:x",
        "00000000-0000-0000-0000-000000000000:-1",
    ],
)
def test_boxes_that_no_page_wrote_are_found_nowhere(faris, paper, held):
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper)) | {"lines-0-boxes": held}
    assert faris.post("pharmacy.scan_box", typed | {"code": code(AMOX)}, prescription_id=paper, status=404).status == 404  # fmt: skip


def test_enter_alone_changes_nothing(faris, inside, paper):
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper)) | {"lines-0-quantity": "3"}
    _, after = scan(faris, paper, typed, "")
    assert after["lines-0-quantity"] == "3"
    with inside("faris"):
        assert prescription(paper).lines[0].item.left == 21


def test_the_call_list_of_a_recall_names_who_has_the_batch_and_not_who_brought_it_back(
    faris, inside, shop, paper
):
    typed = boxes_of(faris.get("pharmacy.show", prescription_id=paper))
    _, typed = scan(faris, paper, typed, code(AMOX))
    faris.post("pharmacy.supply", typed, prescription_id=paper)
    with inside("faris"):
        amoxicillin = counter.medicine_of(counter.AMOXICILLIN).id
        called = stock.recall(amoxicillin, "LOT-MED-AMOX", "regulator").id
        db.session.commit()
    listed = faris.get("stock.recall", recall_id=called).rows()
    assert [row[3] for row in listed if "+968" in row[1]] == ["12"]
    with inside("faris"):
        dispensing.reverse(db.session.scalars(db.select(Dispense.id)).one(), "not_collected")
        db.session.commit()
    assert "Nobody was handed units of this lot" in faris.get("stock.recall", recall_id=called).text
