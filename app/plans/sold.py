"""The operator's own tables: plans, prices, who sells, numbers given out, money on the account."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.kernel.ids import new_id
from app.plans.pricing import KINDS
from app.plans.reconciling import REASONS

INVOICE_KINDS = ("invoice", "credit_note")


class PlanRow(Base):
    """A plan or an add-on, as the operator sells it."""

    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint("trial_claims >= 0", name="trial_claims"),
        CheckConstraint("claims_limit > 0", name="claims_limit"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    trial_claims: Mapped[int] = mapped_column(default=0)
    claims_limit: Mapped[int | None]
    on_sale: Mapped[bool] = mapped_column(default=True)


class PlanPrice(Base):
    """A plan's price from a first of a month on; tiers as [[up to or null, "0.150"], …]."""

    __tablename__ = "plan_prices"
    __table_args__ = (
        Index(
            "uq_plan_prices_plan_id_valid_from",
            "plan_id",
            "valid_from",
            unique=True,
            postgresql_where=text("withdrawn_on IS NULL"),
        ),
        CheckConstraint("withdrawn_on < valid_from", name="withdrawn_on"),
        CheckConstraint(
            "flat >= 0 AND seat >= 0 AND minimum >= 0 AND included_seats >= 0", name="amounts"
        ),
        CheckConstraint("cap >= minimum", name="cap"),
        CheckConstraint("extract(day FROM valid_from) = 1", name="valid_from"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"))
    valid_from: Mapped[date]
    announced_on: Mapped[date]
    flat: Mapped[Decimal] = mapped_column(Money)
    seat: Mapped[Decimal] = mapped_column(Money)
    included_seats: Mapped[int]
    tiers: Mapped[list[Any]] = mapped_column(JSONB)
    minimum: Mapped[Decimal] = mapped_column(Money)
    cap: Mapped[Decimal | None] = mapped_column(Money)
    # Taken back before it began: nothing was ever charged by it.
    withdrawn_on: Mapped[date | None]


class LegalEntity(Base):
    """Who sells: the name, address and tax number on the invoice, and how it is paid."""

    __tablename__ = "legal_entities"
    __table_args__ = (
        CheckConstraint("vatin ~ '^OM[0-9]{10}$'", name="vatin"),
        CheckConstraint("payment_days >= 0 AND grace_days >= 1", name="days"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_ar: Mapped[str]
    address_en: Mapped[str]
    address_ar: Mapped[str]
    vatin: Mapped[str]
    cr_number: Mapped[str]
    bank: Mapped[str]
    iban: Mapped[str]
    payment_days: Mapped[int] = mapped_column(SmallInteger, default=14)
    grace_days: Mapped[int] = mapped_column(SmallInteger, default=3)


class InvoiceSeries(Base):
    """The last number of an entity's invoices or credit notes; only ever one more."""

    __tablename__ = "invoice_series"
    __table_args__ = (CheckConstraint(f"kind IN {INVOICE_KINDS!r}", name="kind"),)

    entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger, default=0)


class InvoiceNumber(Base):
    """Every number that was given out, and to what; none is taken back, none is left out."""

    __tablename__ = "invoice_numbers"

    entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    invoice_id: Mapped[UUID] = mapped_column(unique=True)


class BankFile(Base):
    """A statement of the operator's bank, imported once: how many lines it brought, which were known, which bring nothing in."""

    __tablename__ = "bank_files"
    __table_args__ = (UniqueConstraint("entity_id", "file_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    file_name: Mapped[str]
    file_hash: Mapped[str]
    brought: Mapped[int]
    known: Mapped[int]
    left_out: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(default=now)
    imported_by: Mapped[UUID | None]


class BankTransfer(Base):
    """Money that reached the operator's account; whose it is, its payments say."""

    __tablename__ = "bank_transfers"
    __table_args__ = (
        UniqueConstraint("entity_id", "bank_reference"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(f"found_by IN {REASONS!r}", name="found_by"),
        CheckConstraint("num_nonnulls(file_id, found_by) <> 1", name="origin"),
        Index("ix_bank_transfers_file", "file_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    bank_reference: Mapped[str]
    booked_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Money)
    words: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime] = mapped_column(default=now)
    # From which statement it was read, and what its own words told of whose it is.
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("bank_files.id"))
    found_by: Mapped[str | None]
