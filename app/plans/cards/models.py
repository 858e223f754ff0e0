"""Payments by card, one row for each visit to the gateway's page. Nothing of any card stands here."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.kernel.money import ZERO
from app.plans.cards.states import CARD_PAYMENT
from app.tenants.scope import TenantOwned, tenant_key


class CardPayment(TenantOwned, Base):
    """Its id is our reference at the gateway. `set_against`: what of it the invoice took; the rest is given back."""

    __tablename__ = "card_payments"
    __table_args__ = (
        tenant_key("invoice_id", "invoices"),
        CheckConstraint(f"status IN {CARD_PAYMENT.statuses!r}", name="status"),
        CheckConstraint("amount > 0 AND set_against BETWEEN 0 AND amount", name="amounts"),
        Index("ix_card_payments_invoice", "tenant_id", "invoice_id", "begun_at"),
        Index("ix_card_payments_status", "status", "begun_at"),
        # The gateway knows our reference alone.
        Index("ix_card_payments_id", "id"),
    )

    invoice_id: Mapped[UUID]
    amount: Mapped[Decimal] = mapped_column(Money)
    status: Mapped[str] = mapped_column(default=CARD_PAYMENT.initial)
    gateway_id: Mapped[str]
    # The gateway's own page, until it is over.
    url: Mapped[str]
    set_against: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    begun_at: Mapped[datetime] = mapped_column(default=now)
    begun_by: Mapped[UUID | None]
    told_at: Mapped[datetime | None]
