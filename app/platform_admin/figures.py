"""Revenue and use, month by month, across all tenants: sums and counts, each with its meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.words import N_
from app.plans.billing import INVOICES
from app.plans.proration import Month
from app.plans.states import FINAL
from app.platform_admin import counting, leavers

MONTHS = 12
MEANINGS = {
    "revenue": (N_("Invoiced, before VAT"), N_("Final invoices of the month less the credit notes on them, before VAT.")),
    "accepted": (N_("Accepted claims"), N_("Claims of live tenants that an insurer acknowledged in the month, each counted once.")),
    "first_pass": (N_("Accepted at the first sending"), N_("Those of them whose first sending was acknowledged and never rejected. A count, not a share.")),
    "customers": (N_("Tenants with a plan"), N_("Tenants with a plan in force at the end of the month.")),
    "gained": (N_("Tenants gained"), N_("Tenants with a plan at the end of the month and none at its beginning.")),
    "lost": (N_("Tenants lost"), N_("Tenants with a plan at the beginning of the month and none at its end.")),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One month of the whole platform."""

    month: Month
    revenue: Decimal = ZERO
    accepted: int = 0
    first_pass: int = 0
    customers: int = 0
    gained: int = 0
    lost: int = 0


Decisions = Mapping[UUID, list[tuple[date, str | None]]]


def by_month() -> list[Figures]:
    """The last twelve months, the oldest first, the present one as far as it has come; who left counts as before."""
    months = Month.of(today()).and_before(MONTHS)
    first = months[0].first
    gone = leavers.since(months[0])
    revenue = _revenue(first)
    accepted = counting.accepted(first) + _of(gone, "accepted")
    first_pass = counting.first_pass(first) + _of(gone, "first_pass")
    moves = turnover(counting.decisions(), months, today())
    for row in gone:
        if (month := Month.of(row.month)) in moves:
            had, has = row.plan_before is not None, row.plan is not None
            moves[month] += Counter(customers=has, gained=has > had, lost=had > has)
    return [
        Figures(
            month=month, revenue=revenue.get(month, ZERO), accepted=accepted[month],
            first_pass=first_pass[month], **moves[month],
        )
        for month in months
    ]  # fmt: skip


def turnover(decisions: Decisions, months: Iterable[Month], day: date) -> dict[Month, Counter[str]]:
    """For each month: tenants with a plan at its end (or on `day`, where it is not over), gained and lost in it."""
    found = {}
    for month in months:
        # The day before its first day: what begins with a month was gained in it.
        before = {
            one for one, told in decisions.items() if counting.plan_on(told, month.before.last)
        }
        after = {
            one for one, told in decisions.items() if counting.plan_on(told, min(month.last, day))
        }
        found[month] = Counter(
            customers=len(after), gained=len(after - before), lost=len(before - after)
        )
    return found


def by_plan() -> dict[str, int]:
    """How many tenants have each plan today."""
    held = (counting.plan_on(told, today()) for told in counting.decisions().values())
    return dict(Counter(plan for plan in held if plan is not None))


def _revenue(first: date) -> dict[Month, Decimal]:
    query = select(INVOICES.c.month, func.sum(INVOICES.c.net)).where(
        INVOICES.c.status == FINAL, INVOICES.c.month >= first
    )
    return {
        Month.of(row[0]): row[1] for row in db.session.execute(query.group_by(INVOICES.c.month))
    }


def _of(gone: Iterable[Row[Any]], name: str) -> Counter[Month]:
    found: Counter[Month] = Counter()
    for row in gone:
        found[Month.of(row.month)] += getattr(row, name)
    return found
