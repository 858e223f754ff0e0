"""Reading the trail of the actor's tenant; the id is always given, never taken from the session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.audit.models import AuditEvent
from app.kernel.clock import MUSCAT
from app.kernel.db import db
from app.kernel.paging import Page, page_of

LONGEST_SHEET = 10_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which events to show; days are Muscat days, both inclusive."""

    actor_id: UUID | None = None
    event: str | None = None
    subject_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None


def events(tenant_id: UUID, wanted: Wanted, cursor: str | None) -> Page[AuditEvent]:
    """A page of the trail, newest first; raises NotFound for a foreign cursor."""
    return page_of(_query(tenant_id, wanted), by=(AuditEvent.seq,), cursor=cursor)


def sheet(tenant_id: UUID, wanted: Wanted) -> list[AuditEvent]:
    """The newest events for a download, at most LONGEST_SHEET."""
    query = _query(tenant_id, wanted).order_by(AuditEvent.seq.desc()).limit(LONGEST_SHEET)
    return list(db.session.scalars(query))


def _query(tenant_id: UUID, wanted: Wanted) -> Select[Any]:
    query = select(AuditEvent).where(AuditEvent.tenant_id == tenant_id)
    if wanted.actor_id:
        query = query.where(AuditEvent.actor_id == wanted.actor_id)
    if wanted.event:
        query = query.where(AuditEvent.event == wanted.event)
    if wanted.subject_id:
        # Whoever opened a claim of a patient saw the patient too; such events name both.
        query = query.where(
            or_(
                AuditEvent.subject_id == wanted.subject_id,
                AuditEvent.changes["patient"].astext == str(wanted.subject_id),
            )
        )
    if wanted.first_day:
        query = query.where(AuditEvent.at >= _midnight(wanted.first_day))
    if wanted.last_day:
        query = query.where(AuditEvent.at < _midnight(wanted.last_day + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=MUSCAT)
