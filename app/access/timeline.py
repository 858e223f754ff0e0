"""The timeline of a record: its entries with the names of those who acted, read and ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.access.models import User
from app.kernel.db import db
from app.kernel.pagewords import either
from app.tenants.history import TimelineEntry


@dataclass(frozen=True)
class Told:
    """An event of a timeline, ready to show."""

    at: datetime
    title: str
    detail: Markup | None
    tone: str
    actor: str | None


@dataclass(frozen=True)
class Step:
    """One step of a timeline; the actor is empty when the house itself acted."""

    at: datetime
    event: str
    actor_en: str
    actor_ar: str
    details: dict[str, Any]

    def told(self, title: str, detail: Markup | None, tone: str) -> Told:
        """The step under its words, with whoever acted in the page's language."""
        return Told(self.at, title, detail, tone, either(self.actor_en, self.actor_ar) or None)


def steps(
    kind: type[TimelineEntry], owner: InstrumentedAttribute[UUID], record_id: UUID
) -> list[Step]:
    """Everything that happened to a record, in order; `owner` is the column that points at it."""
    query = (
        select(kind, User.name_en, User.name_ar)
        .outerjoin(User, User.id == kind.actor_id)
        .where(owner == record_id)
        .order_by(kind.position)
    )
    found = db.session.execute(query)
    return [Step(one.at, one.event, en or "", ar or "", one.details) for one, en, ar in found]
