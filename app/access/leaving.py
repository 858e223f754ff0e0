"""Who hears that somebody signs out or has left; told by the wiring, since features stand beside and above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.access.models import Invitation, Membership, ParkedForm, User
from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.scope import in_tenant

_listeners: dict[str, Callable[[], None]] = {}


@dataclass(frozen=True)
class Work:
    """Rows somebody holds: the column that names the holder, and which of them are unfinished."""

    holder: InstrumentedAttribute[UUID | None] | InstrumentedAttribute[UUID]
    unfinished: ColumnElement[bool]
    # Where nobody takes over, anybody may: the row goes. Else it keeps the leaver's name.
    else_free: bool = False


_work: dict[str, Work] = {}
_stops: dict[str, Callable[[UUID], None]] = {}


def on_leaving(name: str, listener: Callable[[], None]) -> None:
    """Call this in the scope of whoever signs out; the same name replaces."""
    _listeners[name] = listener


def passes_on(name: str, work: Work) -> None:
    """Such rows go to a colleague when their holder leaves; the same name replaces."""
    _work[name] = work


def stops(name: str, stop: Callable[[UUID], None]) -> None:
    """Call this with whoever leaves, whoever takes over: work that goes on by itself in their name; the same name replaces."""
    _stops[name] = stop


def tell(tenant_id: UUID, user_id: UUID) -> None:
    """Somebody signs out, from a locked browser too. Commits."""
    with in_tenant(tenant_id, user_id):
        for listener in _listeners.values():
            listener()
        db.session.commit()


def hand_over(leaver: UUID, successor: UUID | None) -> None:
    """Unfinished work goes to a colleague, what ran by itself stops; what the leaver did keeps the leaver's name."""
    for stop in _stops.values():
        stop(leaver)
    for work in _work.values():
        kind, mine = work.holder.class_, (work.holder == leaver, work.unfinished)
        if successor is not None:
            passed = update(kind).where(*mine).values({work.holder.key: successor})
            db.session.execute(passed)
        elif work.else_free:
            db.session.execute(delete(kind).where(*mine))


def forget(leaver: UUID) -> None:
    """What waited for the leaver alone, and what could let them in again: letters to them, and letters that they asked for.

    Whoever was asked by them is asked again by a colleague; who reads those mailboxes only the leaver knows.
    """
    db.session.execute(delete(ParkedForm).where(ParkedForm.user_id == leaver))
    address = db.session.get_one(User, leaver).email
    still_open = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    theirs = or_(Invitation.email == address, Invitation.invited_by == leaver)
    letters = update(Invitation).where(theirs, *still_open).values(withdrawn_at=now())
    for invitation_id in db.session.scalars(letters.returning(Invitation.id)).all():
        note("access.invitation_withdrawn", "invitation", invitation_id)


def colleagues(leaver: UUID) -> list[User]:
    """Who could take the work over."""
    query = select(User).join(Membership, Membership.user_id == User.id)
    active = query.where(Membership.status == "active", User.id != leaver)
    return list(db.session.scalars(active.order_by(User.name_en, User.id)))
