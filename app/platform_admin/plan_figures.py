"""Revenue and use by plan, month by month: what `figures` counts in all, shared out among the plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, func, select

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.words import N_
from app.plans.billing import INVOICES, LINES
from app.plans.proration import Month
from app.plans.states import FINAL
from app.platform_admin import counting, leavers
from app.platform_admin.figures import MONTHS

Key = tuple[Month, str]

# What was accepted while no plan was in force counts too, so that the parts come to the whole.
NO_PLAN = ""
MEANINGS = {
    "revenue": (N_("Invoiced by plan, before VAT"), N_("Lines of final invoices and credit notes under the plan they name; an add-on counts under its own name.")),
    "accepted": (N_("Accepted claims by plan"), N_("Under the plan that the tenant had at the end of the month, or at its beginning where it ended in it.")),
    "customers": (N_("Tenants by plan"), N_("Tenants with the plan in force at the end of the month.")),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PlanMonth:
    """One plan in one month; `plan` is a code, revenue in OMR before VAT."""

    month: Month
    plan: str
    revenue: Decimal
    accepted: int
    customers: int


def by_plan_and_month() -> list[PlanMonth]:
    """The last twelve months, the oldest first, and in each the plans that stand for anything in any of them."""
    months = Month.of(today()).and_before(MONTHS)
    revenue = _revenue(months[0])
    accepted, customers = _use(months)
    plans = sorted({plan for _month, plan in (*revenue, *accepted, *customers)})
    return [
        PlanMonth(
            month=month, plan=plan, revenue=revenue.get((month, plan), ZERO),
            accepted=accepted[month, plan], customers=customers[month, plan],
        )
        for month in months
        for plan in plans
    ]  # fmt: skip


def _revenue(first: Month) -> Mapping[Key, Decimal]:
    query = (
        select(INVOICES.c.month, LINES.c.plan, func.sum(LINES.c.net))
        .join(
            INVOICES,
            and_(INVOICES.c.tenant_id == LINES.c.tenant_id, INVOICES.c.id == LINES.c.invoice_id),
        )
        .where(INVOICES.c.status == FINAL, INVOICES.c.month >= first.first)
        .group_by(INVOICES.c.month, LINES.c.plan)
    )
    return {(Month.of(month), plan): net for month, plan, net in db.session.execute(query)}


def _use(months: list[Month]) -> tuple[Counter[Key], Counter[Key]]:
    """Accepted claims, and tenants at the end of each month."""
    accepted: Counter[Key] = Counter()
    customers: Counter[Key] = Counter()
    for month, before, plan, claims in (*_here(months), *_gone(months)):
        if plan is not None:
            customers[month, plan] += 1
        if claims:
            accepted[month, plan or before or NO_PLAN] += claims
    return accepted, customers


def _here(months: list[Month]) -> Iterator[tuple[Month, str | None, str | None, int]]:
    counted = counting.accepted_by_tenant(months[0].first)
    for tenant_id, told in counting.decisions().items():
        for month in months:
            plan = counting.plan_on(told, min(month.last, today()))
            before = counting.plan_on(told, month.before.last)
            yield month, before, plan, counted[tenant_id, month]


def _gone(months: list[Month]) -> Iterator[tuple[Month, str | None, str | None, int]]:
    for row in leavers.since(months[0]):
        if (month := Month.of(row.month)) in months:
            yield month, row.plan_before, row.plan, row.accepted
