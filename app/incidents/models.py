"""Trouble of the service, as the operator tells of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.kernel.ids import new_id


class Incident(Base):
    """Something that does not work, from a moment until it was put right. Belongs to no tenant; all may read it."""

    __tablename__ = "incidents"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="moments"),
        Index("ix_incidents_ended", "ended_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    words_en: Mapped[str]
    words_ar: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    # When every tenant's owners had been written to about it, and about its end.
    told_at: Mapped[datetime | None]
    told_end_at: Mapped[datetime | None]
