"""Statements of the bank and their credit lines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.tenants.scope import TenantOwned, tenant_key

BANK_LINE_STATES = ("open", "matched", "not_ours")


class BankStatement(TenantOwned, Base):
    """A file of the bank. `cells` holds its cells until its columns are known, then nothing."""

    __tablename__ = "bank_statements"
    __table_args__ = (
        UniqueConstraint("tenant_id", "file_hash"),
        Index("ix_bank_statements_headings", "tenant_id", "headings_hash", "imported_at"),
        CheckConstraint("status IN ('uploaded', 'imported')", name="status"),
    )

    file_name: Mapped[str]
    file_hash: Mapped[str]
    # Statements of one bank carry the same headings: what was answered once is remembered by them.
    headings_hash: Mapped[str]
    columns: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    cells: Mapped[list[list[str]] | None] = mapped_column(JSONB(none_as_null=True))
    status: Mapped[str] = mapped_column(default="uploaded")
    left_out: Mapped[int] = mapped_column(default=0)
    imported_at: Mapped[datetime] = mapped_column(default=now)
    imported_by: Mapped[UUID | None]


class BankLine(TenantOwned, Base):
    """Money that came into the account; several remittances may have come in one transfer."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "statement_id", "sequence"),
        Index("ix_bank_lines_status", "tenant_id", "status", "booked_on", "id"),
        Index("ix_bank_lines_day", "tenant_id", "booked_on", "id"),
        tenant_key("statement_id", "bank_statements"),
        CheckConstraint(f"status IN {BANK_LINE_STATES!r}", name="status"),
        CheckConstraint("amount > 0", name="amount"),
    )

    statement_id: Mapped[UUID]
    sequence: Mapped[int]
    booked_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Money)
    reference: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="open")
    # Remittances it may be, each with the reasons: a list of {"remittance": id, "reasons": [...]}.
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    answered_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(default="")
