"""How well and how fast: first pass against its target, days to the answer, days to the money."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, and_, cast, func, select
from sqlalchemy.types import Date

from app.claims.models import Claim
from app.kernel.words import N_
from app.remittances.models import ClaimAccount
from app.reports import narrowing
from app.reports.rules import FEWEST_TO_JUDGE, FIRST_PASS_TARGET, share
from app.reports.values import Family, Figure, Heading, Plot, Point, Report, Tab, Wanted

ANSWERED = Heading(label=N_("Claims answered"), kind="number", meaning=N_("First sendings that were judged, rejected or sent again."))  # fmt: skip
PASSED = Heading(label=N_("First pass"), kind="share", meaning=N_("Of the claims answered: those approved in full at the first sending, without rejection, correction or complaint."))  # fmt: skip
DAYS = (
    Heading(label=N_("Days to the answer"), kind="number", meaning=N_("Median days from the last sending to the decision.")),
    Heading(label=N_("Nine in ten within"), kind="number", meaning=N_("Days within which nine of ten decisions came.")),
)  # fmt: skip
TO_MONEY = (
    Heading(label=N_("Claims paid"), kind="number", meaning=N_("Claims with a first payment.")),
    Heading(label=N_("Days to the money"), kind="number", meaning=N_("Median days from the decision to the first payment.")),
    Heading(label=N_("Nine in ten within"), kind="number", meaning=N_("Days within which nine of ten first payments came.")),
)  # fmt: skip


def first_pass(wanted: Wanted) -> Report:
    """One row a month of service: the rate against its target."""
    month = cast(func.date_trunc("month", Claim.service_date), Date)
    query = (
        select(month, narrowing.counted(narrowing.IS_ANSWERED_FIRST), narrowing.counted(narrowing.PASSED_AT_ONCE))
        .where(*narrowing.conditions(wanted))
        .group_by(month)
        .order_by(month.desc())
    )  # fmt: skip
    found = narrowing.fetch(query)
    rows = [(day.strftime("%Y-%m"), answered, share(passed, answered)) for day, answered, passed in found]  # fmt: skip
    answered, passed = sum(row[1] for row in found), sum(row[2] for row in found)
    points = [
        Point(label=row[0], value=round(row[2] * 100, 1), tone="success" if row[2] >= FIRST_PASS_TARGET else "warning")
        for row in reversed(rows)
        if row[2] is not None
    ]  # fmt: skip
    return Report(
        headings=(Heading(label=N_("Month"), kind="code"), ANSWERED, PASSED),
        rows=rows,
        foot=(None, answered, share(passed, answered)) if rows else None,
        figures=(
            Figure(label=PASSED.label, kind="share", value=share(passed, answered), meaning=PASSED.meaning),
            Figure(label=N_("Target"), kind="share", value=FIRST_PASS_TARGET, meaning=N_("What a well-run clinic reaches.")),
        ),
        plots=(Plot(title=N_("First pass by month of service"), unit="%", points=points),),
    )  # fmt: skip


def to_answer(wanted: Wanted) -> Report:
    """One row an insurer: how long its decisions take."""
    days = func.extract("epoch", Claim.judged_at - Claim.submitted_at) / 86_400
    query = _speeds(days).where(
        *narrowing.conditions(wanted), narrowing.IS_JUDGED, Claim.judged_at >= Claim.submitted_at
    )
    return _by_payer(query, (ANSWERED, *DAYS), N_("Median days to the answer"))


def to_money(wanted: Wanted) -> Report:
    """One row an insurer: how long its money takes after the decision."""
    days = cast(ClaimAccount.first_paid_on - ClaimAccount.judged_on, Integer)
    query = (
        _speeds(days)
        .join(
            ClaimAccount,
            and_(ClaimAccount.tenant_id == Claim.tenant_id, ClaimAccount.claim_id == Claim.id),
        )
        .where(*narrowing.conditions(wanted), ClaimAccount.first_paid_on.is_not(None))
    )
    return _by_payer(query, TO_MONEY, N_("Median days to the money"))


def _speeds(days: Any) -> Any:
    return select(
        Claim.payer_id,
        func.count(),
        func.percentile_cont(0.5).within_group(days),
        func.percentile_cont(0.9).within_group(days),
    ).group_by(Claim.payer_id)


def _by_payer(query: Any, headings: tuple[Heading, ...], title: str) -> Report:
    """Insurers with too few answers show no speed: a median of two says nothing."""
    names, rows = narrowing.payers(), []
    for payer, many, median, most in narrowing.fetch(query):
        is_enough = many >= FEWEST_TO_JUDGE
        speed = (round(median, 1), round(most, 1)) if is_enough else (None, None)
        rows.append((names.get(payer, narrowing.NOBODY), many, *speed))
    rows.sort(key=lambda row: (-row[1], row[0]))
    points = [Point(label=row[0], value=row[2]) for row in rows if row[2] is not None]
    return Report(
        headings=(Heading(label=N_("Insurer")), *headings),
        rows=rows,
        plots=(Plot(title=title, unit=N_("days"), points=points),),
    )


FAMILY = Family(
    key="speed",
    title=N_("First pass and speed"),
    purpose=N_(
        "How many claims are approved at once, how long answers take, how long the money takes."
    ),
    icon="hourglass",
    tabs=(
        Tab(key="first-pass", label=N_("First pass"), build=first_pass),
        Tab(key="answer", label=N_("Days to the answer"), build=to_answer),
        Tab(key="money", label=N_("Days to the money"), build=to_money),
    ),
)
