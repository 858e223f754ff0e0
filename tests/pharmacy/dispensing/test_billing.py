"""Who pays what of a line, under which approval, and what becomes of money that was taken: pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from app.approvals.values import Need
from app.pharmacy.dispensing.billing import (
    Balance,
    Billed,
    approval_for,
    balance,
    patient_pays,
)
from app.pharmacy.dispensing.cover import Cover, Terms
from app.pharmacy.dispensing.errors import ApprovalNeeded

TODAY = date(2026, 11, 22)
UNKNOWN = Cover(policy=object(), check=None, answered=None, is_down=False)  # type: ignore[arg-type]


def money(text: str) -> Decimal:
    return Decimal(text)


def line(units: str, price: str, **more: object) -> Billed:
    return Billed(sequence=1, service_id=uuid4(), local_code="MED", on=TODAY, units=money(units), unit_price=money(price), **more)  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    ("due", "taken", "deposit", "kept", "returned", "owed"),
    [
        ("1.000", "1.000", "0.000", "0.000", "0.000", "0.000"),
        ("1.000", "0.999", "0.000", "0.000", "0.000", "0.001"),
        ("1.000", "1.001", "0.000", "0.000", "0.001", "0.000"),
        # Share 1.000 and a deposit of 0.500 were taken.
        ("1.000", "1.500", "0.500", "0.000", "0.500", "0.000"),
        ("1.300", "1.500", "0.500", "0.300", "0.200", "0.000"),
        ("1.500", "1.500", "0.500", "0.500", "0.000", "0.000"),
        ("1.501", "1.500", "0.500", "0.500", "0.000", "0.001"),
        # The share itself was too high: all of the deposit and a part of the share go back.
        ("0.800", "1.500", "0.500", "0.000", "0.700", "0.000"),
    ],
)
def test_what_was_taken_is_set_off(due, taken, deposit, kept, returned, owed):
    found = balance(money(due), money(taken), money(deposit))
    assert found == Balance(kept=money(kept), returned=money(returned), owed=money(owed))


def test_the_share_of_what_is_insured_and_the_whole_of_the_rest():
    lines = line("10", "0.120"), line("4", "1.000", is_insured=False), line("1", "0.300")
    assert patient_pays(lines, (money("10"), money("0.100"))) == (money("0.080"), money("4.000"), money("0.020"))  # fmt: skip
    assert patient_pays(lines, (None, None)) == (0, money("4.000"), 0)


@pytest.mark.parametrize(
    ("units", "price", "vat", "needed"),
    [
        ("10", "1.000", "exempt",   False),
        ("10", "1.001", "exempt",   True),
        # The threshold is of the amount with tax, as the checker reads it.
        ("10", "0.952", "standard", False),
        ("10", "0.953", "standard", True),
    ],
)  # fmt: skip
def test_the_threshold_looks_at_the_price_that_is_asked(units, price, vat, needed):
    above = Need(level="above", reason="", threshold=money("10.000"))
    terms = Terms(on=TODAY, cover=UNKNOWN, priced={}, needs={"MED": above}, listed={}, approvals=(), unclaimed={})  # fmt: skip
    wanted = line(units, price, vat_category=vat)
    if needed:
        with pytest.raises(ApprovalNeeded):
            approval_for(terms, wanted, guessing=True)
    else:
        assert approval_for(terms, wanted, guessing=True) is None
