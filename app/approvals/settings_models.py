"""What each payer wants, as dated data, and the sentences a clinic justifies with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.approvals.values import LEVELS, SCOPES
from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.tenants.scope import TenantOwned


class ApprovalRequirement(TenantOwned, Base):
    """A payer's rule: which services need approval (threshold in OMR per line), and with which papers.

    `target` is a category, a local code or a code of the exchange as `scope` says, else empty.
    """

    __tablename__ = "approval_requirements"
    __table_args__ = (
        Index("ix_approval_requirements_payer", "tenant_id", "payer_id", "valid_from"),
        CheckConstraint(f"scope IN {SCOPES!r}", name="scope"),
        CheckConstraint(f"level IN {LEVELS!r}", name="level"),
        CheckConstraint("(level = 'above') = (threshold IS NOT NULL)", name="threshold"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
    )

    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    scope: Mapped[str]
    target: Mapped[str] = mapped_column(default="")
    level: Mapped[str]
    threshold: Mapped[Decimal | None] = mapped_column(Money)
    documents: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    note: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class AnswerTime(TenantOwned, Base):
    """How long a payer (or every payer) may take, from a day on: minutes to answer, hours after an emergency."""

    __tablename__ = "approval_answer_times"
    __table_args__ = (
        UniqueConstraint("tenant_id", "payer_id", "valid_from", postgresql_nulls_not_distinct=True),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("emergency_hours > 0", name="emergency_hours"),
    )

    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("payers.id"))
    minutes: Mapped[int]
    emergency_hours: Mapped[int]
    valid_from: Mapped[date]


class ApprovalSentence(TenantOwned, Base):
    """A sentence that justifies requests, in both languages; the clinic's own words, of no patient."""

    __tablename__ = "approval_sentences"
    __table_args__ = (UniqueConstraint("tenant_id", "text_en"),)

    text_en: Mapped[str]
    text_ar: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
