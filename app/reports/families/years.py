"""Each month beside the same days of the year before, by either calendar, with the days of Ramadan in sight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.claims.models import Claim
from app.kernel.money import ZERO
from app.kernel.words import N_
from app.reports.calendars import HIJRI_MONTHS, Span, gregorian_months, hijri_months
from app.reports.rules import change
from app.reports.sums import sums_by
from app.reports.values import Heading, Plot, Point, Report, Wanted

COUNT = Heading(label=N_("Claims"), kind="number", meaning=N_("Claims sent for services of these days; a correction or complaint is no claim of its own."))  # fmt: skip
ASKED = Heading(label=N_("Asked"), kind="money", meaning=N_("What the insurers were asked to pay: totals less the patients' shares."))  # fmt: skip
APPROVED = Heading(label=N_("Approved amount"), kind="money", meaning=N_("What the insurers approved so far, by corrections and complaints too."))  # fmt: skip
COUNT_BEFORE = Heading(label=N_("Claims a year before"), kind="number", meaning=N_("Of the same days of that month a year before."))  # fmt: skip
ASKED_BEFORE = Heading(label=N_("Asked a year before"), kind="money", meaning=N_("Of the same days of that month a year before."))  # fmt: skip
GROWTH = Heading(label=N_("Growth"), kind="share", meaning=N_("Asked now less asked then, as a share of what was asked then."))  # fmt: skip
RAMADAN = Heading(label=N_("Days of Ramadan"), kind="number", meaning=N_("By the Umm al-Qura calendar; where the month begins by sight, a day more or less."))  # fmt: skip
RAMADAN_BEFORE = Heading(label=N_("Days of Ramadan a year before"), kind="number")
HEADINGS = (COUNT, ASKED, APPROVED, COUNT_BEFORE, ASKED_BEFORE, GROWTH, RAMADAN, RAMADAN_BEFORE)


@dataclass(frozen=True)
class Sum:
    """What the claims of some days come to."""

    count: int = 0
    asked: Decimal = ZERO
    approved: Decimal = ZERO

    def __add__(self, other: Sum) -> Sum:
        """Both together."""
        return Sum(
            self.count + other.count, self.asked + other.asked, self.approved + other.approved
        )


def by_gregorian_month(wanted: Wanted) -> Report:
    """Months as the insurers count them."""
    names = {one: f"{one.year:04}-{one.month:02}" for one in gregorian_months(wanted.first, wanted.last)}  # fmt: skip
    return _report(wanted, names, Heading(label=N_("Month"), kind="code"))


def by_hijri_month(wanted: Wanted) -> Report:
    """Months of the Hijri calendar: Ramadan beside Ramadan."""
    names = {one: f"{_(HIJRI_MONTHS[one.month - 1])} {one.year}" for one in hijri_months(wanted.first, wanted.last)}  # fmt: skip
    return _report(wanted, names, Heading(label=N_("Hijri month")))


def _report(wanted: Wanted, names: dict[Span, str], first: Heading) -> Report:
    days = _by_day(wanted, names)
    found = [
        (one, _sum(days, one.first, one.last), _sum(days, one.first_before, one.last_before)) for one in names
    ]  # fmt: skip
    points = [
        Point(label=names[one], value=now.asked, tone="warning" if one.ramadan else "accent")
        for one, now, _before in reversed(found)
    ]
    title = N_("Asked by month; months with days of Ramadan stand out")
    return Report(
        headings=(first, *HEADINGS),
        rows=[(names[one], *_cells(now, before), one.ramadan, one.ramadan_before) for one, now, before in found],
        foot=_foot([now for _one, now, _before in found], [before for _one, _now, before in found]),
        plots=(Plot(title=title, unit=N_("OMR"), points=points),),
    )  # fmt: skip


def _cells(now: Sum, before: Sum) -> tuple[Any, ...]:
    return now.count, now.asked, now.approved, before.count, before.asked, change(now.asked, before.asked)  # fmt: skip


def _foot(now: list[Sum], before: list[Sum]) -> tuple[Any, ...] | None:
    return (None, *_cells(sum(now, Sum()), sum(before, Sum())), None, None) if now else None


def _by_day(wanted: Wanted, spans: dict[Span, str]) -> dict[date, Sum]:
    """One reading for both years."""
    if not spans:
        return {}
    first = min(one.first_before for one in spans)
    rows = sums_by(replace(wanted, first=first), Claim.service_date)
    return {row[0]: Sum(row[1], row[2], row[3]) for row in rows}


def _sum(days: dict[date, Sum], first: date, last: date) -> Sum:
    return sum((one for day, one in days.items() if first <= day <= last), Sum())
