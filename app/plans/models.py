"""What is on sale (the operator's), and what each tenant chose, used, owes and paid (behind the wall).

The operator's role works here across tenants; no column says anything about a patient.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.plans.notices import NOTICES
from app.plans.sold import (
    INVOICE_KINDS,
    BankFile,
    BankTransfer,
    InvoiceNumber,
    InvoiceSeries,
    LegalEntity,
    PlanPrice,
    PlanRow,
)
from app.plans.states import INVOICE
from app.tenants.scope import TenantOwned, tenant_key

__all__ = [
    "BankFile", "BankTransfer", "BillingNotice", "BillingProfile", "Budget", "DunningStep", "Invoice", "InvoiceLine", "InvoiceNumber", "InvoiceSeries",
    "LegalEntity", "Payment", "PlanChange", "PlanPrice", "PlanRow", "SeatRow", "UsageEvent",
]  # fmt: skip


class BillingProfile(TenantOwned, Base):
    """To whom a tenant's invoices are written, from when it was said until something else is."""

    __tablename__ = "billing_profiles"
    __table_args__ = (
        Index("ix_billing_profiles_said", "tenant_id", "said_at"),
        CheckConstraint("vatin ~ '^OM[0-9]{10}$'", name="vatin"),
    )

    name_en: Mapped[str]
    name_ar: Mapped[str]
    address_en: Mapped[str] = mapped_column(default="")
    address_ar: Mapped[str] = mapped_column(default="")
    vatin: Mapped[str | None]
    # Where letters about invoices go, beside the owners.
    email: Mapped[str | None]
    said_at: Mapped[datetime] = mapped_column(default=now)
    said_by: Mapped[UUID | None]


class Budget(TenantOwned, Base):
    """What a month may come to with VAT, from when the owner said it until something else is; None: no budget."""

    __tablename__ = "plan_budgets"
    __table_args__ = (
        Index("ix_plan_budgets_said", "tenant_id", "said_at"),
        CheckConstraint("amount > 0", name="amount"),
    )

    amount: Mapped[Decimal | None] = mapped_column(Money)
    said_at: Mapped[datetime] = mapped_column(default=now)
    said_by: Mapped[UUID | None]


class PlanChange(TenantOwned, Base):
    """From a day on, these terms; of several for one day the last decided holds."""

    __tablename__ = "plan_changes"
    __table_args__ = (Index("ix_plan_changes_position", "tenant_id", "position"),)

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    on_day: Mapped[date]
    plan: Mapped[str | None] = mapped_column(ForeignKey("plans.code"))
    add_ons: Mapped[list[str]] = mapped_column(JSONB, default=list)
    paused: Mapped[bool] = mapped_column(default=False)
    # Counts from the first plan a tenant chooses; later ones bring no second trial.
    trial_claims: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]


class SeatRow(TenantOwned, Base):
    """Somebody counts from the day of joining until the day before leaving."""

    __tablename__ = "seats"
    __table_args__ = (
        Index("ix_seats_user", "tenant_id", "user_id"),
        CheckConstraint("left_on >= joined_on", name="days"),
    )

    user_id: Mapped[UUID]
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


class UsageEvent(TenantOwned, Base):
    """One accepted claim of one chain: counted once, however often it is sent, corrected or answered."""

    __tablename__ = "usage_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "root_claim_id"),
        Index("ix_usage_events_day", "tenant_id", "counted_on", "counted_at"),
        Index("ix_usage_events_line", "tenant_id", "line_id"),
    )

    root_claim_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    claim_number: Mapped[str]
    payer_id: Mapped[UUID]
    # The sending that the exchange acknowledged, or answered before it acknowledged.
    message_id: Mapped[UUID]
    counted_on: Mapped[date]
    counted_at: Mapped[datetime] = mapped_column(default=now)
    # Rejected after all before it was invoiced; accepted again, it counts again.
    voided_at: Mapped[datetime | None]
    line_id: Mapped[UUID | None]
    billed_at: Mapped[datetime | None]


