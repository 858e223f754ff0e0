"""Letters on their way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.kernel.ids import new_id

STATUSES = ("waiting", "kept", "sent", "failed")


class Mail(Base):
    """One letter, sealed; its words are forgotten once a mail server has taken it."""

    __tablename__ = "mails"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        Index("ix_mails_open", "status", "next_try_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[str]
    status: Mapped[str]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    letter_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
