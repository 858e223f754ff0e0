"""The papers of the counter, read back: words and figures in both languages, and the code that a scanner reads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from app.kernel.clock import today
from app.kernel.db import db
from app.patients.queries import policy
from app.pharmacy.barcodes import PrescriptionScan, read
from app.pharmacy.dispensing import service
from tests.factories import counter
from tests.papers import codes_of, words_of


@dataclass
class Served:
    """A prescription of two lines, and the supply that left eight capsules owing."""

    paper: Any
    number: str
    dispense: Any
    dispense_number: str


@pytest.fixture
def served(app, people, inside, clock):
    """Ten capsules of another brand and thirty of vitamin D for cash handed out; eight are owed."""
    with inside("faris"):
        counter.make_codes()
        shop = counter.a_shop()
        counter.covered(policy(shop.policy_id))
        paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"), (counter.VITAMIN, "30"))
        line = paper.lines[0]
        line.dose, line.times_a_day, line.directions = Decimal(1), Decimal(3), "after food"
        other = counter.medicine_of(counter.OTHER_BRAND).service_id
        wanted = (
            {"quantity": "10", "owe": "8", "service_id": other, "substitution_reason": "out_of_stock"},
            {"quantity": "30", "cash": True},
        )  # fmt: skip
        made = service.supply(paper.id, counter.a_draft(shop, paper, *wanted), paper.version)
        found = Served(paper.id, paper.number, made.id, made.number)
        db.session.commit()
    return found


def paper_of(as_, address: str) -> bytes:
    answer = as_("faris").client.get(address)
    assert answer.mimetype == "application/pdf"
    return answer.data


def test_the_slip_says_what_is_owed_and_its_code_opens_it_again(as_, served):
    for size in ("a4", "roll"):
        slip = paper_of(as_, f"/pharmacy/prescriptions/{served.paper}/slip?size={size}&lang=en")
        told = words_of(slip)
        assert "Still to be collected" in told
        # On the roll the name runs over two lines, around the figures.
        assert "21 10 11" in told
        assert "Amoxicillin" in told
        assert served.number in told
        assert "Vitamin" not in told
        (code,) = codes_of(slip)
        assert read(code, today()) == PrescriptionScan(served.number)
        opened = as_("faris").post("pharmacy.scan", {"code": code})
        assert opened.location.endswith(f"/pharmacy/prescriptions/{served.paper}")


def test_the_slip_in_arabic(as_, served):
    """The figures stand right to left, as the columns do; the code is the same."""
    slip = paper_of(as_, f"/pharmacy/prescriptions/{served.paper}/slip?size=a4&lang=ar")
    told = words_of(slip)
    for words in (
        "صيدلية الوادي",
        "فاطمة بنت خلفان",
        "وصفة طبية",
        "يفتح الوصفة من جديد",
        "11 10 21",
    ):
        assert words in told
    assert "Still to be collected" not in told
    assert codes_of(slip) == [served.number]


def test_the_receipt_says_what_was_paid_and_why_another_brand(as_, served):
    address = f"/pharmacy/dispenses/{served.dispense}/receipt"
    for size in ("a4", "roll"):
        receipt = paper_of(as_, f"{address}?size={size}&lang=en")
        told = words_of(receipt)
        assert served.dispense_number in told
        # On the roll the name runs over two lines, with the figures between them.
        assert {"Amoxicillin", "other", "brand"} <= set(told.split())
        assert "Prescribed brand is out of stock" in told
        for amount in ("OMR 0.100", "OMR 1.500", "OMR 1.600"):
            assert amount in told
        assert codes_of(receipt) == [served.number]
    arabic = words_of(paper_of(as_, f"{address}?size=a4&lang=ar"))
    for words in ("فاطمة بنت خلفان", "سعر الوحدة", "غير متوفرة", "MED-AMOX", "0.100", "1.600"):
        assert words in arabic.replace("غري", "غير")


def test_the_label_speaks_both_languages(as_, served):
    told = words_of(paper_of(as_, f"/pharmacy/dispenses/{served.dispense}/label"))
    for words in (
        "Amoxicillin other brand", "Each time: 1 capsule. Times a day: 3.", "after food",
        "Lot LOT-MED-AMOX-B · Expiry 30 Jun 2099", "Lot LOT-MED-VITD", "أموكسيسيل", "عدد األيام", "كل مرة",
    ):  # fmt: skip
        assert words in told
    assert "OMR" not in told
