"""What was claimed and what came of it: by month, by insurer, by kind of visit."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import cast, func
from sqlalchemy.types import Date

from app.claims.models import Claim
from app.kernel.words import N_
from app.reports import narrowing
from app.reports.families import years
from app.reports.rules import share
from app.reports.sums import sums_by
from app.reports.values import Family, Heading, Plot, Point, Report, Tab, Wanted

KINDS = {
    "professional": N_("Clinic visit"), "institutional": N_("Hospital"), "oral": N_("Dental"),
    "vision": N_("Vision"), "pharmacy": N_("Pharmacy"),
}  # fmt: skip
CLAIMS = Heading(label=N_("Claims"), kind="number", meaning=N_("Claims sent for services of the period; drafts that never left and cancelled claims are left out. A correction or complaint is no claim of its own."))  # fmt: skip
ASKED = Heading(label=N_("Asked"), kind="money", meaning=N_("What the insurers were asked to pay: totals less the patients' shares."))  # fmt: skip
APPROVED = Heading(label=N_("Approved amount"), kind="money", meaning=N_("What the insurers approved so far, by corrections and complaints too."))  # fmt: skip
REFUSED = Heading(label=N_("Not approved"), kind="money", meaning=N_("Asked less approved, of judged claims only."))  # fmt: skip
WAITING = Heading(label=N_("Waiting for an answer"), kind="money", meaning=N_("Asked in claims that are queued, sent or accepted and not judged yet."))  # fmt: skip
FIRST_PASS = Heading(label=N_("First pass"), kind="share", meaning=N_("Of the claims answered: those approved in full at the first sending, without rejection, correction or complaint."))  # fmt: skip
HEADINGS = (CLAIMS, ASKED, APPROVED, REFUSED, WAITING, FIRST_PASS)


def by_month(wanted: Wanted) -> Report:
    """One row a month of service, the newest first."""
    month = cast(func.date_trunc("month", Claim.service_date), Date)
    rows = sums_by(wanted, month)
    rows.sort(key=lambda row: row[0], reverse=True)
    shown = [(row[0].strftime("%Y-%m"), *row[1:]) for row in rows]
    points = [Point(label=row[0], value=row[2]) for row in reversed(shown)]
    plot = Plot(title=N_("Asked by month of service"), unit=N_("OMR"), points=points)
    return _report(Heading(label=N_("Month"), kind="code"), shown, plot)


def by_payer(wanted: Wanted) -> Report:
    """One row an insurer, the largest first."""
    names = narrowing.payers()
    rows = [
        (names.get(row[0], narrowing.NOBODY), *row[1:]) for row in sums_by(wanted, Claim.payer_id)
    ]
    return _largest_first(Heading(label=N_("Insurer")), rows, N_("Asked by insurer"))


def by_kind(wanted: Wanted) -> Report:
    """One row a kind of visit, the largest first."""
    rows = [(_(KINDS[row[0]]) if row[0] in KINDS else row[0], *row[1:]) for row in sums_by(wanted, Claim.kind)]  # fmt: skip
    return _largest_first(Heading(label=N_("Kind of visit")), rows, N_("Asked by kind of visit"))


def _largest_first(first: Heading, rows: list[tuple[Any, ...]], title: str) -> Report:
    rows.sort(key=lambda row: (-row[2], str(row[0])))
    points = [Point(label=row[0], value=row[2]) for row in rows[:12]]
    return _report(first, rows, Plot(title=title, unit=N_("OMR"), points=points))


def _report(first: Heading, rows: list[tuple[Any, ...]], plot: Plot) -> Report:
    sums = [sum(row[place] for row in rows) for place in range(1, 8)]
    return Report(
        headings=(first, *HEADINGS),
        rows=[(*row[:6], share(row[6], row[7])) for row in rows],
        foot=(None, *sums[:5], share(sums[5], sums[6])) if rows else None,
        plots=(plot,),
    )


FAMILY = Family(
    key="summary",
    title=N_("Claims in sum"),
    purpose=N_("What was asked, approved and refused, by month, insurer and kind of visit."),
    icon="chart-bar",
    tabs=(
        Tab(key="month", label=N_("By month"), build=by_month),
        Tab(key="payer", label=N_("By insurer"), build=by_payer),
        Tab(key="kind", label=N_("By kind of visit"), build=by_kind),
        Tab(key="years", label=N_("Year over year"), build=years.by_gregorian_month),
        Tab(key="hijri", label=N_("Year over year, Hijri"), build=years.by_hijri_month),
    ),
)
