"""The one writer of a message's life: its status, each step, and the trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.audit.trail import note
from app.exchange.messages import DISPATCHED, POLLED, DeliveryNote, Refusal
from app.exchange.models import Message, MessageEvent
from app.exchange.states import MESSAGE
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.states import StateMachine
from app.tenants import keys
from app.tenants.scope import actor_id

# Below PostgreSQL's deadlock_timeout of a second: where a worker and a person want the same rows
# in another order, it is always the worker that lets go and comes back.
YIELD = text("SELECT set_config('lock_timeout', '700ms', true)")

Listener = Callable[[DeliveryNote], None]

_listeners: dict[str, Listener] = {}


def on_delivery(subject_kind: str, listener: Listener) -> None:
    """Tell this listener what becomes of the messages about such subjects."""
    _listeners[subject_kind] = listener


def locked(message_id: UUID) -> Message:
    """The message, for changing; raises NotFound."""
    query = select(Message).where(Message.id == message_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def step(message: Message, event: str, **details: Any) -> None:
    """Let an event happen to the message; raises NotPossible."""
    MESSAGE.move(
        message,
        event,
        by=actor_id(),
        at=now(),
        trail=partial(_write, details=details),
    )


def remark(message: Message, event: str, **details: Any) -> None:
    """Something worth knowing that changes no status."""
    _event(message, event, message.status, now(), details)


def first_entry(message: Message) -> None:
    """The message enters the journal."""
    _event(message, "queued", None, message.queued_at, {"sha256": message.envelope_sha256})
    _audit(message, "queued", {})


def tell(message: Message, news: str, refusal: Refusal | None = None) -> None:
    """Bring news of the message to whoever listens for its subject."""
    listener = _listeners.get(message.subject_kind)
    if listener is None or message.subject_id is None:
        return
    listener(
        DeliveryNote(
            message_id=message.id,
            kind=message.kind,
            subject_id=message.subject_id,
            news=news,
            at=now(),
            refusal=refusal,
        )
    )


def mark_dispatched(message: Message) -> None:
    """From now on its bytes may be over there and never change."""
    message.may_have_arrived = True
    if message.sent_at is None:
        message.sent_at = now()
        tell(message, DISPATCHED)


def note_problem(message: Message, code: str, words: str = "") -> None:
    """Why it does not get on; the other end's words may name people and are sealed."""
    message.problem = code[:100]
    message.problem_text_sealed = (
        keys.seal_text(words, table="messages", column="problem_text_sealed", row_id=message.id)
        if words
        else None
    )


def problem_text(message: Message) -> str:
    """The other end's words about it."""
    if message.problem_text_sealed is None:
        return ""
    return keys.open_text(
        message.problem_text_sealed,
        table="messages",
        column="problem_text_sealed",
        row_id=message.id,
    )


def body_of(message: Message) -> bytes:
    """The exact bytes."""
    return keys.open_bytes(
        message.envelope_sealed, table="messages", column="envelope_sealed", row_id=message.id
    )


def _write(
    _machine: StateMachine, record: object, before: str, event: str, _after: str, _by: object,
    at: datetime, *, details: dict[str, Any],
) -> None:  # fmt: skip
    message = record
    assert isinstance(message, Message)  # noqa: S101 - the machine hands back what move() was given
    _event(message, event, before, at, details)
    _audit(message, event, details)


def _event(
    message: Message, event: str, before: str | None, at: datetime, details: dict[str, Any]
) -> None:
    db.session.add(
        MessageEvent(
            message_id=message.id,
            at=at,
            event=event,
            from_status=before,
            to_status=message.status,
            details=details,
        )
    )


def _audit(message: Message, event: str, details: dict[str, Any]) -> None:
    # Polls go by the clock, every few seconds; their steps stand in the journal alone.
    if message.kind == POLLED:
        return
    note(f"message.{event}", "message", message.id, kind=message.kind, **details)
