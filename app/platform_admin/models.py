"""The operator's own people and their browsers. Only the operator's role in the database sees them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.kernel.ids import new_id


class PlatformPerson(Base):
    """Somebody who works for the operator; belongs to no tenant."""

    __tablename__ = "platform_people"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'reviewer', 'finance', 'support')", name="role"),
        CheckConstraint("language IN ('en', 'ar')", name="language"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_ar: Mapped[str]
    role: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    password_hash: Mapped[str]
    password_initial: Mapped[bool] = mapped_column(default=True)
    # The authenticator's secret, under a key outside the database; none until one is enrolled.
    secret_sealed: Mapped[bytes | None]
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    recovery_hashes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]


class PlatformSession(Base):
    """A browser at the desk. It carries a random token, this row only its hash; `proven_at`: the second factor."""

    __tablename__ = "platform_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("platform_people.id"), index=True)
    device: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    proven_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LeaverMonth(Base):
    """What a tenant that was deleted counted in a month, and its plan at the end of the month before and of this one."""

    __tablename__ = "figures_of_leavers"
    __table_args__ = (
        CheckConstraint("first_pass BETWEEN 0 AND accepted", name="counts"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
    )

    departure_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    plan_before: Mapped[str | None]
    plan: Mapped[str | None]
    accepted: Mapped[int]
    first_pass: Mapped[int]
