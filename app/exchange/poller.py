"""Fetching what waits for each tenant, and picking up whatever was left lying."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from app.exchange import inbox, lanes, outbox
from app.exchange.connections import gateway, has_line, ourselves, own_connection
from app.exchange.errors import FetchingAlready
from app.exchange.messages import POLL, POLLED, PollRequest
from app.exchange.models import Connection, Inbound, Message, MessageEvent
from app.exchange.states import ACKED, ANSWERED, OPEN
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.queries import tenant
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import current_tenant_id

LEFT_OVER_AFTER = timedelta(seconds=5)
EMPTY_POLLS_KEPT = timedelta(hours=24)
A_SWEEP = 200


@jobs.every_tick
def look_after_all() -> None:
    """Every tenant in turn: nothing due, awaited or left over stays unseen."""
    for_each_tenant(look_after)


@jobs.every_hour
def tidy_all() -> None:
    """Every tenant in turn: polls that brought nothing are forgotten."""
    for_each_tenant(forget_empty_polls)


def look_after() -> None:
    """What the present tenant needs now."""
    if not has_line(live=not tenant().practice_mode):
        return
    moment = now()
    for lane_id in lanes.due(moment):
        outbox.wake(lane_id)
    for inbound_id in inbox.left_over(moment - LEFT_OVER_AFTER):
        jobs.defer(inbox.ROUTE, tenant_id=current_tenant_id(), inbound_id=inbound_id)
    connection = own_connection()
    if connection.active and connection.next_poll_at <= moment and not _polling():
        poll(connection)


def poll(connection: Connection) -> None:
    """Journal a poll like any other message: its answer clears a queue and must not be lost."""
    manner, moment = gateway().manner, now()
    every = manner.poll_every if _awaited() else manner.poll_idle_every
    connection.next_poll_at = moment + timedelta(seconds=every)
    outbox.send(
        PollRequest(identifier=f"POLL-{new_id()}", provider=ourselves(), count=manner.poll_count),
        payer_id=None,
        stream=POLL,
        subject_kind="connection",
        subject_id=connection.id,
    )


def fetch_now() -> None:
    """Fetch what waits at the exchange without waiting for its time; raises FetchingAlready."""
    if _polling():
        raise FetchingAlready
    poll(own_connection())


def forget_empty_polls() -> int:
    """Polls that brought nothing leave no trace after a day; how many were forgotten."""
    before = now() - EMPTY_POLLS_KEPT
    carriers = select(Inbound.carried_by).where(Inbound.carried_by.is_not(None))
    empty = select(Inbound.message_id).where(Inbound.kind == POLLED, Inbound.id.not_in(carriers))
    query = select(Message.id).where(
        Message.kind == POLLED,
        Message.status == ANSWERED,
        Message.answered_at < before,
        Message.id.in_(empty),
    )
    found = list(db.session.scalars(query.limit(A_SWEEP)))
    mine = current_tenant_id()
    for table, column in (
        (Inbound, Inbound.message_id),
        (MessageEvent, MessageEvent.message_id),
        (Message, Message.id),
    ):
        db.session.execute(
            delete(table)
            .where(table.tenant_id == mine, column.in_(found))
            .execution_options(synchronize_session=False)
        )
    return len(found)


def _polling() -> bool:
    query = select(Message.id).where(Message.kind == POLLED, Message.status.in_(OPEN)).limit(1)
    return db.session.scalars(query).one_or_none() is not None


def _awaited() -> bool:
    """Whether some message was taken over there and its answer is still to come."""
    query = select(Message.id).where(Message.status == ACKED, Message.kind != POLLED).limit(1)
    return db.session.scalars(query).one_or_none() is not None
