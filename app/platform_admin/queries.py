"""The desk's own people."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.platform_admin.models import PlatformPerson


def people() -> list[PlatformPerson]:
    """Everybody of the desk."""
    return list(db.session.scalars(select(PlatformPerson).order_by(PlatformPerson.name_en)))


def names(language: str) -> dict[UUID, str]:
    """The names of the desk's people by id."""
    return {one.id: one.name_ar if language == "ar" else one.name_en for one in people()}


def person(person_id: UUID | None) -> PlatformPerson:
    """Somebody of the desk; raises NotFound."""
    found = db.session.get(PlatformPerson, person_id) if person_id else None
    if found is None:
        raise NotFound
    return found
