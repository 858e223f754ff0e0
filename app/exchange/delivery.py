"""Driving a lane: one message after the other, no transaction open while a socket is."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.exchange import inbox, inside, journal, lanes, outages, outbox, rules
from app.exchange.connections import credentials, gateway, own_connection
from app.exchange.gateway import (
    ALREADY_EXISTS,
    REFUSED,
    THROTTLED,
    TIMED_OUT,
    UNFIT,
    UNREADABLE,
    Credentials,
    Delivery,
    ExchangeError,
    ExchangeGateway,
)
from app.exchange.messages import POLLED, Refusal
from app.exchange.messages import REFUSED as REFUSED_NEWS
from app.exchange.models import Message
from app.exchange.states import ANSWERED, SENDING
from app.kernel import failpoints, jobs
from app.kernel.clock import now
from app.kernel.crypto import CannotOpen
from app.kernel.db import db
from app.tenants.scope import in_tenant

log = logging.getLogger(__name__)

A_DRIVE = 50
DEFAULT_REST_SECONDS = 5.0
A_MINUTE = timedelta(minutes=1)
SAVING_TRIES = 6
SAVING_PAUSE_SECONDS = 0.5

END_BACKEND = text("SELECT pg_terminate_backend(:pid)")


@dataclass(frozen=True)
class Departure:
    """What leaves now."""

    message_id: UUID
    kind: str
    body: bytes
    gateway: ExchangeGateway
    credentials: Credentials
    away_until: datetime | None = None


@jobs.task(outbox.DELIVER)
def deliver(tenant_id: str, lane_id: str) -> None:
    """Drive one lane of one tenant until it is empty, rests, or it is somebody else's turn."""
    with in_tenant(UUID(tenant_id)):
        drive(UUID(lane_id))


def drive(lane_id: UUID) -> None:
    """Deliver what is due in the lane of the present tenant."""
    me = lanes.take(lane_id)
    if me is None:
        return
    failpoints.reach("K5")
    try:
        for _ in range(A_DRIVE):
            if jobs.stopping() or not _deliver_next(lane_id, me):
                break
        else:
            outbox.wake(lane_id)
            db.session.commit()
    except (OperationalError, StaleDataError):
        # A row was busy or the database went away; the next tick drives on.
        log.warning("a lane was left for later", exc_info=True)
        db.session.rollback()
    finally:
        lanes.release(lane_id, me)


def _deliver_next(lane_id: UUID, me: UUID) -> bool:
    """Deliver the head of the lane; True when the next one may follow at once."""
    departure = _depart(lane_id)
    if not isinstance(departure, Departure):
        return departure
    failpoints.reach("K6")
    try:
        with lanes.kept(lane_id, me):
            outages.refuse_if_away(departure.away_until)
            answer = departure.gateway.deliver(departure.body, departure.credentials)
    except ExchangeError as problem:
        error = problem
        return bool(_save(lambda: _went_wrong(departure.message_id, error)))
    if departure.kind == POLLED:
        failpoints.reach("K15")
    inbound_id = _save(lambda: _arrived(departure.message_id, answer))
    failpoints.reach("K14")
    if not isinstance(inbound_id, UUID):
        return False
    if inbox.route(inbound_id) == inbox.PARKED:
        inbox.settle_unread(departure.message_id)
    return True


def _depart(lane_id: UUID) -> Departure | bool:
    """Commit that the head of the lane leaves now; False when nothing may, True to look again."""
    db.session.execute(journal.YIELD)
    message = lanes.head_of(lane_id)
    if message is None or message.next_attempt_at > now():
        db.session.rollback()
        return False
    if message.status == SENDING:
        # Whoever took it was cut off; nobody knows how far the bytes came.
        message.losses += 1
        journal.mark_dispatched(message)
    if problem := inside.kept_here(message):
        inside.hold(message, problem, certain=not message.may_have_arrived)
        db.session.commit()
        return True
    try:
        body = _body(message)
    except CannotOpen:
        inside.hold(message, "cannot_be_opened", certain=not message.may_have_arrived)
        db.session.commit()
        return True
    journal.step(message, "taken", attempt=message.attempts + 1)
    message.attempts += 1
    found = Departure(
        message.id, message.kind, body, gateway(), credentials(practice=message.practice),
        outages.away_until(),
    )  # fmt: skip
    db.session.commit()
    return found


def _body(message: Message) -> bytes:
    """The bytes to send: those in the journal, stamped anew if they are old and never left."""
    body = journal.body_of(message)
    if message.may_have_arrived:
        return body
    if rules.stamp_is_old(message.stamped_at, now(), gateway().manner):
        body = gateway().stamp_anew(body)
        outbox.set_body(message, body)
        journal.remark(message, "stamped_anew", sha256=message.envelope_sha256)
    return body


