"""A payment set against a wrong invoice, taken off again. The row stays, closed; verbs flush, never commit."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update

from app.audit.trail import note
from app.kernel.clock import muscat_day, now, today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.plans import billing, books, settling
from app.plans.dunning import resumed
from app.plans.errors import NotATransfer, PaymentTakenOff
from app.plans.owing import LIVE, PAYMENTS
from app.plans.settling import TRANSFERS
from app.tenants.scope import actor_id


def take_off(tenant_id: UUID, payment_id: UUID, reason: str) -> None:
    """Take a transfer's money off an invoice: it is owed again, and the money can be matched anew.

    What credit notes still hold is set against it first. Raises NotATransfer, PaymentTakenOff, NotFound.
    """
    # Two who set the same credit note against what is open again would spend it twice.
    books.one_at_a_time(tenant_id)
    payment = _held(tenant_id, payment_id)
    invoice = billing.held(tenant_id, payment.invoice_id)
    db.session.execute(
        update(PAYMENTS)
        .where(PAYMENTS.c.tenant_id == tenant_id, PAYMENTS.c.id == payment_id)
        .values(
            undone_at=now(), undone_by=actor_id(), undone_reason=reason,
            late_from=_late_from(invoice),
        )
    )  # fmt: skip
    note(
        "payment.taken_off", "payment", payment_id, tenant=str(tenant_id), invoice=invoice.number,
        amount=str(payment.amount), reason=reason,
    )  # fmt: skip
    settling.spend_credits(tenant_id)


def _held(tenant_id: UUID, payment_id: UUID) -> Row[Any]:
    """The payment, behind the lock of its transfer: the order in which it is matched, too."""
    one = select(PAYMENTS).where(PAYMENTS.c.tenant_id == tenant_id, PAYMENTS.c.id == payment_id)
    found = db.session.execute(one).one_or_none()
    if found is None:
        raise NotFound
    if found.transfer_id is None:
        raise NotATransfer
    lock = select(TRANSFERS.c.id).where(TRANSFERS.c.id == found.transfer_id)
    db.session.execute(lock.with_for_update())
    payment = db.session.execute(one.with_for_update()).one()
    if payment.undone_at is not None:
        raise PaymentTakenOff
    return payment


def _late_from(invoice: Row[Any]) -> date | None:
    """The day from which its lateness counts on; None where it was open all the while."""
    if settling.open_amount(invoice.tenant_id, invoice) > 0:
        return None
    own = (PAYMENTS.c.tenant_id == invoice.tenant_id) & (PAYMENTS.c.invoice_id == invoice.id)
    settled = db.session.scalar(select(func.max(PAYMENTS.c.matched_at)).where(own & LIVE))
    before = db.session.scalar(select(func.max(PAYMENTS.c.late_from)).where(own))
    start = before or invoice.due_on
    return resumed(start, muscat_day(settled), today()) if settled and start else None
