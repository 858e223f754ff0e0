"""Which remittance a credit of the bank is, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.banking.texts import has_name, has_number
from app.kernel.words import N_

REFERENCE, AMOUNT, DAY, PAYER = "reference", "amount", "day", "payer"
REASON_WORDS = {
    REFERENCE: N_("the number of the payment"),
    AMOUNT: N_("the amount"),
    DAY: N_("the day"),
    PAYER: N_("the insurer's name"),
}
NEAR_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class Paid:
    """A remittance that no credit was found for yet."""

    remittance_id: UUID
    references: tuple[str, ...]
    amount: Decimal
    paid_on: date | None
    payer_names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A credit on a statement."""

    amount: Decimal
    booked_on: date
    text: str


@dataclass(frozen=True)
class Match:
    """A remittance a credit may be, with what speaks for it; `certain` when nothing is left open."""

    remittance_id: UUID
    reasons: tuple[str, ...]
    certain: bool = False


def matches(booked: Booked, paid: Sequence[Paid], most: int = 5) -> list[Match]:
    """The remittances a credit may be, the likeliest first.

    Certain is the one whose number the bank writes with the same amount; or the only one of this
    amount, from the days around and of an insurer the bank names.
    """
    weighed = [(reasons, one) for one in paid if (reasons := _reasons(booked, one))]
    weighed = [pair for pair in weighed if REFERENCE in pair[0] or AMOUNT in pair[0]]
    weighed.sort(key=lambda pair: (-_weight(pair[0]), str(pair[1].remittance_id)))
    same = [one for reasons, one in weighed if AMOUNT in reasons]
    found = [
        Match(one.remittance_id, reasons, certain=_is_certain(reasons, alone=same == [one]))
        for reasons, one in weighed
    ]
    named = [one for one in found if one.certain and REFERENCE in one.reasons]
    if len(named) == 1:
        return named
    return found[:most]


def _is_certain(reasons: tuple[str, ...], *, alone: bool) -> bool:
    if REFERENCE in reasons and AMOUNT in reasons:
        return True
    return alone and {AMOUNT, DAY, PAYER} <= set(reasons)


def _weight(reasons: tuple[str, ...]) -> int:
    return sum({REFERENCE: 8, AMOUNT: 4, DAY: 2, PAYER: 1}[one] for one in reasons)


def _reasons(booked: Booked, one: Paid) -> tuple[str, ...]:
    near = one.paid_on is not None and abs((booked.booked_on - one.paid_on).days) <= NEAR_DAYS
    speaks = {
        REFERENCE: any(has_number(booked.text, number) for number in one.references),
        AMOUNT: booked.amount == one.amount,
        DAY: near,
        PAYER: any(has_name(booked.text, name) for name in one.payer_names),
    }  # fmt: skip
    return tuple(name for name, says in speaks.items() if says)
