"""Forgetting what was practised: whole or not at all, for the tenant in scope, and never for one that is live."""

from __future__ import annotations

from sqlalchemy import select, text

from app.audit.trail import note
from app.exchange.connections import own_connection
from app.exchange.models import Message
from app.exchange.states import SENDING, UNACKED
from app.going_live.errors import InFlight, LiveAlready
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.failpoints import reach
from app.tenants.queries import tenant

# From then on until the end of the transaction nothing of this tenant is composed or leaves.
HOLD_MODE = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('mode/' || current_setting('app.tenant'), 0))"
)
FORGET = text("SELECT forget_practice()")


def reset() -> None:
    """Remove everything practised; what was set up stays. Raises LiveAlready, InFlight."""
    forget()
    own_connection().forgot_at = now()
    note("practice.reset", "tenant", tenant().id)


def forget() -> None:
    """The same without a word in the trail; the caller has one. Raises LiveAlready, InFlight."""
    if not tenant().practice_mode:
        raise LiveAlready
    db.session.flush()
    db.session.execute(HOLD_MODE)
    if in_flight():
        raise InFlight
    db.session.execute(FORGET)
    # What the session remembers of rows is not there any more.
    db.session.expire_all()
    reach("L1")


def in_flight() -> bool:
    """Whether a message is on the wire, or may be over there without our knowing."""
    query = select(Message.id).where(Message.status.in_((SENDING, UNACKED))).limit(1)
    return db.session.scalars(query).one_or_none() is not None
