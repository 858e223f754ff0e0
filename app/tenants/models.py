"""Tenants, their branches and their wrapped keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.kernel.ids import new_id
from app.tenants.scope import TenantOwned
from app.tenants.states import BRANCH_REQUEST

CLOSED = "closed"


class Tenant(Base):
    """A customer. Its own row is behind the wall too: it sees no other name."""

    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('clinic', 'medical_center', 'polyclinic', 'pharmacy')", name="kind"
        ),
        CheckConstraint("status IN ('active', 'suspended', 'closed')", name="status"),
        CheckConstraint("most_branches BETWEEN 1 AND 999", name="most_branches"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    name_en: Mapped[str]
    name_ar: Mapped[str]
    provider_licence: Mapped[str] = mapped_column(unique=True)
    practice_mode: Mapped[bool] = mapped_column(default=True)
    second_factor_required: Mapped[bool] = mapped_column(default=True)
    # So many branches it may open itself; the operator raises it when FSA agrees to the connection.
    most_branches: Mapped[int] = mapped_column(SmallInteger, default=9)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TenantKey(TenantOwned, Base):
    """A version of a tenant's keys, wrapped by the key that lives outside the database."""

    __tablename__ = "tenant_keys"
    __table_args__ = (UniqueConstraint("tenant_id", "version"),)

    version: Mapped[int] = mapped_column(SmallInteger)
    wrapped_data_key: Mapped[bytes | None]
    wrapped_index_key: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    destroyed_at: Mapped[datetime | None]


class Facility(TenantOwned, Base):
    """A branch where patients are seen, with its MOH licence."""

    __tablename__ = "facilities"
    __table_args__ = (UniqueConstraint("tenant_id", "licence_number"),)

    name_en: Mapped[str]
    name_ar: Mapped[str]
    licence_number: Mapped[str]
    licence_from: Mapped[date | None]
    licence_to: Mapped[date | None]
    whitelisted: Mapped[bool] = mapped_column(default=True)


class TenantPaper(TenantOwned, Base):
    """A paper of the establishment; of each kind one holds, those it replaced stay."""

    __tablename__ = "tenant_papers"
    __table_args__ = (
        Index("uq_tenant_papers_current", "tenant_id", "kind", unique=True,
              postgresql_where=text("replaced_at IS NULL")),
    )  # fmt: skip

    kind: Mapped[str]
    number_sealed: Mapped[bytes | None]
    expires_on: Mapped[date | None]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str]
    # Megabytes: read where the file itself is wanted.
    body_sealed: Mapped[bytes] = mapped_column(deferred=True)
    added_at: Mapped[datetime] = mapped_column(default=now)
    replaced_at: Mapped[datetime | None]


class BranchRequest(TenantOwned, Base):
    """How many branches a tenant would open itself, why, and what the desk answered."""

    __tablename__ = "branch_requests"
    __table_args__ = (
        Index("uq_branch_requests_open", "tenant_id", unique=True, postgresql_where=text("status = 'asked'")),
        Index("ix_branch_requests_queue", "status", "asked_at", "id"),
        CheckConstraint(f"status IN {tuple(BRANCH_REQUEST.statuses)!r}", name="status"),
        CheckConstraint("wanted BETWEEN 1 AND 999", name="wanted"),
        CheckConstraint("status <> 'returned' OR (answer_en <> '' AND answer_ar <> '')", name="answer"),
        CheckConstraint("(status = 'allowed') = (allowed IS NOT NULL)", name="allowed"),
    )  # fmt: skip

    status: Mapped[str]
    wanted: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    # What the desk raised the number to; it may be another than was asked for.
    allowed: Mapped[int | None] = mapped_column(SmallInteger)
    decided_at: Mapped[datetime | None]
    # Somebody of the desk: no tenant's person.
    decided_by: Mapped[UUID | None]
    answer_en: Mapped[str] = mapped_column(default="")
    answer_ar: Mapped[str] = mapped_column(default="")
    # When the owners were written to.
    told_at: Mapped[datetime | None]


class BranchRequestAtDesk(Base):
    """The same row as the operator's role sees it, across tenants; the database lets that role decide and no more."""

    __table__ = BranchRequest.__table__

    if TYPE_CHECKING:
        tenant_id: Mapped[UUID]
        id: Mapped[UUID]
        status: Mapped[str]
        wanted: Mapped[int]
        reason: Mapped[str]
        asked_at: Mapped[datetime]
        allowed: Mapped[int | None]
        decided_at: Mapped[datetime | None]
        decided_by: Mapped[UUID | None]
        answer_en: Mapped[str]
        answer_ar: Mapped[str]


class Counter(TenantOwned, Base):
    """The last number given out under a name, such as claim numbers of a year."""

    __tablename__ = "counters"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    value: Mapped[int] = mapped_column(default=0)


class WallCheck(Base):
    """When the wall between tenants was checked on the running database, and what was found: [code, name]."""

    __tablename__ = "wall_checks"
    __table_args__ = (Index("ix_wall_checks_at", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(default=now)
    tables: Mapped[int]
    findings: Mapped[list[list[str]]] = mapped_column(JSONB)


class OwnersTold(TenantOwned, Base):
    """The owners were written to about this, which is not told twice; `about` tells it from others of its kind."""

    __tablename__ = "owners_told"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "about"),)

    kind: Mapped[str]
    about: Mapped[str]
    told_at: Mapped[datetime] = mapped_column(default=now)
