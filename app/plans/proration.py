"""Months, days and the share of a month's fee that falls to some of its days. Pure.

A day is a day in Muscat. What holds on a day is what was decided last for it, so a change counts
for the whole of its day and two changes in one day leave no trace of the first.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.kernel.money import round_baisa


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which a day falls."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day: the 28th to the 31st."""
        return date(self.year, self.number, self.length)

    @property
    def length(self) -> int:
        """Its number of days."""
        return monthrange(self.year, self.number)[1]

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month.of(self.last + timedelta(days=1))

    @property
    def before(self) -> Month:
        """The month before it."""
        return Month.of(self.first - timedelta(days=1))

    def and_before(self, count: int) -> list[Month]:
        """So many months up to this one, the oldest first."""
        months = [self]
        while len(months) < count:
            months.append(months[-1].before)
        return months[::-1]

    def days(self) -> Iterator[date]:
        """Every day of it."""
        return (date(self.year, self.number, day) for day in range(1, self.length + 1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def days_left(day: date) -> int:
    """How many days of the month are left, this one included."""
    return Month.of(day).length - day.day + 1


def share(amount: Decimal, days: int, of_days: int) -> Decimal:
    """The part of a month's amount for some of its days, rounded once, half up to the baisa."""
    return round_baisa(amount * days / of_days)
