"""Credit that who left can use no more, sent back by the bank. Verbs flush, never commit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.plans import books
from app.plans.billing import INVOICES
from app.plans.errors import NothingLeft
from app.plans.owing import CREDIT_LEFT, HAS_CREDIT, PAYMENTS
from app.tenants.models import CLOSED, Tenant
from app.tenants.scope import actor_id

TENANTS = books.table(Tenant)


def waiting() -> Sequence[Row[Any]]:
    """Credit notes of tenants that left on which something is left, the oldest first: `left` is the amount."""
    query = _of_leavers().where(HAS_CREDIT)
    return db.session.execute(query.order_by(INVOICES.c.issued_on, INVOICES.c.id)).all()


def held(tenant_id: UUID, credit_note_id: UUID) -> Row[Any]:
    """One of them, paid out or not; raises NotFound."""
    query = _of_leavers().where(
        INVOICES.c.tenant_id == tenant_id, INVOICES.c.id == credit_note_id,
        INVOICES.c.number.is_not(None), INVOICES.c.gross < 0,
    )  # fmt: skip
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def pay_out(tenant_id: UUID, credit_note_id: UUID, reference: str) -> Decimal:
    """Write down that what was left was sent back, under the bank's reference; the amount. Raises NothingLeft, NotFound."""
    books.one_at_a_time(tenant_id)
    one = held(tenant_id, credit_note_id)
    if one.left <= 0:
        raise NothingLeft
    identity = new_id()
    db.session.execute(
        insert(PAYMENTS).values(
            tenant_id=tenant_id, id=identity, invoice_id=credit_note_id, credit_note_id=credit_note_id,
            payout_reference=reference, amount=one.left, matched_at=now(), matched_by=actor_id(),
        )
    )  # fmt: skip
    note(
        "credit.paid_out", "payment", identity, tenant=str(tenant_id), credit_note=one.number,
        amount=str(one.left), reference=reference,
    )  # fmt: skip
    amount: Decimal = one.left
    return amount


def _of_leavers() -> Select[Any]:
    return (
        select(
            INVOICES.c.tenant_id, INVOICES.c.id, INVOICES.c.number, INVOICES.c.issued_on,
            INVOICES.c.gross, CREDIT_LEFT.label("left"), TENANTS.c.name_en, TENANTS.c.name_ar,
        )
        .join(TENANTS, TENANTS.c.id == INVOICES.c.tenant_id)
        .where(TENANTS.c.status == CLOSED)
    )  # fmt: skip
