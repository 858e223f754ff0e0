"""Revenue and use, month by month, across all tenants: sums and counts, each with its meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from app.exchange.messages import CLAIM
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.words import N_
from app.plans.billing import INVOICES
from app.plans.books import CHANGES, USAGE
from app.plans.proration import Month
from app.plans.states import FINAL
from app.platform_admin.tenants import MESSAGES

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
    """The last twelve months, the oldest first, the present one as far as it has come."""
    months = Month.of(today()).and_before(MONTHS)
    first = months[0].first
    revenue, accepted, first_pass = _revenue(first), _accepted(first), _first_pass(first)
    moves = turnover(_decisions(), months, today())
    return [
        Figures(
            month=month, revenue=revenue.get(month, ZERO), accepted=accepted.get(month, 0),
            first_pass=first_pass.get(month, 0), customers=moves[month][0], gained=moves[month][1],
            lost=moves[month][2],
        )
        for month in months
    ]  # fmt: skip


def turnover(
    decisions: Decisions, months: Iterable[Month], day: date
) -> dict[Month, tuple[int, int, int]]:
    """For each month: tenants with a plan at its end (or on `day`, where it is not over), gained and lost in it."""
    found = {}
    for month in months:
        # The day before its first day: what begins with a month was gained in it.
        before = {one for one, told in decisions.items() if plan_on(told, month.before.last)}
        after = {one for one, told in decisions.items() if plan_on(told, min(month.last, day))}
        found[month] = (len(after), len(after - before), len(before - after))
    return found


def plan_on(decisions: Iterable[tuple[date, str | None]], day: date) -> str | None:
    """The plan in force on a day; of several decisions for one day the last holds."""
    begun = [(on, at, plan) for at, (on, plan) in enumerate(decisions) if on <= day]
    return max(begun, key=lambda one: one[:2])[2] if begun else None


def by_plan() -> dict[str, int]:
    """How many tenants have each plan today."""
    held = (plan_on(told, today()) for told in _decisions().values())
    return dict(Counter(plan for plan in held if plan is not None))


def _decisions() -> dict[UUID, list[tuple[date, str | None]]]:
    query = select(CHANGES.c.tenant_id, CHANGES.c.on_day, CHANGES.c.plan).where(
        CHANGES.c.withdrawn_at.is_(None)
    )
    found: dict[UUID, list[tuple[date, str | None]]] = {}
    for row in db.session.execute(query.order_by(CHANGES.c.position)):
        found.setdefault(row.tenant_id, []).append((row.on_day, row.plan))
    return found


def _revenue(first: date) -> dict[Month, Decimal]:
    query = select(INVOICES.c.month, func.sum(INVOICES.c.net)).where(
        INVOICES.c.status == FINAL, INVOICES.c.month >= first
    )
    return {
        Month.of(row[0]): row[1] for row in db.session.execute(query.group_by(INVOICES.c.month))
    }


def _accepted(first: date) -> dict[Month, int]:
    query = select(USAGE.c.counted_on, func.count()).where(
        USAGE.c.voided_at.is_(None), USAGE.c.counted_on >= first
    )
    return _together(query.group_by(USAGE.c.counted_on))


def _first_pass(first: date) -> dict[Month, int]:
    """Accepted claims that needed no other claim of their chain and no earlier sending."""
    counted = MESSAGES.alias("counted")
    earlier = (
        select(MESSAGES.c.id)
        .select_from(MESSAGES.join(counted, counted.c.tenant_id == MESSAGES.c.tenant_id))
        .where(
            MESSAGES.c.tenant_id == USAGE.c.tenant_id,
            MESSAGES.c.subject_id == USAGE.c.claim_id,
            MESSAGES.c.kind == CLAIM,
            counted.c.id == USAGE.c.message_id,
            MESSAGES.c.position < counted.c.position,
        )
        .correlate(USAGE)
    )
    query = select(USAGE.c.counted_on, func.count()).where(
        USAGE.c.voided_at.is_(None), USAGE.c.counted_on >= first,
        USAGE.c.claim_id == USAGE.c.root_claim_id, ~earlier.exists(),
    )  # fmt: skip
    return _together(query.group_by(USAGE.c.counted_on))


def _together(query: object) -> dict[Month, int]:
    found: Counter[Month] = Counter()
    for day, count in db.session.execute(query):  # type: ignore[call-overload] # one of the two above
        found[Month.of(day)] += count
    return dict(found)
