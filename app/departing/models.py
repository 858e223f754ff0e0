"""Exports with the sealed pieces of their files; departures and who approved them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.departing.states import COOLING, DEPARTURE, EXPORT, WAITING
from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.scope import TenantOwned, tenant_key


class Export(TenantOwned, Base):
    """One file of everything; `done` and `total` count tables, `size` bytes."""

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint(f"status IN {EXPORT.statuses!r}", name="status"),
        Index("ix_exports_asked", "tenant_id", "asked_at"),
    )

    status: Mapped[str] = mapped_column(default=WAITING)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    touched_at: Mapped[datetime] = mapped_column(default=now)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class ExportPart(TenantOwned, Base):
    """A piece of an export's file, sealed under the tenant's key."""

    __tablename__ = "export_parts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "export_id", "position"),
        tenant_key("export_id", "exports", ondelete="CASCADE"),
    )

    export_id: Mapped[UUID]
    position: Mapped[int]
    body_sealed: Mapped[bytes] = mapped_column(deferred=True)


class Departure(TenantOwned, Base):
    """A tenant that wants to go; `removed` counts rows by table, the certificate stays when all is gone."""

    __tablename__ = "departures"
    __table_args__ = (
        CheckConstraint(f"status IN {DEPARTURE.statuses!r}", name="status"),
        CheckConstraint(
            "delete_after >= (asked_at AT TIME ZONE 'Asia/Muscat')::date + 30", name="cooling"
        ),
        CheckConstraint("(status = 'deleted') = (certificate IS NOT NULL)", name="certificate"),
        Index(
            "uq_departures_open", "tenant_id", unique=True, postgresql_where=text("status <> 'taken_back'")
        ),
        Index("ix_departures_queue", "status", "delete_after"),
    )  # fmt: skip

    status: Mapped[str] = mapped_column(default=COOLING)
    reason: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    delete_after: Mapped[date]
    # To whom the certificate goes, under a key of the house: the tenant's own are destroyed by then.
    letter_sealed: Mapped[bytes | None]
    reminded: Mapped[int | None] = mapped_column(SmallInteger)
    approved_at: Mapped[datetime | None]
    removed: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    deleted_at: Mapped[datetime | None]
    certificate: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class DepartureApproval(TenantOwned, Base):
    """One of the two of the operator who let a tenant be deleted."""

    __tablename__ = "departure_approvals"
    __table_args__ = (
        UniqueConstraint("tenant_id", "departure_id", "person_id"),
        tenant_key("departure_id", "departures"),
    )

    departure_id: Mapped[UUID]
    person_id: Mapped[UUID]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
