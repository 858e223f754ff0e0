"""Batches, and the claims in them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from app.batches.states import BATCH, ITEM_STATUSES, OPEN, WAITING
from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.tenants.reach import OfBranch, elsewhere_through
from app.tenants.scope import TenantOwned, tenant_key


class Batch(OfBranch, TenantOwned, Base):
    """Claims confirmed together; `wanted` is the filter they were found by, amounts in OMR."""

    __tablename__ = "batches"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        # The same filter runs once at a time, whoever presses the button in which window.
        Index(
            "uq_batches_open_filter", "tenant_id", "filter_key", unique=True,
            postgresql_where=text(f"status IN {OPEN!r}"),
        ),
        Index("ix_batches_recent", "tenant_id", "started_at", "id"),
        CheckConstraint(f"status IN {tuple(BATCH.statuses)!r}", name="status"),
    )  # fmt: skip

    number: Mapped[str]
    status: Mapped[str] = mapped_column(default=BATCH.initial)
    filter_key: Mapped[str]
    wanted: Mapped[dict[str, str]] = mapped_column(JSONB)
    count: Mapped[int] = mapped_column(Integer)
    net: Mapped[Decimal] = mapped_column(Money)
    payer_share: Mapped[Decimal] = mapped_column(Money)
    # What the check kept out, by repair: code, fix, count and money.
    kept_out: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    part_size: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(default=now)
    started_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    taken_back: Mapped[int] = mapped_column(Integer, default=0)
    # Who submits its claims now, and when that was last touched.
    leased_by: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
    touched_at: Mapped[datetime] = mapped_column(default=now)

    @classmethod
    def in_branches(cls) -> ColumnElement[bool]:
        """Whole or not at all: who stops a batch stops all its claims."""
        return ~elsewhere_through("batch_items", "batch_id", cls.id, "claim_id", "claims")


class BatchItem(OfBranch, TenantOwned, Base):
    """A claim of a batch as it was confirmed: place, version and amounts."""

    __tablename__ = "batch_items"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "batch_id", "position"),
        UniqueConstraint("tenant_id", "batch_id", "claim_id"),
        # A claim waits in one batch at most.
        Index(
            "uq_batch_items_waiting", "tenant_id", "claim_id", unique=True,
            postgresql_where=text(f"status = '{WAITING}'"),
        ),
        Index("ix_batch_items_claim", "tenant_id", "claim_id"),
        tenant_key("batch_id", "batches"),
        tenant_key("claim_id", "claims"),
        CheckConstraint(f"status IN {ITEM_STATUSES!r}", name="status"),
    )  # fmt: skip

    batch_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    position: Mapped[int] = mapped_column(Integer)
    part: Mapped[int] = mapped_column(Integer)
    service_date: Mapped[date]
    version: Mapped[int] = mapped_column(Integer)
    over_warnings: Mapped[bool] = mapped_column(default=False)
    net: Mapped[Decimal] = mapped_column(Money)
    payer_share: Mapped[Decimal] = mapped_column(Money)
    status: Mapped[str] = mapped_column(default=WAITING)
    attempt: Mapped[int | None] = mapped_column(Integer)
    submitted_at: Mapped[datetime | None]
    # Why the batch could not send it: the refusal's name and the codes of the findings.
    reason: Mapped[str | None]
    findings: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
