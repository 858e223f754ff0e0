"""What a line of a remittance does to a claim's account, or why it may not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.kernel.money import ZERO, total
from app.remittances.errors import (
    NoSuchLine,
    NothingMoves,
    NothingToTakeBack,
    NotJudgedYet,
    OverApproved,
    OverClaimed,
    StillTakenBack,
)
from app.remittances.rules import (
    EARLY_PAYMENT,
    FEE,
    PAID,
    TAKEN_BACK,
    Account,
    LineLedger,
    Movement,
    after,
    apportion,
    eased,
)

PAYMENT, TAKEBACK, ADJUSTMENT, ADVANCE = "payment", "takeback", "adjustment", "advance"
DEDUCTIONS = (FEE, EARLY_PAYMENT)
LINE_KINDS = (PAYMENT, FEE, EARLY_PAYMENT, TAKEBACK, ADJUSTMENT, ADVANCE)


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount that moved for a claim: negative where it went back to the payer or was kept."""

    kind: str
    amount: Decimal
    line: int | None = None


def posting(before: Account, money: Money, *, over: bool = False) -> list[Movement]:
    """The movements of an amount; `over` when a person takes more than is owed.

    Raises NothingMoves, NotJudgedYet, NoSuchLine, OverApproved, OverClaimed, NothingToTakeBack.
    """
    if not money.amount:
        raise NothingMoves
    if not before:
        raise NotJudgedYet
    lines = _lines(before, money.line)
    if money.kind in DEDUCTIONS:
        return _spread(money.kind, -money.amount, lines, [one.approved for one in lines])
    if money.amount < ZERO:
        return _taken_back(lines, -money.amount)
    return _paid(before, lines, money.amount, over=over)


def _lines(before: Account, line: int | None) -> list[LineLedger]:
    if line is None:
        return list(before.values())
    if line not in before:
        raise NoSuchLine
    return [before[line]]


def _paid(before: Account, lines: Sequence[LineLedger], amount: Decimal, *, over: bool) -> list[Movement]:  # fmt: skip
    """Money for lines: first to what is owed on each, by its share; what was written off comes back."""
    rooms = [max(one.owed, ZERO) for one in lines]
    owed = total(rooms)
    if amount > owed and not over:
        asked = total(one.asked - one.net_paid for one in lines)
        raise (OverClaimed if amount > asked else OverApproved)(amount - owed)
    found = _spread(PAID, min(amount, owed), lines, rooms)
    if amount > owed:
        found += _spread(PAID, amount - owed, lines, [one.asked for one in lines])
    return found + eased(after(before, found))


def _taken_back(lines: Sequence[LineLedger], amount: Decimal) -> list[Movement]:
    paid = [one.net_paid for one in lines]
    if amount > total(paid):
        raise NothingToTakeBack
    return _spread(TAKEN_BACK, amount, lines, paid)


def _spread(
    kind: str, amount: Decimal, lines: Sequence[LineLedger], weights: Sequence[Decimal]
) -> list[Movement]:
    sign = -1 if amount < ZERO else 1
    parts = apportion(abs(amount), weights)
    return [
        Movement(one.line, kind, sign * part)
        for one, part in zip(lines, parts, strict=True)
        if part
    ]


def contra(before: Account, written: Sequence[Movement]) -> list[Movement]:
    """The same amounts the other way round; raises StillTakenBack where paid would fall too low."""
    back = [Movement(one.line, one.kind, -one.amount) for one in written]
    if any(one.net_paid < ZERO or one.taken_back < ZERO for one in after(before, back).values()):
        raise StillTakenBack
    return back + eased(after(before, back))


@dataclass(frozen=True)
class Advised:
    """A line of an advice as it was written: kind and amount."""

    kind: str
    amount: Decimal


def signed(lines: Sequence[Advised], told: Decimal) -> list[Decimal] | None:
    """The amounts with the sign of the money's way, or None where they do not sum up to what was told.

    Some payers write a fee as what they kept, others as a negative amount: the sum tells which.
    """
    plain = [one.amount for one in lines]
    if total(plain) == told:
        return plain
    turned = [
        -abs(one.amount) if one.kind in (*DEDUCTIONS, TAKEBACK) else one.amount for one in lines
    ]
    return turned if total(turned) == told else None
