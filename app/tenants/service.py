"""Opening a tenant, and giving out numbers without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from app.audit.trail import Event, record, record_platform
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.branches import MOST_BRANCHES
from app.tenants.keys import create_keys
from app.tenants.models import Facility, Tenant
from app.tenants.queries import all_tenant_ids
from app.tenants.scope import current_tenant_id, in_tenant

NEXT_NUMBERS = text(
    "INSERT INTO counters (tenant_id, id, name, value) VALUES (:tenant_id, :id, :name, :many) "
    "ON CONFLICT (tenant_id, name) DO UPDATE SET value = counters.value + :many RETURNING value"
)


@dataclass(frozen=True, kw_only=True)
class NewTenant:
    """What is known of a customer on the day it is opened."""

    kind: str
    name_en: str
    name_ar: str
    provider_licence: str
    facility_name_en: str
    facility_name_ar: str
    facility_licence: str
    licence_from: date | None
    licence_to: date | None
    practice_mode: bool = True
    second_factor_required: bool = True
    most_branches: int = MOST_BRANCHES


def open_tenant(new: NewTenant) -> UUID:
    """Open a tenant with its keys and its first branch, all or nothing; commits. Returns its id."""
    tenant_id = new_id()
    with in_tenant(tenant_id):
        fill_tenant(tenant_id, new)
        db.session.commit()
    return tenant_id


def fill_tenant(tenant_id: UUID, new: NewTenant) -> None:
    """Write the tenant that is in scope already, with its keys and its first branch; the caller commits."""
    tenant = Tenant(
        id=tenant_id,
        kind=new.kind,
        name_en=new.name_en,
        name_ar=new.name_ar,
        provider_licence=new.provider_licence,
        practice_mode=new.practice_mode,
        second_factor_required=new.second_factor_required,
        most_branches=new.most_branches,
    )
    db.session.add(tenant)
    db.session.flush()  # Everything below points at it.
    create_keys()
    db.session.add(
        Facility(
            name_en=new.facility_name_en,
            name_ar=new.facility_name_ar,
            licence_number=new.facility_licence,
            licence_from=new.licence_from,
            licence_to=new.licence_to,
        )
    )
    db.session.flush()
    record(
        Event(
            tenant_id=tenant_id,
            event="tenant.opened",
            subject_kind="tenant",
            subject_id=tenant_id,
        )
    )


def next_number(name: str) -> int:
    """The next number under a name; gap-free, because it is given back when the work is rolled back."""
    return next_numbers(name, 1)[0]


def next_numbers(name: str, many: int) -> range:
    """So many numbers under a name in one statement, gap-free as one is."""
    row = {"tenant_id": current_tenant_id(), "id": new_id(), "name": name, "many": many}
    last: int = db.session.execute(NEXT_NUMBERS, row).scalar_one()
    return range(last - many + 1, last + 1)


def across_tenants(reason: str) -> Iterator[UUID]:
    """Enter every tenant in turn, one session each; the only way across, and it leaves a trace."""
    record_platform("tenants.crossed", reason=reason)
    for tenant_id in all_tenant_ids():
        with in_tenant(tenant_id):
            yield tenant_id
