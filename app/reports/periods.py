"""Periods that move with the calendar, so that a saved view is never about last year by accident. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from app.kernel.words import N_

LATELY, THIS_MONTH, LAST_MONTH, THIS_YEAR, OWN = "90-days", "month", "last-month", "year", "own"
PERIODS = {
    LATELY: N_("Last 90 days"),
    THIS_MONTH: N_("This month"),
    LAST_MONTH: N_("Last month"),
    THIS_YEAR: N_("This year"),
    OWN: N_("From day to day"),
}


def days_of(period: str, on: date) -> tuple[date, date]:
    """First and last day of a period, both inclusive, seen from a day; an unknown one is the last 90 days."""
    if period == THIS_MONTH:
        return on.replace(day=1), on
    if period == LAST_MONTH:
        last = on.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if period == THIS_YEAR:
        return on.replace(month=1, day=1), on
    return on - timedelta(days=89), on
