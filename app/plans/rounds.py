"""The operator's regular work on invoices: months closed, invoices numbered, reminders taken.

Each step is a transaction of its own, as the operator's role: killed anywhere it is absent, and the next round does it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from uuid import UUID

from sqlalchemy import select

from app.kernel import failpoints
from app.kernel.clock import today
from app.kernel.db import db
from app.plans import billing, reminding, settling
from app.plans.billing import INVOICES
from app.plans.proration import Month
from app.plans.states import DRAFT, GRACE
from app.tenants.queries import all_tenant_ids
from app.tenants.scope import as_platform

log = logging.getLogger(__name__)

# Months that a round looks back on, should nobody have made the rounds for a while.
MONTHS_BACK = 3


def keep_books() -> int:
    """One round; returns how many steps failed. What failed is tried again by the next round."""
    steps: list[Callable[[], object]] = [
        partial(close, tenant_id, month)
        for tenant_id in all_tenant_ids()
        for month in months_over()
    ]
    failed = sum(not alone(step) for step in steps)
    with as_platform():
        numbers = [partial(finalise, *one) for one in due()]
    failed += sum(not alone(step) for step in numbers)
    with as_platform():
        reminders = [partial(remind, *one) for one in reminding.late()]
    return failed + sum(not alone(step) for step in reminders)


def months_over() -> list[Month]:
    """The last months that are over, the oldest first."""
    return Month.of(today()).before.and_before(MONTHS_BACK)


def close(tenant_id: UUID, month: Month) -> UUID | None:
    """Begin the days of grace of a month, unless they have begun."""
    known = billing.of_month(tenant_id, month)
    if known is not None and known.status != DRAFT:
        return None
    closed = billing.close(tenant_id, month)
    if closed is None:
        billing.settle_free_month(tenant_id, month)
    failpoints.reach("PLAN-CLOSED")
    return closed


def due() -> list[tuple[UUID, UUID]]:
    """Tenant and invoice of all whose days of grace are over."""
    query = (
        select(INVOICES.c.tenant_id, INVOICES.c.id)
        .where(INVOICES.c.status == GRACE, INVOICES.c.grace_until < today())
        .order_by(INVOICES.c.month, INVOICES.c.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def finalise(tenant_id: UUID, identity: UUID) -> str | None:
    """Number one and set credit that is left against what is owed; returns the number. Raises as `billing.finalise`."""
    number = billing.finalise(tenant_id, identity)
    failpoints.reach("PLAN-FINALISED")
    if number:
        settling.spend_credits(tenant_id)
    failpoints.reach("PLAN-SETTLED")
    return number


def remind(tenant_id: UUID, identity: UUID) -> reminding.Reminder | None:
    """Take the step of the day for one late invoice."""
    taken = reminding.remind_of(tenant_id, identity)
    failpoints.reach("PLAN-REMINDED")
    return taken


def alone(step: Callable[[], object]) -> bool:
    """One step in its own transaction, as the operator's role; False where it failed, which stops no other."""
    with as_platform():
        try:
            step()
            db.session.commit()
        except Exception:
            log.exception("a step of the books failed")
            db.session.rollback()
            return False
    return True
