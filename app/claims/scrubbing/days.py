"""Days and ages as the rules count them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from app.claims.values import ClaimFacts

# Oman has one offset all year; the zone database belongs to the clock, which rules do not read.
MUSCAT = timezone(timedelta(hours=4))


def service_days(facts: ClaimFacts) -> list[date]:
    """Every day on which something was done, the visit's first when it is the earliest."""
    return sorted({facts.service_date, *(line.service_date for line in facts.lines)})


def age_in_years(birth_date: date, day: date) -> int:
    """Completed years on a day; someone born on 29 February ages on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def end_of_day(day: date) -> datetime:
    """The last moment of a Muscat day, aware."""
    return datetime.combine(day + timedelta(days=1), time.min, MUSCAT)


def first_outside(days: list[date], first: date | None, last: date | None) -> date | None:
    """The earliest of the days that a span (both ends inclusive, None is open) does not hold."""
    for day in days:
        if (first and day < first) or (last and day > last):
            return day
    return None
