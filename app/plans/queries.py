"""What a tenant sees of its own plan: behind the wall, for the tenant in scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.money import ZERO
from app.plans import books, dunning
from app.plans.accounts import Account
from app.plans.documents import INVOICE
from app.plans.dunning import Standing
from app.plans.models import Invoice, InvoiceLine, Payment, SeatRow
from app.plans.states import DROPPED, FINAL
from app.tenants.scope import current_tenant_id, find

MOST_INVOICES = 240


@dataclass(frozen=True)
class Listed:
    """An invoice of the list with what is still owed on it."""

    invoice: Invoice
    owed: Decimal


def invoices() -> list[Listed]:
    """Invoices and credit notes, newest first; twenty years of them."""
    query = (
        select(Invoice)
        .where(Invoice.status != DROPPED)
        .order_by(Invoice.month.desc(), Invoice.id.desc())
    )
    paid = _paid()
    return [
        Listed(one, _owed(one, paid.get(one.id, ZERO)))
        for one in db.session.scalars(query.limit(MOST_INVOICES))
    ]


def _owed(invoice: Invoice, paid: Decimal) -> Decimal:
    owes = invoice.status == FINAL and invoice.kind == INVOICE
    return invoice.gross - paid if owes else ZERO


def _paid() -> dict[UUID, Decimal]:
    query = select(Payment.invoice_id, func.sum(Payment.amount)).where(Payment.undone_at.is_(None))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Payment.invoice_id))}


def invoice(identity: UUID) -> Invoice:
    """One of this tenant; raises NotFound."""
    found = find(Invoice, identity)
    if found.status == DROPPED:
        raise NotFound
    return found


def owed(one: Invoice) -> Decimal:
    """What is still to be paid."""
    query = select(func.sum(Payment.amount)).where(
        Payment.invoice_id == one.id, Payment.undone_at.is_(None)
    )
    return _owed(one, db.session.scalar(query) or ZERO)


def lines(invoice_id: UUID) -> list[InvoiceLine]:
    """The lines of an invoice in their order."""
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id)
    return list(db.session.scalars(query.order_by(InvoiceLine.position)))


def line(invoice_id: UUID, line_id: UUID) -> InvoiceLine:
    """A line of this invoice; raises NotFound."""
    found = find(InvoiceLine, line_id)
    if found.invoice_id != invoice_id:
        raise NotFound
    return found


def seats() -> list[SeatRow]:
    """Everybody who counts or counted, the present ones first."""
    query = select(SeatRow).order_by(SeatRow.left_on.is_not(None), SeatRow.joined_on, SeatRow.id)
    return list(db.session.scalars(query))


def standing() -> Standing:
    """How late this tenant is, by its unpaid final invoices."""
    due = select(Invoice).where(Invoice.status == FINAL, Invoice.due_on <= today())
    paid, resumed = _paid(), late_from()
    late = [
        resumed.get(one.id, one.due_on)
        for one in db.session.scalars(due)
        if one.due_on is not None and _owed(one, paid.get(one.id, ZERO)) > 0
    ]
    return dunning.standing(late, today())


def late_from() -> dict[UUID, date]:
    """The day from which an invoice's lateness counts, where a payment was taken off it again."""
    query = select(Payment.invoice_id, func.max(Payment.late_from)).where(
        Payment.late_from.is_not(None)
    )
    found = db.session.execute(query.group_by(Payment.invoice_id))
    return {row[0]: row[1] for row in found if row[1] is not None}


def own_account() -> Account:
    """All that decides what this tenant owes."""
    return books.account(current_tenant_id())
