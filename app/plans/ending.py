"""The last invoices of who leaves: every month up to today, final at once. Verbs flush, never commit."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel.clock import today
from app.kernel.db import db
from app.plans import billing, books, rounds, settling, subscribing
from app.plans.billing import INVOICES
from app.plans.owing import IS_OWED
from app.plans.proration import Month


def bill_out(tenant_id: UUID) -> list[str]:
    """End the plan and number what is still to be invoiced, before what it is counted by is deleted; the numbers.

    The operator's work. What was paid ahead and is not used comes back as a credit note, set against what is owed.
    """
    books.one_at_a_time(tenant_id)
    if not books.account(tenant_id).changes:
        return []
    subscribing.end(tenant_id)
    months = (*rounds.months_over(), Month.of(today()))
    numbers = [told for month in months if (told := billing.finalise_early(tenant_id, month))]
    for invoice_id in _owed(tenant_id):
        settling.settle_with_credits(tenant_id, invoice_id)
    return numbers


def _owed(tenant_id: UUID) -> list[UUID]:
    query = select(INVOICES.c.id).where(INVOICES.c.tenant_id == tenant_id, IS_OWED)
    return list(db.session.scalars(query.order_by(INVOICES.c.due_on, INVOICES.c.id)))
