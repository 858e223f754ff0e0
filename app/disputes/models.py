"""Attempts to win back what was not approved, the lines in dispute, and what happened."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.disputes.states import DISPUTE
from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.tenants.history import TimelineEntry
from app.tenants.reach import OfBranch
from app.tenants.scope import TenantOwned, tenant_key
from app.tenants.sealed import SealedText


class Dispute(OfBranch, TenantOwned, Base):
    """One attempt: `claim_id` is the decision it answers, `following_claim_id` the claim that carries it.

    `root_claim_id` is the first claim of the chain: of one chain, one attempt is open at a time.
    """

    __tablename__ = "disputes"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "following_claim_id"),
        Index(
            "uq_disputes_open", "tenant_id", "root_claim_id", unique=True,
            postgresql_where=text("status IN ('drafted', 'sent', 'accepted')"),
        ),
        Index("ix_disputes_root", "tenant_id", "root_claim_id", "opened_at"),
        # One index per filter of the list, each ending as the list is ordered.
        Index("ix_disputes_recent", "tenant_id", "opened_at", "id"),
        Index("ix_disputes_status", "tenant_id", "status", "opened_at", "id"),
        Index("ix_disputes_kind", "tenant_id", "kind", "opened_at", "id"),
        Index("ix_disputes_urgent", "tenant_id", "window_until", text("at_stake DESC"), "id",
              postgresql_where=text("status = 'drafted'")),
        Index("ix_disputes_dear", "tenant_id", text("at_stake DESC"), postgresql_where=text("status = 'drafted'")),
        Index("ix_disputes_payer", "tenant_id", "payer_id", "opened_at", "id"),
        tenant_key("claim_id", "claims"),
        tenant_key("root_claim_id", "claims"),
        tenant_key("following_claim_id", "claims"),
        CheckConstraint("kind IN ('correction', 'complaint')", name="kind"),
        CheckConstraint(f"status IN {tuple(DISPUTE.statuses)!r}", name="status"),
    )  # fmt: skip

    claim_id: Mapped[UUID]
    root_claim_id: Mapped[UUID]
    following_claim_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default=DISPUTE.initial)
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    at_stake: Mapped[Decimal] = mapped_column(Money)
    recovered: Mapped[Decimal | None] = mapped_column(Money)
    # Why it is sent although the window has passed.
    late_reason_sealed: Mapped[bytes | None]
    late_reason = SealedText("late_reason_sealed")
    window_until: Mapped[date | None]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by: Mapped[UUID | None]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    lines: Mapped[list[DisputeLine]] = relationship(
        order_by="DisputeLine.sequence", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}


class DisputeLine(TenantOwned, Base):
    """A line in dispute: what had been approved before, what is at stake, why, and what came of it. OMR."""

    __tablename__ = "dispute_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "dispute_id", "line_id"),
        Index("ix_dispute_lines_reason", "tenant_id", "reason_code"),
        tenant_key("dispute_id", "disputes", ondelete="CASCADE"),
        tenant_key("line_id", "claim_lines"),
    )

    dispute_id: Mapped[UUID]
    line_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(SmallInteger)
    reason_code: Mapped[str | None]
    before: Mapped[Decimal] = mapped_column(Money)
    at_stake: Mapped[Decimal] = mapped_column(Money)
    recovered: Mapped[Decimal | None] = mapped_column(Money)


class DisputeEvent(TimelineEntry, Base):
    """One entry of a dispute's timeline."""

    __tablename__ = "dispute_events"
    __table_args__ = (
        Index("ix_dispute_events_dispute", "tenant_id", "dispute_id", "position"),
        tenant_key("dispute_id", "disputes"),
    )

    dispute_id: Mapped[UUID]
