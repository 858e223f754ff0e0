"""What was asked, told and answered about a subject, either way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.conversations.states import STATUSES
from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.reach import RECORDS, OfBranch
from app.tenants.scope import TenantOwned, tenant_key

IN, OUT = "in", "out"


class Communication(OfBranch, TenantOwned, Base):
    """One message either way.

    `about` is our number of the subject, `reference` the sender's of the message in its numbering `reference_system`.
    `asked_at` is when it came or was written; `due_at` until when a question wants its answer. Its
    files are papers that belong to it. `after_end`: the subject was cancelled before.
    """

    __tablename__ = "communications"
    concerns = ("subject_id", *RECORDS)
    __table_args__ = (
        # Payers number as they like: the same number about another record is another question.
        UniqueConstraint(
            "tenant_id",
            "payer_id",
            "direction",
            "reference_system",
            "reference",
            "subject_kind",
            "subject_id",
            name="uq_communications_reference",
        ),
        Index("ix_communications_subject", "tenant_id", "subject_kind", "subject_id", "position"),
        Index("ix_communications_open", "tenant_id", "status", "due_at", "id"),
        Index("ix_communications_reply", "tenant_id", "in_reply_to"),
        tenant_key("message_id", "messages"),
        tenant_key("in_reply_to", "communications"),
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
    )

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    direction: Mapped[str]
    status: Mapped[str]
    about: Mapped[str]
    reference: Mapped[str]
    reference_system: Mapped[str] = mapped_column(default="", server_default="")
    text_sealed: Mapped[bytes]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    in_reply_to: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    author_id: Mapped[UUID | None]
    problem_code: Mapped[str | None]
    after_end: Mapped[bool] = mapped_column(default=False)
    files_refused: Mapped[int] = mapped_column(default=0)
