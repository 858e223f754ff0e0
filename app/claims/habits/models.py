"""What a doctor pinned, templates of visits, and what was looked at and needs no claim."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.scope import TenantOwned, tenant_key

DIAGNOSIS, SERVICE = "diagnosis", "service"
KINDS = (DIAGNOSIS, SERVICE)
REASONS = ("no_visit", "paid_by_patient", "claimed_otherwise", "not_billable")


class DoctorFavourite(TenantOwned, Base):
    """A code that a doctor wants offered first; the oldest pin has the first digit."""

    __tablename__ = "doctor_favourites"
    __table_args__ = (
        UniqueConstraint("tenant_id", "practitioner_id", "kind", "code"),
        tenant_key("practitioner_id", "practitioners"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
    )

    practitioner_id: Mapped[UUID]
    kind: Mapped[str]
    code: Mapped[str]
    pinned_at: Mapped[datetime] = mapped_column(default=now)
    pinned_by: Mapped[UUID | None]


class VisitTemplate(TenantOwned, Base):
    """Diagnoses and services of a usual visit; without `practitioner_id` for the whole clinic.

    `lines` are pairs of local code and quantity as text; `words` are folded.
    """

    __tablename__ = "visit_templates"
    __table_args__ = (
        Index("ix_visit_templates_name", "tenant_id", "name", "id"),
        tenant_key("practitioner_id", "practitioners"),
    )

    name: Mapped[str]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    practitioner_id: Mapped[UUID | None]
    diagnoses: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lines: Mapped[list[Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MissingDismissal(TenantOwned, Base):
    """A visit, draft or other event that somebody looked at: no claim is to come of it."""

    __tablename__ = "missing_dismissals"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "subject_id"),
        CheckConstraint(f"reason IN {REASONS!r}", name="reason"),
    )

    kind: Mapped[str]
    subject_id: Mapped[UUID]
    reason: Mapped[str]
    dismissed_at: Mapped[datetime] = mapped_column(default=now)
    dismissed_by: Mapped[UUID | None]
