"""Requests to go live, each as it stood when it was asked. Counts only, never a patient."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.going_live.states import LIVE_REQUEST
from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.scope import TenantOwned


class LiveRequest(TenantOwned, Base):
    """`gaps`: what was missing when it was asked; `rehearsed`: how often each line of the list was done by then."""

    __tablename__ = "live_requests"
    __table_args__ = (
        Index(
            "uq_live_requests_open", "tenant_id", unique=True,
            postgresql_where=text("status IN ('asked', 'approved')"),
        ),
        Index("ix_live_requests_queue", "status", "asked_at", "id"),
        CheckConstraint(f"status IN {tuple(LIVE_REQUEST.statuses)!r}", name="status"),
        CheckConstraint("status <> 'returned' OR (reason_en <> '' AND reason_ar <> '')", name="reason"),
    )  # fmt: skip

    status: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    gaps: Mapped[list[str]] = mapped_column(JSONB, default=list)
    rehearsed: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    decided_at: Mapped[datetime | None]
    # Somebody of the desk: no tenant's person.
    decided_by: Mapped[UUID | None]
    reason_en: Mapped[str] = mapped_column(default="")
    reason_ar: Mapped[str] = mapped_column(default="")
    live_at: Mapped[datetime | None]
    # When the owners were written to that it was given back.
    told_at: Mapped[datetime | None]


class RequestAtDesk(Base):
    """The same row as the operator's role sees it, across tenants: the database says what that role may read and change."""

    __table__ = LiveRequest.__table__

    if TYPE_CHECKING:
        tenant_id: Mapped[UUID]
        id: Mapped[UUID]
        status: Mapped[str]
        asked_at: Mapped[datetime]
        gaps: Mapped[list[str]]
        rehearsed: Mapped[dict[str, Any]]
        decided_at: Mapped[datetime | None]
        decided_by: Mapped[UUID | None]
        reason_en: Mapped[str]
        reason_ar: Mapped[str]
        live_at: Mapped[datetime | None]
