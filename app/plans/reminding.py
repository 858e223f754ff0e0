"""The ladder of a late invoice, walked once a day by the operator. Verbs flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select

from app.audit.trail import note
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.ids import new_id
from app.plans.billing import INVOICES, held
from app.plans.books import table
from app.plans.dunning import step_due
from app.plans.models import DunningStep
from app.plans.owing import IS_OWED, PAYMENTS
from app.plans.settling import open_amount
from app.tenants.models import CLOSED, Tenant

STEPS = table(DunningStep)


@dataclass(frozen=True)
class Reminder:
    """A step that was taken for an invoice."""

    tenant_id: UUID
    invoice_id: UUID
    number: str
    due_on: date
    step: int


def late() -> list[tuple[UUID, UUID]]:
    """Tenant and invoice of all that is due and still owed, the longest due first; who has left is reminded of nothing."""
    there = select(Tenant.id).where(Tenant.status != CLOSED)
    query = select(INVOICES.c.tenant_id, INVOICES.c.id).where(
        IS_OWED, INVOICES.c.due_on <= today(), INVOICES.c.tenant_id.in_(there)
    )
    rows = db.session.execute(query.order_by(INVOICES.c.due_on, INVOICES.c.id))
    return [(row[0], row[1]) for row in rows]


def remind() -> list[Reminder]:
    """Take the newest step of every invoice that is due and unpaid; a second round of a day takes none."""
    taken = (remind_of(*one) for one in late())
    return [one for one in taken if one is not None]


def remind_of(tenant_id: UUID, invoice_id: UUID) -> Reminder | None:
    """Take the newest step of one invoice; None where it was taken, or nothing is owed any more. Raises NotFound."""
    one = held(tenant_id, invoice_id)
    done = select(STEPS.c.step).where(
        STEPS.c.tenant_id == tenant_id, STEPS.c.invoice_id == invoice_id
    )
    step = step_due(_late_from(one), today(), db.session.scalars(done))
    if step is None or open_amount(tenant_id, one) <= 0:
        return None
    return _take(Reminder(tenant_id, invoice_id, one.number, one.due_on, step))


def _late_from(invoice: Row[Any]) -> date:
    """Its due day, or the day from which it counts since a payment was taken off it."""
    query = select(func.max(PAYMENTS.c.late_from)).where(
        PAYMENTS.c.tenant_id == invoice.tenant_id, PAYMENTS.c.invoice_id == invoice.id
    )
    resumed: date | None = db.session.scalar(query)
    return resumed or invoice.due_on


def _take(reminder: Reminder) -> Reminder:
    db.session.execute(
        insert(STEPS).values(
            tenant_id=reminder.tenant_id, id=new_id(), invoice_id=reminder.invoice_id,
            step=reminder.step, taken_at=now(),
        )
    )  # fmt: skip
    note(
        "invoice.reminded", "invoice", reminder.invoice_id, tenant=str(reminder.tenant_id),
        number=reminder.number, step=reminder.step,
    )  # fmt: skip
    return reminder
