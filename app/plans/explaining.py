"""Which accepted claims, which people and which days stand behind which line of an invoice. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from app.kernel.money import ZERO
from app.plans.accounts import ADD_ONS, FLAT, SEATS, Account
from app.plans.invoicing import CAP, CLAIMS, MINIMUM, TRIAL, UNUSED, Line
from app.plans.pricing import Catalogue
from app.plans.proration import Month, share

Key = TypeVar("Key")


def allot(
    catalogue: Catalogue, account: Account, month: Month, lines: Sequence[Line],
    events: Iterable[tuple[Key, date]],
) -> dict[Key, int]:  # fmt: skip
    """The position among `lines` for each accepted claim of the month, in the order they were counted.

    Claims under a plan without a price for claims stand on no line.
    """
    free = {day: count - account.paid_usage[day] for day, count in account.usage.items()}
    trial = next((at for at, line in enumerate(lines) if line.reason == TRIAL), None)
    seen: Counter[str] = Counter()
    found: dict[Key, int] = {}
    for key, day in events:
        position = None
        if free.get(day, 0) > 0:
            free[day] -= 1
            position = trial
        elif code := account.terms_on(day).plan:
            seen[code] += 1
            position = _of_step(catalogue, lines, code, month, seen[code])
        if position is not None:
            found[key] = position
    return found


def _of_step(
    catalogue: Catalogue, lines: Sequence[Line], code: str, month: Month, number: int
) -> int | None:
    """The line of the `number`th claim of a month under a plan."""
    if not catalogue.price(code, month.first).tiers:
        return None
    reached = 0
    for position, line in enumerate(lines):
        if line.reason == CLAIMS and line.plan == code:
            reached += line.quantity
            if number <= reached:
                return position
    return None


def same_claims(lines: Sequence[Line], at: int) -> tuple[int, ...]:
    """The lines of an invoice whose claims stand behind one of them: behind the least and the most, all of that plan."""
    line = lines[at]
    if line.reason in {CLAIMS, TRIAL}:
        return (at,)
    if line.reason not in {MINIMUM, CAP}:
        return ()
    return tuple(
        position
        for position, one in enumerate(lines)
        if one.reason == CLAIMS and one.plan == line.plan
    )


def counting_day(line: Line) -> date | None:
    """The day whose people a line counts; None where it counts nobody.

    What is given back was paid for those of the day before: who left on the first of its days is among them.
    """
    if line.item != SEATS:
        return None
    return line.first - timedelta(days=1) if line.reason == UNUSED else line.first


@dataclass(frozen=True)
class FeeDay:
    """What a day adds to a fee by the month, and what the fee has come to with it, in OMR; below zero, given back."""

    day: date
    amount: Decimal
    so_far: Decimal


def fee_days(line: Line) -> tuple[FeeDay, ...]:
    """The days of a line that is paid for the plan or an add-on itself; the last `so_far` is the line. Else none."""
    if line.item not in {FLAT, ADD_ONS}:
        return ()
    days, before = [], ZERO
    sign = -1 if line.reason == UNUSED else 1
    for count in range(1, line.days + 1):
        so_far = sign * share(line.quantity * line.unit_price, count, Month.of(line.first).length)
        days.append(FeeDay(line.first + timedelta(days=count - 1), so_far - before, so_far))
        before = so_far
    return tuple(days)
