"""Working days in Oman: Friday and Saturday are the weekend, holidays are given. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

FRIDAY, SATURDAY = 4, 5
WEEKEND = frozenset({FRIDAY, SATURDAY})
ONE_DAY = timedelta(days=1)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether offices work on a day."""
    return day.weekday() not in WEEKEND and day not in holidays


def working_day_after(start: date, count: int, holidays: Collection[date]) -> date:
    """The so-manieth working day after a day, which itself does not count."""
    day, left = start, count
    while left > 0:
        day += ONE_DAY
        left -= is_working_day(day, holidays)
    return day


def working_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """How many working days lie after `start` up to and with `end`; none where it lies before."""
    days = range(1, (end - start).days + 1)
    return sum(is_working_day(start + number * ONE_DAY, holidays) for number in days)
