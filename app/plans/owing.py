"""What is still owed on final invoices, as a part of questions that go over all tenants."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.kernel.db import db
from app.kernel.money import ZERO
from app.plans.billing import INVOICES
from app.plans.books import table
from app.plans.documents import CREDIT_NOTE, INVOICE
from app.plans.models import Payment
from app.plans.reconciling import Open
from app.plans.states import FINAL

PAYMENTS = table(Payment)
# What was taken off again pays nothing.
LIVE = PAYMENTS.c.undone_at.is_(None)


def paid_of() -> ColumnElement[Decimal]:
    """What was set against the invoice of a row."""
    same = (PAYMENTS.c.tenant_id == INVOICES.c.tenant_id) & (PAYMENTS.c.invoice_id == INVOICES.c.id)
    sums = select(func.coalesce(func.sum(PAYMENTS.c.amount), ZERO)).where(same, LIVE)
    return sums.correlate(INVOICES).scalar_subquery()


IS_OWED = (
    (INVOICES.c.status == FINAL) & (INVOICES.c.kind == INVOICE) & (INVOICES.c.gross > paid_of())
)


def spent_of() -> ColumnElement[Decimal]:
    """What of the credit note of a row was set against invoices or paid out."""
    same = (PAYMENTS.c.tenant_id == INVOICES.c.tenant_id) & (
        PAYMENTS.c.credit_note_id == INVOICES.c.id
    )
    sums = select(func.coalesce(func.sum(PAYMENTS.c.amount), ZERO)).where(same, LIVE)
    return sums.correlate(INVOICES).scalar_subquery()


CREDIT_LEFT = -INVOICES.c.gross - spent_of()
HAS_CREDIT = (INVOICES.c.status == FINAL) & (INVOICES.c.kind == CREDIT_NOTE) & (CREDIT_LEFT > 0)


def open_ones(entity_id: UUID) -> list[Open]:
    """Every invoice of a seller on which something is owed, the longest due first."""
    query = select(
        INVOICES.c.tenant_id, INVOICES.c.id, INVOICES.c.number, INVOICES.c.gross - paid_of()
    ).where(IS_OWED, INVOICES.c.entity_id == entity_id)
    rows = db.session.execute(query.order_by(INVOICES.c.due_on, INVOICES.c.id))
    return [Open(*row) for row in rows]
