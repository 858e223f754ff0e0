"""What follows on the desk's word: going live in one transaction, or telling the owners why not yet.

A worker that dies on the way leaves nothing behind, and the next tick begins anew. Letters leave if and only if
the transaction commits.
"""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import select, text, update

from app.access.owners import write_to_owners
from app.exchange.connections import gateway, own_connection
from app.exchange.models import Connection
from app.going_live.asking import HISTORY
from app.going_live.errors import InFlight
from app.going_live.forgetting import forget
from app.going_live.models import LiveRequest
from app.going_live.states import APPROVED, LIVE_REQUEST, RETURNED
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.failpoints import reach
from app.kernel.words import N_
from app.mail.letters import link
from app.tenants.queries import tenant
from app.tenants.rounds import for_each_named
from app.tenants.scope import current_tenant_id, in_tenant

log = logging.getLogger(__name__)

DECIDED = text("SELECT decided_live_tenant_ids()")
# Where a test ends the process.
STEPS = ("L1", "L2", "L3", "L4")


def carry_out() -> None:
    """Every tick: what the desk decided."""
    for_each_named(DECIDED, _when_nothing_is_on_the_wire)


def _when_nothing_is_on_the_wire(tenant_id: UUID) -> None:
    try:
        follow(tenant_id)
    except InFlight:
        log.info("going live of %s waits for a message on the wire", tenant_id)
        db.session.rollback()


def follow(tenant_id: UUID) -> None:
    """Do what was decided for one tenant. Commits, or leaves nothing behind; raises InFlight."""
    with in_tenant(tenant_id):
        for request in _decided():
            if request.status == APPROVED:
                _go_live(request)
            else:
                _tell_returned(request)
        db.session.commit()


def _decided() -> list[LiveRequest]:
    open_ones = (LiveRequest.status == APPROVED) | (
        (LiveRequest.status == RETURNED) & LiveRequest.told_at.is_(None)
    )
    query = select(LiveRequest).where(open_ones).order_by(LiveRequest.asked_at)
    locked = query.with_for_update().execution_options(populate_existing=True)
    return list(db.session.scalars(locked))


def _go_live(request: LiveRequest) -> None:
    """Nothing practised comes along; the mode, the line and the request change together."""
    identity = request.id
    forget()
    tenant().practice_mode = False
    db.session.flush()
    reach("L2")
    line = _take_live_line()
    found = db.session.get_one(LiveRequest, (current_tenant_id(), identity))
    HISTORY.move(LIVE_REQUEST, found, "went_live", {"profile": line, "gaps": found.gaps})
    found.live_at = now()
    db.session.flush()
    reach("L3")
    _write("live", N_("You are live"), "going_live/letters/live.txt")
    reach("L4")


def _take_live_line() -> str:
    """The practice connection rests, the live one is named; the live profile's name."""
    live = own_connection()
    db.session.execute(
        update(Connection)
        .where(Connection.tenant_id == current_tenant_id(), Connection.id != live.id)
        .values(active=False, away_until=None)
        .execution_options(synchronize_session=False)
    )
    return gateway().name


def _tell_returned(request: LiveRequest) -> None:
    request.told_at = now()
    HISTORY.tell(LIVE_REQUEST, request, "returned", {})
    _write(
        "returned", N_("Your request to go live was given back"), "going_live/letters/returned.txt",
        reason_en=request.reason_en, reason_ar=request.reason_ar,
    )  # fmt: skip


def _write(name: str, subject: str, template: str, **values: str) -> None:
    write_to_owners(f"going_live.{name}", subject, template, url=link("practice.index"), **values)