def _arrived(message_id: UUID, answer: Delivery) -> UUID:
    """An answer came: keep it raw before anything reads it."""
    message = journal.locked(message_id)
    inbound_id = inbox.keep(answer.body, message_id=message_id)
    if message.status == SENDING:
        journal.mark_dispatched(message)
        milliseconds = int(answer.seconds * 1000)
        journal.step(message, "acknowledged", milliseconds=milliseconds, http=answer.status)
        message.acked_at = now()
    lanes.fared_well(message.lane_id)
    _note_answer()
    return inbound_id


def _note_answer() -> None:
    """The tenant's last sign of life, to the minute: every lane writes it, none should wait for it."""
    connection, moment = own_connection(), now()
    if connection.last_answer_at is None or moment - connection.last_answer_at > A_MINUTE:
        connection.last_answer_at = moment


def _went_wrong(message_id: UUID, problem: ExchangeError) -> bool:
    """No usable answer came; True when the lane may go on at once."""
    message = journal.locked(message_id)
    if message.status != SENDING:
        # Its answer overtook us on another way.
        return message.status == ANSWERED
    return REACTIONS.get(problem.kind, _turned_back)(message, problem)


def _lost(message: Message, problem: ExchangeError) -> bool:
    """Bytes left, and nobody knows what became of them: the same bytes again, later."""
    journal.mark_dispatched(message)
    journal.step(message, "lost_sight_of", because=problem.code)
    message.problem = problem.code
    inside.lose_sight(message)
    _pause_lane(message, problem)
    return False


def _turned_back(message: Message, problem: ExchangeError) -> bool:
    """It was not taken in: it stays queued, or unconfirmed if an earlier attempt may have arrived."""
    event = "lost_sight_of" if message.may_have_arrived else "turned_back"
    journal.step(message, event, because=problem.code)
    message.problem = problem.code
    _pause_lane(message, problem)
    return False


def _throttled(message: Message, problem: ExchangeError) -> bool:
    """Too fast: the lane rests as long as we were told."""
    event = "lost_sight_of" if message.may_have_arrived else "turned_back"
    journal.step(message, event, because="throttled")
    until = lanes.rest(message.lane_id, problem.retry_after or DEFAULT_REST_SECONDS)
    message.next_attempt_at = until
    outbox.wake(message.lane_id, until)
    return False


def _known_already(message: Message, problem: ExchangeError) -> bool:
    """It is there already: that is no failure, only a question of what became of it."""
    inbox.keep(problem.raw, message_id=message.id, refusal=problem.code)
    journal.mark_dispatched(message)
    journal.step(message, "acknowledged", because="already_exists")
    message.acked_at = now()
    lanes.fared_well(message.lane_id)
    inside.ask(message)
    return True


def _refused(message: Message, problem: ExchangeError) -> bool:
    """The exchange will not have it: it failed, and whoever sent it hears why."""
    inbox.keep(problem.raw, message_id=message.id, refusal=problem.code)
    journal.step(message, "refused", code=problem.code)
    journal.note_problem(message, problem.code, problem.text)
    journal.tell(message, REFUSED_NEWS, Refusal(code=problem.code, text=problem.text))
    lanes.fared_well(message.lane_id)
    return True


def _unfit(message: Message, problem: ExchangeError) -> bool:
    """Our own message is wrong and did not leave."""
    inside.hold(message, problem.code, certain=True)
    journal.note_problem(message, problem.code, problem.text)
    return True


def _unreadable(message: Message, problem: ExchangeError) -> bool:
    """It was answered, but not with anything that can be kept."""
    journal.mark_dispatched(message)
    inside.hold(message, problem.code, certain=False)
    lanes.fared_well(message.lane_id)
    return True


REACTIONS: dict[str, Callable[[Message, ExchangeError], bool]] = {
    TIMED_OUT: _lost,
    THROTTLED: _throttled,
    ALREADY_EXISTS: _known_already,
    REFUSED: _refused,
    UNFIT: _unfit,
    UNREADABLE: _unreadable,
}


def _pause_lane(message: Message, problem: ExchangeError) -> None:
    until = lanes.fared_badly(message.lane_id, problem.code or problem.kind)
    if problem.retry_after:
        until = max(until, now() + timedelta(seconds=problem.retry_after))
    message.next_attempt_at = max(until, message.next_attempt_at)
    outbox.wake(message.lane_id, message.next_attempt_at)


def _save(work: Callable[[], UUID | bool]) -> UUID | bool:
    """Do the work in a transaction, several times if rows are busy: what came over the wire is precious."""
    for attempt in range(SAVING_TRIES):
        try:
            db.session.execute(journal.YIELD)
            result = work()
            failpoints.reach("K12")
            db.session.flush()
            failpoints.reach("K13", _cut_the_database_off)
            db.session.commit()
        except (OperationalError, StaleDataError):
            # If even the last try fails, the same bytes go out again and bring the same answer.
            db.session.rollback()
            if attempt == SAVING_TRIES - 1:
                raise
            time.sleep(SAVING_PAUSE_SECONDS)
        else:
            return result
    return False


def _cut_the_database_off() -> None:
    """For K13: end the server's process behind this session, just before it commits."""
    pid = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with db.engine.connect() as other:
        other.execute(END_BACKEND, {"pid": pid})
