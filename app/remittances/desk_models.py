"""What patients paid at the desk, and lines that were paid below their contract."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now, today
from app.kernel.db import Base, Money
from app.tenants.reach import BranchOwned, OfBranch
from app.tenants.scope import TenantOwned, tenant_key

METHODS = ("cash", "card", "transfer")
UNDERPAYMENT_STATES = ("open", "disputed", "let_go", "settled")


class Receipt(BranchOwned, TenantOwned, Base):
    """Money taken from a patient, or given back by a counter-receipt (negative). Never changed."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "cancels_id"),
        Index("ix_receipts_day", "tenant_id", "day", "id"),
        Index("ix_receipts_claim", "tenant_id", "claim_id"),
        tenant_key("claim_id", "claims"),
        tenant_key("facility_id", "facilities"),
        tenant_key("cancels_id", "receipts"),
        CheckConstraint(f"method IN {METHODS!r}", name="method"),
        CheckConstraint("(cancels_id IS NULL) = (amount > 0)", name="counter"),
    )

    number: Mapped[str]
    claim_id: Mapped[UUID]
    facility_id: Mapped[UUID]
    amount: Mapped[Decimal] = mapped_column(Money)
    method: Mapped[str]
    day: Mapped[date] = mapped_column(default=today)
    issued_at: Mapped[datetime] = mapped_column(default=now)
    issued_by: Mapped[UUID | None]
    cancels_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="")


class Underpayment(OfBranch, TenantOwned, Base):
    """A line for which less was paid than was agreed or approved. Amounts in OMR."""

    __tablename__ = "underpayments"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id", "line"),
        Index("ix_underpayments_status", "tenant_id", "status", "difference", "id"),
        Index("ix_underpayments_payer", "tenant_id", "payer_id", "status", "difference", "id"),
        tenant_key("claim_id", "claims"),
        CheckConstraint(f"status IN {UNDERPAYMENT_STATES!r}", name="status"),
        CheckConstraint("basis IN ('contract', 'approved')", name="basis"),
    )

    claim_id: Mapped[UUID]
    line: Mapped[int] = mapped_column(SmallInteger)
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    basis: Mapped[str]
    expected: Mapped[Decimal] = mapped_column(Money)
    paid: Mapped[Decimal] = mapped_column(Money)
    difference: Mapped[Decimal] = mapped_column(Money)
    status: Mapped[str] = mapped_column(default="open")
    found_at: Mapped[datetime] = mapped_column(default=now)
    answered_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(default="")
