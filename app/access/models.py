"""People, their memberships, their sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.kernel.ids import new_id
from app.tenants.scope import TenantOwned, tenant_key


class User(Base):
    """A person who can sign in; belongs to tenants by memberships.

    Row-level security shows a user to the members of the tenants the user belongs to, to
    the user, and to a sign-in that names the e-mail address.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("language IN ('en', 'ar')", name="language"),
        CheckConstraint("digits IN ('latn', 'arab')", name="digits"),
        CheckConstraint("theme IN ('auto', 'light', 'dark')", name="theme"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_ar: Mapped[str]
    password_hash: Mapped[str]
    password_initial: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="en")
    digits: Mapped[str] = mapped_column(default="latn")
    theme: Mapped[str] = mapped_column(default="auto")
    single_keys: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]
    second_factor_since: Mapped[datetime | None]


class Membership(TenantOwned, Base):
    """A person's role in a tenant."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id"),
        tenant_key("facility_id", "facilities"),
        CheckConstraint("status IN ('active', 'left')", name="status"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str]
    facility_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(default="active")
    created_at: Mapped[datetime] = mapped_column(default=now)
    left_at: Mapped[datetime | None]


class MembershipBranch(TenantOwned, Base):
    """A branch in which a person works; somebody without any such row works in all of them."""

    __tablename__ = "membership_branches"
    __table_args__ = (
        UniqueConstraint("tenant_id", "membership_id", "facility_id"),
        tenant_key("membership_id", "memberships", ondelete="CASCADE"),
        tenant_key("facility_id", "facilities"),
    )

    membership_id: Mapped[UUID]
    facility_id: Mapped[UUID]


class SignInSession(TenantOwned, Base):
    """A signed-in browser. The cookie holds a random token, this row only its hash."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        Index("ix_sign_in_sessions_token_hash", "token_hash"),
        Index("ix_sign_in_sessions_user_id", "user_id"),
    )

    token_hash: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    device: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # When the person last proved who it is; until both factors were given the session opens nothing.
    proven_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="")


class ParkedForm(TenantOwned, Base):
    """What a person had typed when the session was found locked; waits, sealed, for the unlock."""

    __tablename__ = "parked_forms"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    session_id: Mapped[UUID]
    path: Mapped[str]
    body_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Invitation(TenantOwned, Base):
    """Somebody asked by mail to work here. The letter holds a token, this row only its hash."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        Index("ix_invitations_token_hash", "token_hash"),
        tenant_key("facility_id", "facilities"),
    )

    email: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    language: Mapped[str]
    role: Mapped[str]
    facility_id: Mapped[UUID]
    token_hash: Mapped[str]
    invited_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    # Since when the desk wants an owner's letter sent again; empty once that is done.
    again_at: Mapped[datetime | None]


class InvitationBranch(TenantOwned, Base):
    """A branch in which somebody who is asked will work; without any such row, all of them."""

    __tablename__ = "invitation_branches"
    __table_args__ = (
        UniqueConstraint("tenant_id", "invitation_id", "facility_id"),
        tenant_key("invitation_id", "invitations", ondelete="CASCADE"),
        tenant_key("facility_id", "facilities"),
    )

    invitation_id: Mapped[UUID]
    facility_id: Mapped[UUID]


class KnownDevice(Base):
    """A browser a person signed in from before; its cookie holds a token, this row only the hash."""

    __tablename__ = "known_devices"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)


class Alarm(Base):
    """What a letter about a new device holds: whoever opens it says that it was not them."""

    __tablename__ = "alarms"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
