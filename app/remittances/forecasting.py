"""How old what is owed is, and when it may come, from each payer's own speed. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from app.kernel.money import ZERO

# Days since the judgement, first and last; None has no end.
BUCKETS: tuple[tuple[int, int | None], ...] = ((0, 30), (31, 60), (61, 90), (91, None))
LEAST_HISTORY = 5
WEEKS = 8


@dataclass(frozen=True)
class Owed:
    """What one payer owes for one claim, and since when."""

    payer_id: UUID
    judged_on: date
    amount: Decimal


@dataclass(frozen=True)
class Speed:
    """Days from judgement to payment: the usual and the slow case, over so many claims."""

    median: int
    p80: int
    claims: int


@dataclass(frozen=True)
class Week:
    """What may come in a week from this day: what the usual pace brings, and by when even the slow pace has."""

    begins: date
    usual: Decimal
    slow: Decimal


def bucket_of(days: int) -> int:
    """The place of its bucket; a judgement of the future is new."""
    for place, (_first, last) in enumerate(BUCKETS):
        if last is None or days <= last:
            return place
    raise AssertionError(days)


def ageing(owed: Iterable[Owed], today: date) -> dict[UUID, list[Decimal]]:
    """What each payer owes by age, one amount per bucket."""
    found: dict[UUID, list[Decimal]] = defaultdict(lambda: [ZERO] * len(BUCKETS))
    for one in owed:
        found[one.payer_id][bucket_of((today - one.judged_on).days)] += one.amount
    return dict(found)


def speed(days: Sequence[int]) -> Speed | None:
    """A payer's pace; None while there is not enough history to speak of one."""
    if len(days) < LEAST_HISTORY:
        return None
    ordered = sorted(max(one, 0) for one in days)
    return Speed(_rank(ordered, 0.5), _rank(ordered, 0.8), len(ordered))


def _rank(ordered: Sequence[int], share: float) -> int:
    """The smallest figure that at least this share does not exceed."""
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def week_of(day: date) -> date:
    """The Sunday a week of Oman begins with."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def expected_by_week(
    owed: Iterable[Owed], speeds: dict[UUID, Speed | None], today: date, weeks: int = WEEKS
) -> list[Week]:
    """What may come in each week from this one on; the last entry holds all that comes after so many weeks.

    What should be here already is expected this week; payers without a known pace are left out.
    """
    first = week_of(today)
    usual = [ZERO] * (weeks + 1)
    slow = [ZERO] * (weeks + 1)
    for one in owed:
        pace = speeds.get(one.payer_id)
        if pace is None:
            continue
        for sums, days in ((usual, pace.median), (slow, pace.p80)):
            due = max(one.judged_on + timedelta(days=days), today)
            sums[min((week_of(due) - first).days // 7, weeks)] += one.amount
    return [Week(first + timedelta(weeks=n), usual[n], slow[n]) for n in range(weeks + 1)]
