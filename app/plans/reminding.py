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
from app.plans.billing import INVOICES
from app.plans.books import table
from app.plans.documents import INVOICE
from app.plans.dunning import step_due
from app.plans.models import DunningStep
from app.plans.settling import PAYMENTS, open_amount
from app.plans.states import FINAL

STEPS = table(DunningStep)


@dataclass(frozen=True)
class Reminder:
    """A step that was taken for an invoice."""

    tenant_id: UUID
    invoice_id: UUID
    number: str
    due_on: date
    step: int


def remind() -> list[Reminder]:
    """Take the newest step of every invoice that is due and unpaid; a second round of a day takes none."""
    late = select(INVOICES).where(
        INVOICES.c.status == FINAL, INVOICES.c.kind == INVOICE, INVOICES.c.due_on <= today()
    ).order_by(INVOICES.c.due_on, INVOICES.c.id)  # fmt: skip
    taken = []
    for one in db.session.execute(late.with_for_update()).all():
        done = select(STEPS.c.step).where(
            STEPS.c.tenant_id == one.tenant_id, STEPS.c.invoice_id == one.id
        )
        step = step_due(_late_from(one), today(), db.session.scalars(done))
        if step is not None and open_amount(one.tenant_id, one) > 0:
            taken.append(_take(Reminder(one.tenant_id, one.id, one.number, one.due_on, step)))
    return taken


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
