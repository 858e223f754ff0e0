"""Letters on their way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, FetchedValue, Index, SmallInteger, text
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
        Index("ix_mails_kept", "whose", "id", postgresql_where=text("status = 'kept'")),
        Index("ix_mails_mailbox", "mailbox", "id", postgresql_where=text("mailbox IS NOT NULL")),
    )
    # Who writes a letter may not read it back.
    __mapper_args__ = {"eager_defaults": False}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[str]
    status: Mapped[str]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    letter_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    # The tenant or the application in whose scope it was written, by the database itself; none for the desk's own.
    whose: Mapped[UUID | None] = mapped_column(server_default=FetchedValue())
    # To whom, by blind index, where letters are kept to be shown.
    mailbox: Mapped[str | None]
