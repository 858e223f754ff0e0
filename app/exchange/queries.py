"""Reading the journal: how the lanes fare, what a message lived through, what is parked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select

from app.exchange import rules
from app.exchange.inbox import PARKED, body_of
from app.exchange.journal import body_of as envelope_of
from app.exchange.journal import problem_text
from app.exchange.lanes import strain_of
from app.exchange.messages import CANCEL, POLLED
from app.exchange.models import Connection, Inbound, Lane, Message, MessageEvent
from app.exchange.states import HELD, OPEN, WAITING
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.tenants.scope import find

__all__ = ["body_of", "envelope_of", "problem_text"]


@dataclass(frozen=True, kw_only=True)
class LaneState:
    """How one lane fares. `condition`: working, failing, paused, trying; `payer_id` None for the polls."""

    lane_id: UUID
    payer_id: UUID | None
    stream: str
    condition: str
    failing_since: datetime | None
    next_try_at: datetime | None
    problem: str | None
    waiting: int
    oldest_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MessageLife:
    """A message of ours with every step and every answer, oldest first."""

    message: Message
    steps: list[MessageEvent]
    answers: list[Inbound]
    questions: list[Message]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What part of the journal is asked for; None is everything but the polls."""

    kind: str | None = None
    status: str | None = None
    payer_id: UUID | None = None


def message(message_id: UUID) -> Message:
    """A message of ours; raises NotFound."""
    return find(Message, message_id)


def inbound(inbound_id: UUID) -> Inbound:
    """A message of theirs; raises NotFound."""
    return find(Inbound, inbound_id)


def lane_states() -> list[LaneState]:
    """Every lane, the polls' last."""
    waits = (
        select(Message.lane_id, func.count().label("waiting"), func.min(Message.queued_at).label("oldest"))
        .where(Message.status.in_(WAITING))
        .group_by(Message.lane_id)
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(Lane, waits.c.waiting, waits.c.oldest)
        .outerjoin(waits, waits.c.lane_id == Lane.id)
        .order_by(Lane.payer_id.is_(None), Lane.payer_id, Lane.stream)
    )
    moment = now()
    return [_lane_state(lane, waiting or 0, oldest, moment) for lane, waiting, oldest in rows]


def _lane_state(lane: Lane, waiting: int, oldest: datetime | None, moment: datetime) -> LaneState:
    return LaneState(
        lane_id=lane.id,
        payer_id=lane.payer_id,
        stream=lane.stream,
        condition=rules.condition(strain_of(lane), moment),
        failing_since=lane.failing_since,
        next_try_at=lane.open_until,
        problem=lane.problem,
        waiting=waiting,
        oldest_at=oldest,
    )


# Made once: every page asks.
_FAILING = (
    select(Lane).where(Lane.failures >= rules.FAILURES_WORTH_SAYING).order_by(Lane.failing_since)
)


def failing() -> list[Lane]:
    """Lanes whose last two tries or more brought no answer; usually none, so this is cheap."""
    return list(db.session.scalars(_FAILING))


def waiting_count() -> int:
    """How many messages wait to leave; the polls do not count."""
    query = select(func.count()).where(Message.status.in_(WAITING), Message.kind != POLLED)
    return int(db.session.scalar(query.select_from(Message)) or 0)


def held_count() -> int:
    """How many messages wait for a person."""
    query = select(func.count()).select_from(Message).where(Message.status == HELD)
    return int(db.session.scalar(query) or 0)


def cancel_under_way(subject_id: UUID) -> bool:
    """Whether the payer was asked to let go of a record and has not answered."""
    query = select(Message.id).where(
        Message.subject_id == subject_id, Message.kind == CANCEL, Message.status.in_(OPEN)
    )
    return db.session.scalars(query.limit(1)).one_or_none() is not None


def parked_count() -> int:
    """How many messages of theirs could not be read or matched."""
    query = select(func.count()).select_from(Inbound).where(Inbound.status == PARKED)
    return int(db.session.scalar(query) or 0)


def parked(cursor: str | None = None) -> Page[Inbound]:
    """Parked messages, the newest first."""
    query = select(Inbound).where(Inbound.status == PARKED)
    return page_of(query, by=(Inbound.received_at, Inbound.id), cursor=cursor)


def messages(wanted: Wanted, cursor: str | None = None) -> Page[Message]:
    """The journal, the newest first."""
    query = select(Message)
    if wanted.kind is None:
        query = query.where(Message.kind != POLLED)
    else:
        query = query.where(Message.kind == wanted.kind)
    if wanted.status is not None:
        query = query.where(Message.status == wanted.status)
    if wanted.payer_id is not None:
        query = query.where(Message.payer_id == wanted.payer_id)
    return page_of(query, by=(Message.position,), cursor=cursor)


def message_life(message_id: UUID) -> MessageLife:
    """Everything that happened to a message; raises NotFound."""
    steps = select(MessageEvent).where(MessageEvent.message_id == message_id)
    answers = select(Inbound).where(Inbound.message_id == message_id)
    questions = select(Message).where(
        Message.subject_kind == "message", Message.subject_id == message_id
    )
    in_order = case((MessageEvent.from_status.is_(None), 0), else_=1)
    return MessageLife(
        message=message(message_id),
        steps=list(db.session.scalars(steps.order_by(in_order, MessageEvent.at, MessageEvent.id))),
        answers=list(db.session.scalars(answers.order_by(Inbound.received_at))),
        questions=list(db.session.scalars(questions.order_by(Message.position))),
    )


def connection() -> Connection | None:
    """The tenant's connection, if it was ever used: when it last polled and last heard anything."""
    query = select(Connection).where(Connection.active).order_by(Connection.last_poll_at.desc())
    return db.session.scalars(query.limit(1)).one_or_none()