class Invoice(TenantOwned, Base):
    """A month's invoice, or a credit note; once final the database refuses every change."""

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint(f"kind IN {INVOICE_KINDS!r}", name="kind"),
        CheckConstraint(f"status IN {INVOICE.statuses!r}", name="status"),
        CheckConstraint("(status = 'final') = (number IS NOT NULL)", name="number"),
        Index(
            "uq_invoices_month", "tenant_id", "month", unique=True,
            postgresql_where=text("corrects_id IS NULL AND status <> 'dropped'"),
        ),
        Index("ix_invoices_due", "tenant_id", "status", "due_on"),
        Index("ix_invoices_issued", "status", "issued_on"),
        tenant_key("corrects_id", "invoices"),
    )  # fmt: skip

    entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    kind: Mapped[str] = mapped_column(default="invoice")
    status: Mapped[str] = mapped_column(default=INVOICE.initial)
    month: Mapped[date]
    net: Mapped[Decimal] = mapped_column(Money)
    vat: Mapped[Decimal] = mapped_column(Money)
    gross: Mapped[Decimal] = mapped_column(Money)
    drafted_at: Mapped[datetime] = mapped_column(default=now)
    grace_until: Mapped[date | None]
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    number: Mapped[str | None]
    issued_on: Mapped[date | None]
    issued_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    corrects_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    # What an electronic invoice says, frozen with the number: seller, buyer, lines, sums.
    document: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class InvoiceLine(TenantOwned, Base):
    """One line of an invoice; a credit note's line names the line it gives back."""

    __tablename__ = "invoice_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "invoice_id", "position"),
        tenant_key("invoice_id", "invoices"),
        tenant_key("corrects_id", "invoice_lines"),
    )

    invoice_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str]
    item: Mapped[str]
    plan: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[Decimal] = mapped_column(Money)
    first_day: Mapped[date]
    last_day: Mapped[date]
    net: Mapped[Decimal] = mapped_column(Money)
    vat: Mapped[Decimal] = mapped_column(Money)
    corrects_id: Mapped[UUID | None]


class Payment(TenantOwned, Base):
    """Money or credit set against an invoice: from a bank transfer, a card, or a credit note."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(
            "num_nonnulls(transfer_id, card_reference, credit_note_id) = 1", name="source"
        ),
        tenant_key("invoice_id", "invoices"),
        tenant_key("credit_note_id", "invoices"),
        CheckConstraint(
            "(undone_at IS NULL) = (undone_reason IS NULL) AND (undone_at IS NULL OR transfer_id IS NOT NULL) "
            "AND (undone_at IS NOT NULL OR (undone_by IS NULL AND late_from IS NULL))",
            name="undone",
        ),
        CheckConstraint(
            "(payout_reference IS NOT NULL) = (invoice_id IS NOT DISTINCT FROM credit_note_id)",
            name="payout",
        ),
        Index(
            "uq_payments_live_match", "tenant_id", "transfer_id", "invoice_id", unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
        UniqueConstraint("tenant_id", "card_reference"),
        Index("ix_payments_invoice", "tenant_id", "invoice_id"),
        Index("ix_payments_transfer", "transfer_id"),
    )  # fmt: skip

    invoice_id: Mapped[UUID]
    amount: Mapped[Decimal] = mapped_column(Money)
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("bank_transfers.id"))
    card_reference: Mapped[str | None]
    credit_note_id: Mapped[UUID | None]
    # The rest of a credit note sent back to who left: the row's invoice is the credit note itself.
    payout_reference: Mapped[str | None]
    matched_at: Mapped[datetime] = mapped_column(default=now)
    matched_by: Mapped[UUID | None]
    # Taken off again: the row stays and pays nothing, and lateness counts from `late_from`.
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
    undone_reason: Mapped[str | None]
    late_from: Mapped[date | None]


class DunningStep(TenantOwned, Base):
    """A step of the ladder that was taken for an invoice, so that none is taken twice."""

    __tablename__ = "dunning_steps"
    __table_args__ = (
        UniqueConstraint("tenant_id", "invoice_id", "step"),
        tenant_key("invoice_id", "invoices"),
    )

    invoice_id: Mapped[UUID]
    step: Mapped[int] = mapped_column(SmallInteger)
    taken_at: Mapped[datetime] = mapped_column(default=now)


class BillingNotice(TenantOwned, Base):
    """That a tenant was told of something about its plan, so that it is told once."""

    __tablename__ = "billing_notices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "about"),
        CheckConstraint(f"kind IN {NOTICES!r}", name="kind"),
    )

    kind: Mapped[str]
    # What it is about: an invoice and its step, a month, a row that the operator wrote.
    about: Mapped[str]
    told_at: Mapped[datetime] = mapped_column(default=now)
