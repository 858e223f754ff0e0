"""The owner's grants, and the looks of the operator under them. No patient stands in either."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.support.rules import ENDINGS, MOST_MINUTES, REASONS
from app.support.states import ACCESS, ASKED, GRANT, IN_FORCE
from app.tenants.scope import TenantOwned, tenant_key


class SupportGrant(TenantOwned, Base):
    """Until when, and for what, the owner lets support ask to look."""

    __tablename__ = "support_grants"
    __table_args__ = (
        CheckConstraint(f"status IN {GRANT.statuses!r}", name="status"),
        CheckConstraint(f"reason IN {tuple(REASONS)!r}", name="reason"),
        CheckConstraint("until_at <= granted_at + interval '72 hours'", name="until"),
        Index(
            "uq_support_grants_in_force", "tenant_id", unique=True, postgresql_where=text("status = 'in_force'")
        ),
    )  # fmt: skip

    status: Mapped[str] = mapped_column(default=IN_FORCE)
    reason: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(default=now)
    granted_by: Mapped[UUID | None]
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SupportAccess(TenantOwned, Base):
    """One look: who asked and why, who approved, and from when to when; bound to one browser of the desk."""

    __tablename__ = "support_accesses"
    __table_args__ = (
        CheckConstraint(f"status IN {ACCESS.statuses!r}", name="status"),
        CheckConstraint(f"minutes BETWEEN 1 AND {MOST_MINUTES}", name="minutes"),
        CheckConstraint("approver_id <> person_id", name="two_people"),
        CheckConstraint("ends_at <= opened_at + make_interval(mins => minutes)", name="ends"),
        CheckConstraint(
            "(opened_at IS NULL) = (ends_at IS NULL) AND (opened_at IS NULL) = (desk_session_id IS NULL)",
            name="opened",
        ),
        CheckConstraint(f"ended_why IN {tuple(ENDINGS)!r}", name="ended_why"),
        tenant_key("grant_id", "support_grants"),
        Index("ix_support_accesses_asked", "tenant_id", "asked_at"),
        Index(
            "uq_support_accesses_under_way", "tenant_id", "person_id", unique=True,
            postgresql_where=text("status IN ('asked', 'approved', 'open')"),
        ),
        Index("ix_support_accesses_person", "person_id", "status"),
    )  # fmt: skip

    status: Mapped[str] = mapped_column(default=ASKED)
    grant_id: Mapped[UUID]
    person_id: Mapped[UUID]
    person_en: Mapped[str]
    person_ar: Mapped[str]
    reason: Mapped[str]
    ticket: Mapped[str]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    approver_id: Mapped[UUID | None]
    approver_en: Mapped[str | None]
    approver_ar: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    desk_session_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
    # When the owners were told by mail that somebody asked, and that somebody looks.
    told_asked_at: Mapped[datetime | None]
    told_opened_at: Mapped[datetime | None]
