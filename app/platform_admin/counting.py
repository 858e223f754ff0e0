"""What is counted of tenants that are here: plans decided, claims accepted, by month; of all of them or of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, cast, func, select

from app.exchange.messages import CLAIM
from app.kernel.db import db
from app.plans.books import CHANGES, USAGE
from app.plans.proration import Month
from app.platform_admin.tenants import MESSAGES

Decided = list[tuple[date, str | None]]


def plan_on(decisions: Iterable[tuple[date, str | None]], day: date) -> str | None:
    """The plan in force on a day; of several decisions for one day the last holds."""
    begun = [(on, at, plan) for at, (on, plan) in enumerate(decisions) if on <= day]
    return max(begun, key=lambda one: one[:2])[2] if begun else None


def decisions(tenant_id: UUID | None = None) -> dict[UUID, Decided]:
    """Day and plan of what each tenant decided, in the order in which it did."""
    query = select(CHANGES.c.tenant_id, CHANGES.c.on_day, CHANGES.c.plan).where(
        CHANGES.c.withdrawn_at.is_(None)
    )
    if tenant_id:
        query = query.where(CHANGES.c.tenant_id == tenant_id)
    found: dict[UUID, Decided] = {}
    for row in db.session.execute(query.order_by(CHANGES.c.position)):
        found.setdefault(row.tenant_id, []).append((row.on_day, row.plan))
    return found


def accepted(first: date | None = None, tenant_id: UUID | None = None) -> Counter[Month]:
    """Accepted claims from a day on."""
    return _by_month(_counted(), first, tenant_id)


def accepted_by_tenant(first: date) -> Counter[tuple[UUID, Month]]:
    """Accepted claims of each tenant and month from a day on."""
    month = cast(func.date_trunc("month", USAGE.c.counted_on), Date)
    query = (
        select(USAGE.c.tenant_id, month, func.count())
        .where(USAGE.c.voided_at.is_(None), USAGE.c.counted_on >= first)
        .group_by(USAGE.c.tenant_id, month)
    )
    return Counter(
        {(tenant_id, Month.of(day)): many for tenant_id, day, many in db.session.execute(query)}
    )


def first_pass(first: date | None = None, tenant_id: UUID | None = None) -> Counter[Month]:
    """Those that needed no other claim of their chain and no earlier sending."""
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
            # What was taken back never left.
            MESSAGES.c.may_have_arrived,
        )
        .correlate(USAGE)
    )
    query = _counted().where(USAGE.c.claim_id == USAGE.c.root_claim_id, ~earlier.exists())
    return _by_month(query, first, tenant_id)


def _counted() -> Select[Any]:
    return (
        select(USAGE.c.counted_on, func.count())
        .where(USAGE.c.voided_at.is_(None))
        .group_by(USAGE.c.counted_on)
    )


def _by_month(query: Select[Any], first: date | None, tenant_id: UUID | None) -> Counter[Month]:
    if first:
        query = query.where(USAGE.c.counted_on >= first)
    if tenant_id:
        query = query.where(USAGE.c.tenant_id == tenant_id)
    found: Counter[Month] = Counter()
    for day, count in db.session.execute(query):
        found[Month.of(day)] += count
    return found
