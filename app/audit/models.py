"""The trail. Rows carry a tenant id but are written and read with the id given, not by the session's filter."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class AuditEvent(Base):
    """One thing that happened. `changes` names fields and codes, never patient data."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject", "tenant_id", "subject_id", "seq"),
        Index("ix_audit_events_actor", "tenant_id", "actor_id", "seq"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    event: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The end of a tenant's chain; locked while events are appended, so that no number is left out."""

    __tablename__ = "audit_heads"

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    hash: Mapped[str] = mapped_column(server_default="")


class PlatformEvent(Base):
    """What happened on the installation as such, outside any tenant."""

    __tablename__ = "platform_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
