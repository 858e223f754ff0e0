"""Months of either calendar, each beside the same days of the year before, and how many of them lie in Ramadan. Pure.

Hijri months are those of the Umm al-Qura calendar; a month that begins by sight may begin a day before or after.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hijridate import Gregorian, Hijri

from app.kernel.words import N_

HIJRI_MONTHS = (
    N_("Muharram"), N_("Safar"), N_("Rabi al-Awwal"), N_("Rabi al-Thani"), N_("Jumada al-Ula"), N_("Jumada al-Akhirah"),
    N_("Rajab"), N_("Shaaban"), N_("Ramadan"), N_("Shawwal"), N_("Dhu al-Qadah"), N_("Dhu al-Hijjah"),
)  # fmt: skip
RAMADAN = 9
# The days that the tables of the calendar know, a year kept back for the comparison.
EARLIEST, LATEST = date(1926, 1, 1), date(2076, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days of one month, and the same days of that month a year before; all inclusive."""

    year: int
    month: int
    first: date
    last: date
    first_before: date
    last_before: date

    @property
    def ramadan(self) -> int:
        """How many of its days lie in Ramadan."""
        return ramadan_days(self.first, self.last)

    @property
    def ramadan_before(self) -> int:
        """How many did a year before."""
        return ramadan_days(self.first_before, self.last_before)


def gregorian_months(first: date, last: date) -> list[Span]:
    """The months of these days, the newest first; of a month that is cut off the same days are compared."""
    return _spans(first, last, _gregorian)


def hijri_months(first: date, last: date) -> list[Span]:
    """The same by the months of the Hijri calendar."""
    return _spans(first, last, _hijri)


def ramadan_days(first: date, last: date) -> int:
    """How many of these days lie in Ramadan; both inclusive."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(Gregorian.fromdate(day).to_hijri().month == RAMADAN for day in days)


@dataclass(frozen=True)
class _Month:
    """A whole month: its name in numbers, its first day and that of its like a year before, and their lengths."""

    year: int
    month: int
    begins: date
    length: int
    begins_before: date
    length_before: int

    def span(self, first: date, last: date) -> Span:
        start, end = max(first, self.begins), min(last, self.ends)
        is_whole_end = end == self.ends
        skipped = min((start - self.begins).days, self.length_before - 1)
        kept = self.length_before - 1 if is_whole_end else min((end - self.begins).days, self.length_before - 1)  # fmt: skip
        return Span(
            year=self.year, month=self.month, first=start, last=end,
            first_before=self.begins_before + timedelta(days=skipped),
            last_before=self.begins_before + timedelta(days=kept),
        )  # fmt: skip

    @property
    def ends(self) -> date:
        return self.begins + timedelta(days=self.length - 1)


MonthOf = Callable[[date], _Month]


def _gregorian(day: date) -> _Month:
    before = day.year - 1
    return _Month(
        day.year, day.month, day.replace(day=1), calendar.monthrange(day.year, day.month)[1],
        date(before, day.month, 1), calendar.monthrange(before, day.month)[1],
    )  # fmt: skip


def _hijri(day: date) -> _Month:
    of = Gregorian.fromdate(day).to_hijri()
    now, before = Hijri(of.year, of.month, 1), Hijri(of.year - 1, of.month, 1)
    return _Month(
        of.year, of.month, _day(now), now.month_length(), _day(before), before.month_length()
    )


def _day(of: Hijri) -> date:
    return date(*of.to_gregorian().datetuple())


def _spans(first: date, last: date, month_of: MonthOf) -> list[Span]:
    return list(_walked(max(first, EARLIEST), min(last, LATEST), month_of))[::-1]


def _walked(first: date, last: date, month_of: MonthOf) -> Iterator[Span]:
    day = first
    while day <= last:
        month = month_of(day)
        yield month.span(first, last)
        day = month.ends + timedelta(days=1)
