"""Whose money a transfer is, and what says so. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.banking.texts import has_number
from app.kernel.money import ZERO
from app.kernel.words import N_

NUMBER, AMOUNT, UNCLEAR = "number", "amount", "unclear"
REASONS = (NUMBER, AMOUNT, UNCLEAR)
REASON_WORDS = {
    NUMBER: N_("The text names the invoice"),
    AMOUNT: N_("Exactly what one tenant owes, and no other"),
    UNCLEAR: N_("Not clear whose it is"),
}
# Words that speak of an invoice: what then fits by its amount alone is somebody else's.
SPEAKS_OF_ONE = re.compile(r"INV[\W_]*\d{4,}", re.IGNORECASE)


@dataclass(frozen=True)
class Open:
    """An invoice on which something is owed, OMR."""

    tenant_id: UUID
    invoice_id: UUID
    number: str
    owed: Decimal


@dataclass(frozen=True)
class Found:
    """What a transfer pays, in the order in which it is set against them, and what told so."""

    reason: str
    invoices: tuple[Open, ...] = ()


def find(amount: Decimal, text: str, owed: Sequence[Open]) -> Found:
    """The invoices of one tenant that a transfer names, or whose amount is exactly its; else nothing.

    `owed` is every open invoice, the longest due first.
    """
    named = tuple(one for one in owed if has_number(text, one.number))
    if named:
        return Found(NUMBER, named) if len(_tenants(named)) == 1 else Found(UNCLEAR)
    if SPEAKS_OF_ONE.search(text):
        return Found(UNCLEAR)
    fitting = [found for tenant in _tenants(owed) if (found := _exact(amount, tenant, owed))]
    return Found(AMOUNT, fitting[0]) if len(fitting) == 1 else Found(UNCLEAR)


def settled(owed: Sequence[Open], invoice_id: UUID, amount: Decimal) -> list[Open]:
    """The same invoices once so much more was paid on one of them."""
    rest = (
        Open(one.tenant_id, one.invoice_id, one.number, one.owed - amount)
        if one.invoice_id == invoice_id
        else one
        for one in owed
    )
    return [one for one in rest if one.owed > ZERO]


def _tenants(owed: Sequence[Open]) -> list[UUID]:
    return list(dict.fromkeys(one.tenant_id for one in owed))


def _exact(amount: Decimal, tenant_id: UUID, owed: Sequence[Open]) -> tuple[Open, ...]:
    """The oldest invoice of this amount, or all of a tenant where they come to it together."""
    own = tuple(one for one in owed if one.tenant_id == tenant_id)
    single = next(((one,) for one in own if one.owed == amount), ())
    return single or (own if sum(one.owed for one in own) == amount else ())
