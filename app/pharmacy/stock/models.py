"""Batches, what of them lies in which branch, every movement, receipts and recalls."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.kernel.money import ZERO
from app.pharmacy.stock.rules import KINDS
from app.tenants.reach import BranchOwned
from app.tenants.scope import TenantOwned, tenant_key


class StockBatch(TenantOwned, Base):
    """One lot of a medicine with its expiry; `unit_cost` is the average paid for a unit, in OMR."""

    __tablename__ = "stock_batches"
    __table_args__ = (
        UniqueConstraint("tenant_id", "medicine_id", "lot", "expires_on"),
        tenant_key("medicine_id", "medicines"),
        CheckConstraint("unit_cost >= 0", name="unit_cost"),
    )

    medicine_id: Mapped[UUID]
    lot: Mapped[str]
    # The last day on which it may be supplied.
    expires_on: Mapped[date]
    unit_cost: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    created_at: Mapped[datetime] = mapped_column(default=now)


class StockLevel(BranchOwned, TenantOwned, Base):
    """How many units of a batch lie in a branch. Written by the movements' trigger alone."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        UniqueConstraint("tenant_id", "batch_id", "facility_id"),
        # One index per filter of the list, each ending as the list is ordered.
        Index("ix_stock_levels_days", "tenant_id", "expires_on", "id",
              postgresql_where=text("units > 0")),
        Index("ix_stock_levels_branch", "tenant_id", "facility_id", "expires_on", "id",
              postgresql_where=text("units > 0")),
        Index("ix_stock_levels_medicine", "tenant_id", "medicine_id", "facility_id", "expires_on",
              postgresql_where=text("units > 0")),
        tenant_key("batch_id", "stock_batches"),
        tenant_key("facility_id", "facilities"),
        CheckConstraint("units >= 0", name="units"),
    )  # fmt: skip

    batch_id: Mapped[UUID]
    facility_id: Mapped[UUID]
    # The batch's own, which never change: lists are ordered by them.
    medicine_id: Mapped[UUID]
    expires_on: Mapped[date]
    units: Mapped[Decimal] = mapped_column(Money)


class StockReceipt(BranchOwned, TenantOwned, Base):
    """What a supplier delivered under one invoice."""

    __tablename__ = "stock_receipts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "supplier", "invoice_number"),
        Index("ix_stock_receipts_days", "tenant_id", "received_on", "id"),
        tenant_key("facility_id", "facilities"),
    )

    facility_id: Mapped[UUID]
    supplier: Mapped[str]
    invoice_number: Mapped[str]
    received_on: Mapped[date]
    received_at: Mapped[datetime] = mapped_column(default=now)
    received_by: Mapped[UUID | None]


class StockMovement(BranchOwned, TenantOwned, Base):
    """Units that came or went. Never changed and never deleted: a mistake is met by another movement."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        Index("ix_stock_movements_batch", "tenant_id", "batch_id", "position"),
        Index(
            "ix_stock_movements_register",
            "tenant_id",
            "medicine_id",
            "facility_id",
            "position",
            postgresql_include=["day", "batch_id", "units"],
        ),
        Index("ix_stock_movements_subject", "tenant_id", "subject_id"),
        Index(
            "ix_stock_movements_reason",
            "tenant_id",
            "position",
            postgresql_where=text("reason <> ''"),
        ),
        Index("ix_stock_movements_receipt", "tenant_id", "receipt_id"),
        UniqueConstraint("tenant_id", "reverses_id"),
        tenant_key("batch_id", "stock_batches"),
        tenant_key("facility_id", "facilities"),
        tenant_key("receipt_id", "stock_receipts"),
        tenant_key("reverses_id", "stock_movements"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint("units <> 0 OR kind = 'counted'", name="units"),
        CheckConstraint("kind <> 'supplied' OR units < 0", name="supplied"),
        CheckConstraint("(kind = 'put_back') = (reverses_id IS NOT NULL)", name="put_back"),
    )

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    batch_id: Mapped[UUID]
    # The batch's own: the register of a medicine is read by it.
    medicine_id: Mapped[UUID]
    facility_id: Mapped[UUID]
    kind: Mapped[str]
    units: Mapped[Decimal] = mapped_column(Money)
    at: Mapped[datetime] = mapped_column(default=now)
    day: Mapped[date]
    actor_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="")
    # A return's paper, or what else a clerk would look for; no patient data.
    reference: Mapped[str] = mapped_column(default="")
    # What the movement is for, such as a line of a dispense.
    subject_kind: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    receipt_id: Mapped[UUID | None]
    unit_cost: Mapped[Decimal | None] = mapped_column(Money)
    reverses_id: Mapped[UUID | None]


class Recall(TenantOwned, Base):
    """A lot that may not be supplied any more, wherever it lies and whenever it comes."""

    __tablename__ = "recalls"
    __table_args__ = (
        Index("ix_recalls_open", "tenant_id", "medicine_id", "lot", unique=True,
              postgresql_where=text("lifted_at IS NULL")),
        Index("ix_recalls_days", "tenant_id", "recalled_at", "id"),
        tenant_key("medicine_id", "medicines"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_reason IS NULL)", name="lifted"),
    )  # fmt: skip

    medicine_id: Mapped[UUID]
    lot: Mapped[str]
    reason: Mapped[str]
    recalled_at: Mapped[datetime] = mapped_column(default=now)
    recalled_by: Mapped[UUID | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    lifted_reason: Mapped[str | None]
