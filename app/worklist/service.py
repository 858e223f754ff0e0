"""Taking, keeping and letting go of work. One row per subject decides, so two who take at once cannot both have it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import has_request_context
from sqlalchemy import ColumnElement, bindparam, case, delete, or_, update
from sqlalchemy.dialects.postgresql import insert

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.kernel.pagewords import digits_choice, time_text
from app.tenants.scope import actor_id, current_tenant_id, find
from app.worklist.errors import TakenByOther
from app.worklist.models import WorkLease
from app.worklist.queries import Holder, holder

MINUTES = 10
# A lease is over at its last moment; whoever looks a moment later may take over.
UNKNOWN_HOLDER = "?"


# Made once: every sending asks.
_LET_GO = (
    delete(WorkLease)
    .where(
        WorkLease.subject_kind == bindparam("subject_kind"),
        WorkLease.subject_id == bindparam("subject_id"),
        WorkLease.holder_id == bindparam("holder_id"),
    )
    .returning(WorkLease.id)
    .execution_options(synchronize_session="fetch")
)


class NobodyActs(RuntimeError):
    """The house itself takes no work."""


def take(subject_kind: str, subject_id: UUID, minutes: int = MINUTES) -> WorkLease:
    """Work on it from now on, or go on working on it; raises TakenByOther."""
    me, moment = _me(), now()
    values = {
        "tenant_id": current_tenant_id(), "id": new_id(), "subject_kind": subject_kind, "subject_id": subject_id,
        "holder_id": me, "taken_at": moment, "until": moment + timedelta(minutes=minutes),
    }  # fmt: skip
    mine = WorkLease.holder_id == me
    goes_on = mine & (WorkLease.until > moment)
    taken = insert(WorkLease).values(values)
    taken = taken.on_conflict_do_update(
        index_elements=["tenant_id", "subject_kind", "subject_id"],
        set_={
            "holder_id": taken.excluded.holder_id,
            "until": taken.excluded.until,
            "taken_at": case((goes_on, WorkLease.taken_at), else_=taken.excluded.taken_at),
        },
        where=or_(mine, WorkLease.until <= moment),
    )
    row = db.session.execute(taken.returning(WorkLease.id, WorkLease.taken_at)).one_or_none()
    if row is None:
        _refuse(subject_kind, subject_id)
        return take(subject_kind, subject_id, minutes)  # It was let go at this very moment.
    if row.taken_at == moment:
        note("work.taken", subject_kind, subject_id, until=values["until"])
    lease = find(WorkLease, row.id)
    db.session.refresh(lease)
    return lease


def keep(subject_kind: str, subject_id: UUID, minutes: int = MINUTES) -> WorkLease:
    """Go on working on it, as an open page says from time to time; raises TakenByOther."""
    return take(subject_kind, subject_id, minutes)


def prolong(subject_kind: str, subject_id: UUID, minutes: int = MINUTES) -> None:
    """Whoever works on it is still at it; nothing for others and where nobody took it."""
    me = actor_id()
    if me is None:
        return
    db.session.execute(
        update(WorkLease)
        .where(*_is(subject_kind, subject_id), WorkLease.holder_id == me)
        .values(until=now() + timedelta(minutes=minutes))
    )


def let_go(subject_kind: str, subject_id: UUID) -> None:
    """Work on it no more; nothing happens to a lease of somebody else."""
    me = actor_id()
    if me is None:
        return
    asked = {"subject_kind": subject_kind, "subject_id": subject_id, "holder_id": me}
    if db.session.execute(_LET_GO, asked).scalar_one_or_none() is not None:
        note("work.let_go", subject_kind, subject_id)


def let_go_of_all() -> None:
    """Work on nothing any more, as somebody does who signs out."""
    me = actor_id()
    if me is None:
        return
    gone = delete(WorkLease).where(WorkLease.holder_id == me)
    for lease in db.session.execute(
        gone.returning(WorkLease.subject_kind, WorkLease.subject_id, WorkLease.until)
    ).all():
        if lease.until > now():
            note("work.let_go", lease.subject_kind, lease.subject_id)


def refuse_if_taken(subject_kind: str, subject_id: UUID) -> None:
    """For verbs that put right or send: raises TakenByOther while somebody else works on it."""
    # Waits for a taking that is under way, so that nobody sends over it.
    _refuse(subject_kind, subject_id, awaited=True)


def _refuse(subject_kind: str, subject_id: UUID, *, awaited: bool = False) -> None:
    found = holder(subject_kind, subject_id, awaited=awaited)
    if found is not None and not found.is_me:
        raise taken_by(found)


def taken_by(holder: Holder) -> TakenByOther:
    """The refusal that names who works on it, and until when."""
    digits = digits_choice() if has_request_context() else "latn"
    return TakenByOther(
        holder.name or UNKNOWN_HOLDER, holder.until, time_text(holder.until, digits)
    )


def _is(subject_kind: str, subject_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return WorkLease.subject_kind == subject_kind, WorkLease.subject_id == subject_id


def _me() -> UUID:
    me = actor_id()
    if me is None:
        raise NobodyActs
    return me
