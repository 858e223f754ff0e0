"""Reading tenants and their branches."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from app.kernel.db import db, kept
from app.kernel.errors import NotFound
from app.tenants.models import Facility, Tenant
from app.tenants.scope import current_tenant_id, find, works_in


def tenant() -> Tenant:
    """The tenant in scope."""
    return kept(db.session.get_one(Tenant, current_tenant_id()))


def facility(facility_id: UUID) -> Facility:
    """A branch of this tenant; raises NotFound."""
    return find(Facility, facility_id)


def facilities() -> list[Facility]:
    """All branches, by name."""
    return list(db.session.scalars(select(Facility).order_by(Facility.name_en)))


def branches_to_work_in() -> list[Facility]:
    """The branches in which whoever acts works, by name: what a field offers where a branch is chosen."""
    return [one for one in facilities() if works_in(one.id)]


def branch_to_work_in(facility_id: UUID) -> Facility:
    """A branch of this tenant in which whoever acts works; raises NotFound for every other."""
    if not works_in(facility_id):
        raise NotFound
    return facility(facility_id)


def all_tenant_ids() -> list[UUID]:
    """Every tenant that is not closed: ids only, for those who work for each in turn."""
    with db.engine.connect() as connection:
        return list(connection.scalars(text("SELECT tenant_ids()")))
