"""What is wrong now, and what was; the public page's facts are kept a moment, and longer while the database is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.exc import OperationalError

from app.incidents.models import Incident
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.paging import Page, page_of

KEPT = timedelta(seconds=15)
PAST = timedelta(days=90)
MOST = 50
PLACE = "incidents"


@dataclass(frozen=True)
class Told:
    """An incident as a page shows it."""

    id: UUID
    name_en: str
    name_ar: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Facts:
    """What the public page knows, and since when; `is_live`: the database answered just now."""

    as_of: datetime | None
    incidents: tuple[Told, ...] = ()
    is_live: bool = True

    @property
    def current(self) -> list[Told]:
        """What is wrong now."""
        return [one for one in self.incidents if one.ended_at is None]

    @property
    def past(self) -> list[Told]:
        """What was put right."""
        return [one for one in self.incidents if one.ended_at is not None]


# Made once: every page asks.
_CURRENT = select(Incident).where(Incident.ended_at.is_(None)).order_by(Incident.began_at).limit(5)


def current() -> list[Incident]:
    """What is wrong now; usually nothing, so this is cheap."""
    return list(db.session.scalars(_CURRENT))


def incidents(cursor: str | None) -> Page[Incident]:
    """All of them, the newest first; raises NotFound for a foreign cursor."""
    return page_of(select(Incident), by=(Incident.id,), cursor=cursor)


def facts() -> Facts:
    """Those of the last 90 days; the last known ones while the database is away."""
    known: Facts | None = current_app.extensions.get(PLACE)
    if known is not None and known.as_of is not None and timedelta(0) <= now() - known.as_of < KEPT:
        return known
    try:
        found = Facts(now(), _recent())
    except OperationalError:
        db.session.rollback()
        return Facts(known.as_of if known else None, known.incidents if known else (), False)
    current_app.extensions[PLACE] = found
    return found


def forget() -> None:
    """What was kept is not true any more."""
    current_app.extensions.pop(PLACE, None)


def _recent() -> tuple[Told, ...]:
    since = or_(Incident.ended_at.is_(None), Incident.ended_at >= now() - PAST)
    query = select(Incident).where(since).order_by(Incident.began_at.desc()).limit(MOST)
    return tuple(
        Told(row.id, row.words_en, row.words_ar, row.began_at, row.ended_at)
        for row in db.session.scalars(query)
    )
