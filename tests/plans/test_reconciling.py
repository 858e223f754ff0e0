"""Whose money a transfer is: by the number in its text, by an amount that only one tenant owes, else nobody's yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from app.banking.statements import Credit
from app.plans.bank_import import referenced
from app.plans.reconciling import AMOUNT, NUMBER, UNCLEAR, Open, find, settled

TODAY = date(2026, 11, 22)
NOOR, SEEB = UUID(int=1), UUID(int=2)


def owes(tenant: UUID, last: int, amount: str) -> Open:
    return Open(tenant, UUID(int=100 + last), f"MAIN-INV-{last:06}", Decimal(amount))


OWED = (
    owes(NOOR, 1, "10.500"), owes(NOOR, 2, "10.500"), owes(SEEB, 3, "63.000"), owes(SEEB, 4, "7.000"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "text", "reason", "pays"),
    [
        ("5.000", "MAIN INV 000003", NUMBER, [3]),
        ("100", "main-inv-000003 and MAIN-INV-000004", NUMBER, [3, 4]),
        # One transfer for two tenants is for a person to part.
        ("73.500", "MAIN-INV-000001 MAIN-INV-000003", UNCLEAR, []),
        ("63.000", "salary", AMOUNT, [3]),
        # Two months of one price: the older one.
        ("10.500", "", AMOUNT, [1]),
        ("21.000", "", AMOUNT, [1, 2]),
        ("70.000", "", AMOUNT, [3, 4]),
        # It names an invoice that is not open: nobody else's is paid by its amount.
        ("63.000", "MAIN-INV-000077", UNCLEAR, []),
        ("11.000", "", UNCLEAR, []),
    ],
)
def test_what_a_transfer_pays(amount, text, reason, pays):
    found = find(Decimal(amount), text, OWED)
    assert (found.reason, [int(one.number[-6:]) for one in found.invoices]) == (reason, pays)


def test_an_amount_that_two_tenants_owe_is_unclear():
    assert find(Decimal("10.500"), "", (*OWED, owes(SEEB, 5, "10.500"))).reason == UNCLEAR


def test_what_was_paid_is_owed_no_more():
    rest = settled(OWED, OWED[2].invoice_id, Decimal("60.000"))
    assert [one.owed for one in rest if one.tenant_id == SEEB] == [
        Decimal("3.000"),
        Decimal("7.000"),
    ]
    assert OWED[0] not in settled(OWED, OWED[0].invoice_id, Decimal("10.500"))


def test_credits_without_a_reference_are_known_again_in_a_longer_statement():
    def credit(words: str, line: int, reference: str = "") -> Credit:
        return Credit(TODAY, Decimal("1.000"), reference, words, line)

    first = [credit("cash", 2), credit("cash", 3), credit("wire", 4, "TRF-1")]
    longer = [credit("other", 2), *first]
    names = [name for name, _ in referenced(first)]
    assert len(set(names)) == len(names)
    assert [name for name, _ in referenced(longer)][1:] == names
    assert names[2] == "TRF-1"
