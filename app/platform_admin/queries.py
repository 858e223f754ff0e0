"""What the desk reads: tenants without anything of theirs, and the desk's own people."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.platform_admin.models import PlatformPerson
from app.tenants.models import Tenant


def tenants(cursor: str | None) -> Page[Tenant]:
    """A page of tenants, the newest first; raises NotFound for a foreign cursor."""
    return page_of(select(Tenant), by=(Tenant.id,), cursor=cursor)


def people() -> list[PlatformPerson]:
    """Everybody of the desk."""
    return list(db.session.scalars(select(PlatformPerson).order_by(PlatformPerson.name_en)))


def names(language: str) -> dict[UUID, str]:
    """The names of the desk's people by id."""
    return {one.id: one.name_ar if language == "ar" else one.name_en for one in people()}
