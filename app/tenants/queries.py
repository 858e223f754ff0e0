"""Reading tenants and their branches."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from app.kernel.db import db, kept
from app.tenants.models import Facility, Tenant
from app.tenants.scope import current_tenant_id, find


def tenant() -> Tenant:
    """The tenant in scope."""
    return kept(db.session.get_one(Tenant, current_tenant_id()))


def facility(facility_id: UUID) -> Facility:
    """A branch of this tenant; raises NotFound."""
    return find(Facility, facility_id)


def facilities() -> list[Facility]:
    """All branches, by name."""
    return list(db.session.scalars(select(Facility).order_by(Facility.name_en)))


def all_tenant_ids() -> list[UUID]:
    """Every tenant that is not closed: ids only, for those who work for each in turn."""
    with db.engine.connect() as connection:
        return list(connection.scalars(text("SELECT tenant_ids()")))
