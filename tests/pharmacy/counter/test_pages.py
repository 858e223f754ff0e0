"""The counter as a pharmacist sees it: from the paper to the claim, and what a wrong scan hears."""

from __future__ import annotations

import pytest

from app.kernel.clock import today
from app.kernel.db import db
from app.patients.queries import policy
from app.pharmacy.prescriptions.models import Prescription
from tests.factories import counter
from tests.pharmacy.counter.screen import screen_of


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop, committed: the patient is covered today."""
    with inside("faris"):
        counter.make_codes()
        made = counter.a_shop()
        counter.covered(policy(made.policy_id))
        db.session.commit()
    return made


@pytest.fixture
def paper(inside, shop):
    """A prescription of three lines, committed; its id."""
    with inside("faris"):
        found = counter.a_prescription(shop).id
        db.session.commit()
    return found


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def test_from_the_paper_to_the_claim(as_, shop):
    faris = as_("faris")
    found = faris.post("pharmacy.scan", {"code": "20114587"}, follow=True)
    assert "No open prescription" in found.text
    typed = {
        "prescriber_name": "Dr Salim", "prescriber_licence": "DEMO-D-1001",
        **day("written_on", today()), **day("expires_on", today()), "diagnoses-0-code": "E11.9",
        "lines-0-service": "MED-AMOX", "lines-0-quantity": "21", "lines-0-days": "7",
    }  # fmt: skip
    on_file = faris.post("pharmacy.new_prescription", typed, patient_id=shop.patient_id, follow=True)  # fmt: skip
    assert "Amoxicillin 500 mg" in on_file.text
    paper = on_file.response.request.path.rsplit("/", 1)[1]
    _, boxes = screen_of(faris, paper)
    assert boxes["lines-0-quantity"] == "21"
    supplied = faris.post("pharmacy.supply", boxes, prescription_id=paper, follow=True)
    assert "LOT-MED-AMOX" in supplied.text
    assert "Claim C-2026-000001 Queued" in supplied.text


def test_the_screen_says_all_that_decides(as_, paper):
    shown, boxes = screen_of(as_("faris"), paper)
    for words in ("Prescribed 21", "In stock here 30", "Covered", "Not in the contract", "Approval needed", "Amoxicillin other brand"):  # fmt: skip
        assert words in shown.text
    assert (boxes["lines-0-quantity"], boxes["lines-1-quantity"], boxes["lines-2-quantity"]) == ("21", "0", "30")  # fmt: skip
    assert "lines-2-cash" in boxes


@pytest.mark.parametrize(
    ("scanned", "sentence"),
    [
        ("", "Nothing was scanned. Scan a prescription, a card or a box."),
        ("RX-2026-999999", "No prescription of number RX-2026-999999 is on file."),
        ("29999999", "Nobody with this number is on file."),
        ("(01)06291001234561", "This box (GTIN 06291001234561) is not known here."),
        ("(01)06291001234562", "One digit of this code is wrong."),
        ("%%%", "This is no code of a box"),
    ],
)
def test_a_scan_that_opens_nothing(as_, shop, scanned, sentence):
    answer = as_("faris").post("pharmacy.scan", {"code": scanned}, status=422)
    assert sentence in answer.errors[0]


def test_a_refusal_keeps_what_was_typed_and_writes_nothing(as_, inside, paper):
    faris = as_("faris")
    _, boxes = screen_of(faris, paper)
    answer = faris.post("pharmacy.supply", {**boxes, "lines-0-quantity": "22"}, status=422, prescription_id=paper)  # fmt: skip
    assert "The prescription has 21 units left, not 22." in answer.errors[0]
    assert answer.value("lines-0-quantity") == "22"
    with inside("faris"):
        assert db.session.get_one(Prescription, (db.session.scalars(db.select(Prescription.tenant_id)).one(), paper)).lines[0].supplied == 0  # fmt: skip


def test_another_brand_is_judged_before_and_at_the_supply(as_, inside, paper):
    """Shown on asking, asked about on supplying; the reason given there lets it go."""
    with inside("faris"):
        other = counter.medicine_of(counter.OTHER_BRAND)
        other.max_age, brand = 1, str(other.service_id)
        db.session.commit()
    faris = as_("faris")
    _, boxes = screen_of(faris, paper)
    asked = {**boxes, "lines-0-brand": brand, "lines-0-substitution_reason": "cheaper", "lines-0-days": "9"}  # fmt: skip
    seen = faris.post("pharmacy.scan_box", asked, status=200, prescription_id=paper)
    assert "Handed out instead: Amoxicillin other brand" in seen.text
    assert "This medicine is not given at the age of" in seen.text
    assert seen.value("lines-0-days") == "9"
    told = faris.post("pharmacy.supply", asked, status=422, prescription_id=paper)
    assert told.errors == ["Choose a reason beside each alert before you supply, or leave the line out."]  # fmt: skip
    reason = {"passes-0-mark": told.value("passes-0-mark"), "passes-0-reason": "not_applicable"}
    done = faris.post("pharmacy.supply", {**asked, **reason}, prescription_id=paper, follow=True)
    assert "LOT-MED-AMOX-B" in done.text


def test_the_second_terminal_is_told(as_, paper):
    faris = as_("faris")
    _, boxes = screen_of(faris, paper)
    faris.post("pharmacy.supply", boxes, prescription_id=paper)
    late = faris.post("pharmacy.supply", boxes, status=409, prescription_id=paper)
    assert "Somebody else supplied or changed this prescription meanwhile." in late.errors[0]


def test_queueing_asks_for_approval_and_serves_the_next(as_, paper):
    faris = as_("faris")
    _, boxes = screen_of(faris, paper)
    faris.post("pharmacy.queue", boxes, prescription_id=paper)
    listed = faris.get("pharmacy.answers")
    assert [row[0] for row in listed.rows()] == ["RX-2026-000001"]
    again = faris.post("pharmacy.queue", boxes, status=422, prescription_id=paper)
    assert "No line needs an approval that was not asked for." in again.errors[0]


def test_reversing_from_its_page(as_, paper):
    faris = as_("faris")
    _, boxes = screen_of(faris, paper)
    supplied = faris.post("pharmacy.supply", boxes, prescription_id=paper, follow=True)
    dispense = supplied.response.request.path.rsplit("/", 1)[1]
    unsaid = faris.post("pharmacy.reverse", {}, status=422, dispense_id=dispense)
    assert unsaid.errors == ["Choose why it comes back."]
    back = faris.post("pharmacy.reverse", {"reason": "not_collected"}, dispense_id=dispense, follow=True)  # fmt: skip
    assert "The patient did not collect it" in back.text


def test_setting_an_alert(as_, shop):
    amal = as_("faris")
    wrong = amal.post("pharmacy.set_alert", {"alert": "refill", "handling": "ignore", "parameter": "severe", **day("valid_from", today())}, status=422)  # fmt: skip
    assert "This alert has no such threshold." in wrong.errors[0]
    done = amal.post("pharmacy.set_alert", {"alert": "refill", "handling": "ignore", "parameter": "80", **day("valid_from", today())}, follow=True)  # fmt: skip
    assert ["Refill too soon", "Ignore: not shown", "80"] in done.rows()


@pytest.mark.parametrize("size", ["a4", "roll"])
def test_papers_are_made(as_, paper, size):
    faris = as_("faris")
    assert faris.client.get(f"/pharmacy/prescriptions/{paper}/slip?size={size}").data[:5] == b"%PDF-"  # fmt: skip


def test_the_shelves_are_found_from_the_counter(as_, shop):
    faris = as_("faris")
    found = faris.get("pharmacy.index")
    ways = {link.get("href") for link in found.all("a")}

    assert {"/pharmacy/stock", "/pharmacy/medicines"} <= {(way or "").rstrip("/") for way in ways}
