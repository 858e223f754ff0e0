"""Applications, the links that open them, their papers and their story. They belong to no tenant yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.kernel.ids import new_id
from app.onboarding.emails import BRAND, DOMAIN
from app.onboarding.integration import ANY, ENTITIES, NO, OUTCOMES, UNSURE, YES

STATUSES = (
    "draft", "stopped", "collecting", "submitted", "returned", "approved", "refused", "provisioned", "withdrawn", "lapsed",
)  # fmt: skip
PURPOSES = ("browser", "confirm", "resume")
FORMATS = ("xlsx", "csv")
PAPERS = ("civil_id", "commercial_registration", "moh_licence", "whitelisting_form")


class Application(Base):
    """What an establishment asks for. `…_sealed` is under its own key, which is wrapped in `wrapped_key`."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint(f"entity IN {tuple(ENTITIES)!r}", name="entity"),
        CheckConstraint(f"own_systems IN {(YES, NO, UNSURE)!r}", name="own_systems"),
        CheckConstraint("language IN ('en', 'ar')", name="language"),
        Index("ix_applications_email", "email_index"),
        Index("ix_applications_queue", "status", "id"),
        Index("ix_applications_registration", "registration_index"),
        Index("ix_applications_licence", "licence_index"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    status: Mapped[str] = mapped_column(default="draft")
    entity: Mapped[str | None]
    branches: Mapped[int | None] = mapped_column(Integer)
    own_systems: Mapped[str | None]
    has_contracts: Mapped[bool | None]
    payer_ids: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    other_payers: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str | None]
    private_sealed: Mapped[bytes | None]
    sheet_sealed: Mapped[bytes | None]
    email_index: Mapped[str | None]
    email_looks_like: Mapped[str] = mapped_column(default="")
    wrapped_key: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    # Of a draft: when something was answered last, and when it was warned that it would lapse.
    touched_at: Mapped[datetime] = mapped_column(default=now)
    warned_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    # What the desk asked for or refused with.
    review_sealed: Mapped[bytes | None]
    # By which two applications with one number are told; kept when the key is gone.
    registration_index: Mapped[str | None]
    licence_index: Mapped[str | None]
    decided_at: Mapped[datetime | None]


class ApplicationLink(Base):
    """What opens an application: the hash of a token, for one purpose, until a moment, used at most once unless a browser's."""

    __tablename__ = "application_links"
    __table_args__ = (CheckConstraint(f"purpose IN {PURPOSES!r}", name="purpose"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    purpose: Mapped[str]
    # The address it was mailed to: a link to an address since changed confirms nothing.
    email_index: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApplicationPaper(Base):
    """One version of a paper with its number; a new one replaces it and leaves it there."""

    __tablename__ = "application_papers"
    __table_args__ = (
        CheckConstraint(f"kind IN {PAPERS!r}", name="kind"),
        Index(
            "uq_application_papers_current", "application_id", "kind",
            unique=True, postgresql_where=text("replaced_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[str]
    number_sealed: Mapped[bytes | None]
    expires_on: Mapped[date | None]
    content_type: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(Integer)
    sha256: Mapped[str | None]
    # Megabytes: read where the file itself is wanted.
    body_sealed: Mapped[bytes | None] = mapped_column(deferred=True)
    added_at: Mapped[datetime] = mapped_column(default=now)
    replaced_at: Mapped[datetime | None]


class ApplicationEvent(Base):
    """One entry of an application's timeline; never changed."""

    __tablename__ = "application_events"
    __table_args__ = (Index("ix_application_events_of", "application_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    at: Mapped[datetime] = mapped_column(default=now)
    event: Mapped[str]
    from_status: Mapped[str]
    to_status: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class ApplicationApproval(Base):
    """That a person of the operator approves what was sent at this moment. Only the operator's role writes it."""

    __tablename__ = "application_approvals"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    submitted_at: Mapped[datetime] = mapped_column(primary_key=True)
    # The people of the desk stand above this floor; the key is in the database.
    person_id: Mapped[UUID] = mapped_column(ForeignKey("platform_people.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)


class ApplicationList(Base):
    """FSA's list of practitioners as the desk attached it; what is taken out stays as a line without the file.

    `told_sealed`: what was understood of it (`practitioner_list.Told`).
    """

    __tablename__ = "application_lists"
    __table_args__ = (
        CheckConstraint(f"format IN {FORMATS!r}", name="format"),
        CheckConstraint(
            "removed_at IS NULL OR body_sealed IS NULL AND told_sealed IS NULL", name="removed"
        ),
        Index(
            "uq_application_lists_current", "application_id",
            unique=True, postgresql_where=text("removed_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    # The people of the desk stand above this floor; the key is in the database.
    added_by: Mapped[UUID] = mapped_column(ForeignKey("platform_people.id"))
    added_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]
    format: Mapped[str]
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str]
    rows: Mapped[int] = mapped_column(Integer)
    told_sealed: Mapped[bytes | None]
    # Megabytes: read where the file itself is wanted.
    body_sealed: Mapped[bytes | None] = mapped_column(deferred=True)


class IntegrationType(Base):
    """A line of FSA's table, on the days on which it holds."""

    __tablename__ = "integration_types"
    __table_args__ = (
        CheckConstraint(f"entity IN {tuple(ENTITIES)!r}", name="entity"),
        CheckConstraint(f"own_systems IN {(YES, NO, ANY)!r}", name="own_systems"),
        CheckConstraint(f"outcome IN {OUTCOMES!r}", name="outcome"),
        CheckConstraint("branches_to >= branches_from", name="branches"),
        CheckConstraint("valid_to >= valid_from", name="days"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entity: Mapped[str]
    branches_from: Mapped[int | None] = mapped_column(Integer)
    branches_to: Mapped[int | None] = mapped_column(Integer)
    own_systems: Mapped[str]
    outcome: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class FreeMail(Base):
    """A provider of free mail: a domain, or a brand under any country's ending."""

    __tablename__ = "free_mail_domains"
    __table_args__ = (CheckConstraint(f"kind IN {(DOMAIN, BRAND)!r}", name="kind"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
