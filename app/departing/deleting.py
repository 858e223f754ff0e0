"""Deleting a tenant: closed, billed, keys destroyed, every row removed, certified. Each step is one commit.

A process that dies between two steps goes on where it stopped: every step finds nothing more to do the second time,
and what each table lost is counted in the transaction that removed it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from flask import current_app
from sqlalchemy import select, text, update

from app.audit.trail import note_platform
from app.departing import certifying
from app.departing.catalogue import tenant_tables
from app.departing.errors import NotApproved
from app.departing.kept import KEPT
from app.departing.models import Departure
from app.departing.states import APPROVED, DEPARTURE
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.failpoints import reach
from app.plans import ending
from app.tenants.models import CLOSED, Tenant, TenantKey
from app.tenants.rounds import for_each_named
from app.tenants.scope import as_platform, current_tenant_id, in_tenant

log = logging.getLogger(__name__)

APPROVED_IDS = text("SELECT departing_tenant_ids()")
REMOVE_ROWS = text("SELECT remove_rows(:named)")
REMOVE_PEOPLE = text("SELECT remove_people()")
REMOVE_JOBS = text(
    "DELETE FROM procrastinate_jobs WHERE args->>'tenant_id' = :tenant AND status <> 'doing'"
)
COUNT_ROLES = text("SELECT count(*) FROM memberships WHERE tenant_id = :tenant")
# What opens a door goes before everything else.
DOORS = (
    "sign_in_sessions", "parked_forms", "invitation_branches", "invitations", "membership_branches",
)  # fmt: skip
# Where a test ends the process: before each commit, and after the last.
STEPS = (
    "D-closed", "D-billed", "D-doors", "D-keys", "D-people", "D-claims", "D-audit_events", "D-certified", "D-done",
)  # fmt: skip


_before_removal: list[Callable[[UUID, UUID], None]] = []


def keep_with(keep: Callable[[UUID, UUID], None]) -> None:
    """Who writes down, as the operator, what must outlive the rows of a tenant; told once by the wiring."""
    _before_removal[:] = [keep]


def delete_approved() -> None:
    """Delete whom two people approved. The last bill is the operator's work, so a worker of tenants cannot do this."""
    for_each_named(APPROVED_IDS, delete)


def delete(tenant_id: UUID) -> UUID:
    """Delete everything of a tenant but what is kept; returns the departure's id. Commits. Raises NotApproved."""
    # The letter names pages of ours, and only a request knows their addresses.
    with current_app.test_request_context(), in_tenant(tenant_id):
        identity = _approved().id
        _close()
    _bill(tenant_id, identity)
    with current_app.test_request_context(), in_tenant(tenant_id):
        for table in DOORS:
            _remove(table)
        reach("D-doors")
        _destroy_keys()
        _remove_people()
        for table in removable():
            _remove(table)
        _certify()
        reach("D-done")
    return identity


def removable() -> list[str]:
    """The tables that lose the tenant's rows, those that point at others first."""
    return [table.name for table in reversed(tenant_tables()) if table.name not in KEPT]


def _approved() -> Departure:
    one = db.session.scalars(select(Departure).where(Departure.status == APPROVED)).one_or_none()
    if one is None:
        raise NotApproved
    return one


def _close() -> None:
    """Nobody comes in any more, and no worker begins anything; the licence is free for a new account."""
    tenant_id = current_tenant_id()
    closing = update(Tenant).where(Tenant.id == tenant_id)
    db.session.execute(closing.values(status=CLOSED, provider_licence=f"closed-{tenant_id}"))
    db.session.execute(REMOVE_JOBS, {"tenant": str(tenant_id)})
    reach("D-closed")
    db.session.commit()


def _bill(tenant_id: UUID, departure_id: UUID) -> None:
    """Invoice what was accepted up to the closing, before what it is counted by goes; nothing the second time."""
    with as_platform():
        ending.bill_out(tenant_id)
        for keep in _before_removal:
            keep(tenant_id, departure_id)
        reach("D-billed")
        db.session.commit()


def _destroy_keys() -> None:
    """From here on nothing that was sealed can be read; no backup holds the keys, and the next file of keys leaves these out."""
    destroyed = update(TenantKey).where(TenantKey.destroyed_at.is_(None))
    db.session.execute(
        destroyed.values(wrapped_data_key=None, wrapped_index_key=None, destroyed_at=now())
    )
    reach("D-keys")
    db.session.commit()


def _remove_people() -> None:
    """Roles here, and whoever works nowhere else with everything by which they signed in."""
    roles = db.session.scalar(COUNT_ROLES, {"tenant": current_tenant_id()}) or 0
    _count("users", db.session.scalar(REMOVE_PEOPLE) or 0)
    _count("memberships", roles)
    reach("D-people")
    db.session.commit()


def _remove(table: str) -> None:
    _count(table, db.session.scalar(REMOVE_ROWS, {"named": table}) or 0)
    reach(f"D-{table}")
    db.session.commit()


def _count(table: str, rows: int) -> None:
    one = _approved()
    one.removed = {**one.removed, table: one.removed.get(table, 0) + rows}
    db.session.flush()


def _certify() -> None:
    """Write down what was done, mail it, and forget to whom; the tenant's own trail is gone, the operator's tells it."""
    one = _approved()
    moment = now()
    facts = certifying.facts(one, moment)
    certifying.mail(one, facts)
    one.letter_sealed = None
    one.deleted_at, one.certificate = moment, facts
    one.status = DEPARTURE.next(one.status, "deleted")
    note_platform("departure.deleted", tenant=str(one.tenant_id), sha256=facts["sha256"])
    db.session.flush()
    reach("D-certified")
    db.session.commit()
