"""Giving back a part of an invoice's line, and numbers that follow one another. Pure."""

from __future__ import annotations

from decimal import Decimal

from app.kernel.money import round_baisa
from app.plans.errors import CreditTooLarge, SequenceBroken
from app.plans.invoicing import VAT_RATE, Sums


def credit(line: Sums, credited: Sums, whole: Sums, amount: Decimal) -> Sums:
    """What a credit of `amount` (net) on a line gives back; below zero. Raises CreditTooLarge.

    `line` is what the line said, `credited` what credits gave back of it before, below zero; `whole`
    is what the invoice still stands for after all its credits: lines below zero were given back
    already. The last credit of a line or of an invoice gives back the rest of its VAT, so that all
    together undo it exactly.
    """
    line_left = line.net + credited.net
    left = min(line_left, whole.net)
    if not 0 < amount <= left:
        raise CreditTooLarge(left=max(left, Decimal("0.000")))
    rest = line.vat + credited.vat
    if amount == line_left:
        vat = rest
    else:
        vat = min(rest, whole.vat if amount == whole.net else round_baisa(amount * VAT_RATE))
    return Sums(-amount, -min(vat, whole.vat))


def follow(last: int, number: int | None = None) -> int:
    """The number after the last; raises SequenceBroken where another one is asked for."""
    if number is not None and number != last + 1:
        raise SequenceBroken(next=last + 1)
    return last + 1
