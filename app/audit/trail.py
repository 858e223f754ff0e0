"""Writing the trail: events gather in the session and are chained just before it commits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import insert, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session, SessionTransaction

from app.audit.models import PlatformEvent
from app.kernel.clock import now
from app.kernel.db import db, engine
from app.kernel.ids import new_id

LOCK_HEAD = text("SELECT seq, hash FROM audit_heads WHERE tenant_id = :tenant_id FOR UPDATE")
FIRST_HEAD = text("INSERT INTO audit_heads (tenant_id) VALUES (:tenant_id) ON CONFLICT DO NOTHING")
# One statement: the chain's end stays locked for one round trip less.
APPEND = text(
    "WITH moved AS (UPDATE audit_heads SET seq = :seq, hash = :hash WHERE tenant_id = :tenant_id) "
    "INSERT INTO audit_events SELECT * FROM jsonb_populate_recordset("
    "CAST(NULL AS audit_events), CAST(:rows AS jsonb))"
)
SAY_TENANT = text("SELECT set_config('app.tenant', :tenant, true)")


@dataclass(frozen=True, kw_only=True)
class Event:
    """A thing that happened, before it has its place in the chain."""

    tenant_id: UUID
    event: str
    subject_kind: str
    subject_id: UUID | None = None
    actor_id: UUID | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    at: datetime = field(default_factory=now)


class WhoActs(Protocol):
    """For whom and by whom the present work is done."""

    @property
    def tenant_id(self) -> UUID: ...

    @property
    def user_id(self) -> UUID | None: ...


_noted_before: WeakKeyDictionary[SessionTransaction, int] = WeakKeyDictionary()
_ask_who: list[Callable[[], WhoActs | None]] = []


def ask_who_acts(ask: Callable[[], WhoActs | None]) -> None:
    """Told once by the package that knows the scope; it stands above this one."""
    _ask_who[:] = [ask]


def note(event: str, subject_kind: str, subject_id: UUID | None, **changes: Any) -> None:
    """Write an event with the present transaction; tenant and actor come from the scope."""
    record(_of_scope(event, subject_kind, subject_id, changes))


def note_read(event: str, subject_kind: str, subject_id: UUID | None, **changes: Any) -> None:
    """Write a sensitive read at once, whatever becomes of the request."""
    record_apart(_of_scope(event, subject_kind, subject_id, changes))


def _of_scope(
    event: str, subject_kind: str, subject_id: UUID | None, changes: dict[str, Any]
) -> Event:
    scope = _ask_who[0]() if _ask_who else None
    if scope is None:
        raise RuntimeError(f"{event} was noted outside any tenant")
    return Event(
        tenant_id=scope.tenant_id,
        actor_id=scope.user_id,
        event=event,
        subject_kind=subject_kind,
        subject_id=subject_id,
        changes=changes,
    )


def record(happened: Event) -> None:
    """Write an event with the present transaction: it is kept if and only if the change is."""
    session = db.session()
    if not session.in_transaction():
        session.begin()  # Without a transaction a rollback would not take the event along.
    session.info.setdefault("audit_events", []).append(happened)


def record_apart(*happened: Event) -> None:
    """Write events in a transaction of their own: sensitive reads, refusals, sign-ins."""
    _write_apart(engine(), happened)


def record_for_tenant(*happened: Event) -> None:
    """Write what the desk did into a tenant's own chain, as the role that serves tenants: the desk's own cannot."""
    _write_apart(db.engine, happened)


def _write_apart(by: Engine, happened: tuple[Event, ...]) -> None:
    with by.begin() as connection:
        connection.execute(SAY_TENANT, {"tenant": str(happened[0].tenant_id)})
        append(connection, list(happened))


def record_platform(event: str, **details: Any) -> None:
    """Write a platform event in a transaction of its own."""
    with engine().begin() as connection:
        connection.execute(
            insert(PlatformEvent).values(id=new_id(), at=now(), event=event, details=details)
        )


def note_platform(event: str, **details: Any) -> None:
    """Write a platform event with the present transaction: it is kept if and only if the change is."""
    db.session.add(PlatformEvent(id=new_id(), at=now(), event=event, details=details))


def watch_sessions() -> None:
    """Chain gathered events just before each commit, drop them on rollback; called once."""
    listeners = (
        ("before_commit", _chain),
        ("after_transaction_create", _mark),
        ("after_soft_rollback", _drop),
    )
    for name, listener in listeners:
        if not sqlalchemy_event.contains(db.session, name, listener):
            sqlalchemy_event.listen(db.session, name, listener)


def _chain(session: Session) -> None:
    happened: list[Event] = session.info.pop("audit_events", [])
    if happened:
        session.flush()  # The change itself comes first, so that the chain is locked last and shortly.
        append(session.connection(), happened)


def _mark(session: Session, transaction: SessionTransaction) -> None:
    """A savepoint remembers what was noted before it."""
    if transaction.nested:
        _noted_before[transaction] = len(session.info.get("audit_events", ()))


def _drop(session: Session, previous: SessionTransaction) -> None:
    """What a rollback undoes was never noted: all, or what came after the savepoint."""
    kept = _noted_before.pop(previous, 0) if previous.nested else 0
    session.info["audit_events"] = session.info.get("audit_events", [])[:kept]


def append(connection: Connection, happened: list[Event]) -> None:
    """Append events of one tenant to its chain, under the lock of its head."""
    tenant = {"tenant_id": happened[0].tenant_id}
    head = connection.execute(LOCK_HEAD, tenant).one_or_none()
    if head is None:
        connection.execute(FIRST_HEAD, tenant)
        head = connection.execute(LOCK_HEAD, tenant).one()
    seq, previous = head.seq, head.hash
    rows = []
    for one in happened:
        seq += 1
        row = {
            **tenant,
            "seq": seq,
            "at": one.at,
            "actor_id": one.actor_id,
            "event": one.event,
            "subject_kind": one.subject_kind,
            "subject_id": one.subject_id,
            "changes": as_stored(one.changes),
            "previous_hash": previous,
        }
        row["hash"] = previous = chained_hash(row)
        rows.append(row)
    plain = json.dumps(rows, default=_as_text)
    connection.execute(APPEND, {**tenant, "seq": seq, "hash": previous, "rows": plain})


def _as_text(value: UUID | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def as_stored(changes: dict[str, Any]) -> dict[str, Any]:
    """The changes as the database gives them back: amounts, days and ids are text."""
    stored: dict[str, Any] = json.loads(json.dumps(changes, default=str))
    return stored


# Made once: a verification writes this for every row there is.
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def chained_hash(row: dict[str, Any]) -> str:
    """SHA-256 over the previous hash and the row in canonical JSON (sorted keys, no spaces)."""
    canonical = _canonical(
        {
            "tenant_id": str(row["tenant_id"]),
            "seq": row["seq"],
            "at": row["at"].timestamp().hex(),
            "actor_id": str(row["actor_id"] or ""),
            "event": row["event"],
            "subject_kind": row["subject_kind"],
            "subject_id": str(row["subject_id"] or ""),
            "changes": row["changes"],
            "previous_hash": row["previous_hash"],
        }
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
