"""Telling of trouble, and of its end. Verbs flush, never commit; they run as the operator's role."""

from __future__ import annotations

from uuid import UUID

from app.audit.trail import note
from app.incidents import queries
from app.incidents.errors import EndedAlready
from app.incidents.models import Incident
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound


def tell(words_en: str, words_ar: str) -> UUID:
    """From this moment every tenant reads it on every page."""
    row = Incident(words_en=words_en, words_ar=words_ar)
    db.session.add(row)
    db.session.flush()
    note("incident.told", "incident", row.id)
    queries.forget()
    return row.id


def end(incident_id: UUID) -> None:
    """It works again. Raises NotFound, EndedAlready."""
    row = db.session.get(Incident, incident_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise EndedAlready
    row.ended_at = now()
    db.session.flush()
    note("incident.ended", "incident", row.id)
    queries.forget()
