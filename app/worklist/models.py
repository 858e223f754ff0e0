"""Leases: one row per subject that was ever taken."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.scope import TenantOwned


class WorkLease(TenantOwned, Base):
    """A person works on a subject until a moment; after it anybody may take over."""

    __tablename__ = "work_leases"
    __table_args__ = (UniqueConstraint("tenant_id", "subject_kind", "subject_id"),)

    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    holder_id: Mapped[UUID]
    taken_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]
