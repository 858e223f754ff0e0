"""What the exchange says: kept raw first, then read, matched and handed up, each message once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.audit import trail
from app.exchange import inside, journal, outages, outbox
from app.exchange.connections import gateway, ourselves
from app.exchange.errors import AnswersNothing, NobodyReadsThis, NotParked
from app.exchange.gateway import ExchangeError, Reading
from app.exchange.journal import on_delivery
from app.exchange.messages import APPROVAL, CLAIM, ELIGIBILITY, Reply
from app.exchange.models import Inbound, Message
from app.kernel import failpoints, jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.kernel.ids import new_id
from app.tenants import keys
from app.tenants.scope import current_tenant_id, in_tenant

__all__ = ["Handler", "keep", "on", "on_delivery", "read_again", "route"]

log = logging.getLogger(__name__)

Handler = Callable[[Reply], None]

RECEIVED, HANDLED, PARKED = "received", "handled", "parked"
MOST_TRIES = 20
ROUTE = "exchange.route"

# What has a number of ours that answers and questions may name.
NUMBERED = (ELIGIBILITY, APPROVAL, CLAIM)

_handlers: dict[str, Handler] = {}


def on(kind: str, handler: Handler, *, about: str = "") -> None:
    """Hand answers of a kind to this verb; it runs in the transaction that marks them handled.

    With `about` only those whose subject is of that kind, before the verb for all others.
    """
    _handlers[f"{kind}/{about}" if about else kind] = handler


def keep(
    body: bytes, *, message_id: UUID | None = None, carried_by: UUID | None = None, place: int = 0,
    refusal: str = "",
) -> UUID:  # fmt: skip
    """Store a message of theirs as it came, once however often it comes; its id.

    With `refusal` (a refusal outside the message layer) there is nothing more to read.
    """
    identity = new_id()
    known = gateway().fingerprint(body)
    if refusal:
        # The same words may refuse many messages: each refusal is its own.
        known = hashlib.sha256(f"{known}/{message_id}".encode()).hexdigest()
    values = {
        "tenant_id": current_tenant_id(),
        "id": identity,
        "message_id": message_id,
        "carried_by": carried_by,
        "place": place,
        "tries": 0,
        "fingerprint": known,
        "status": HANDLED if refusal else RECEIVED,
        "kind": "refusal" if refusal else None,
        "problem": refusal or None,
        "body_sealed": keys.seal_bytes(
            body, table="inbound_messages", column="body_sealed", row_id=identity
        ),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "received_at": now(),
        "handled_at": now() if refusal else None,
    }
    stored = db.session.execute(
        insert(Inbound).values(values).on_conflict_do_nothing().returning(Inbound.id)
    ).scalar_one_or_none()
    if stored is not None:
        return stored
    return db.session.scalars(select(Inbound.id).where(Inbound.fingerprint == known)).one()


def body_of(row: Inbound) -> bytes:
    """The exact bytes as they came."""
    return keys.open_bytes(
        row.body_sealed, table="inbound_messages", column="body_sealed", row_id=row.id
    )


@jobs.task(ROUTE)
def route_job(tenant_id: str, inbound_id: str) -> None:
    """Route one stored message."""
    with in_tenant(UUID(tenant_id)):
        route(UUID(inbound_id))


def route(inbound_id: UUID) -> str:
    """Read a stored message and hand it up, in a transaction of its own; its status afterwards.

    What cannot be read, matched or taken is parked in sight. Messages inside it follow, each in
    its own transaction.
    """
    try:
        db.session.execute(journal.YIELD)
        row = _locked(inbound_id)
        if row.status != RECEIVED:
            status = row.status
            db.session.rollback()
            return status
        inner = _handle(row)
        db.session.commit()
    except (ExchangeError, DomainError, NotFound) as problem:
        db.session.rollback()
        _park(inbound_id, problem)
        return PARKED
    except (OperationalError, StaleDataError) as problem:
        db.session.rollback()
        return _try_later(inbound_id, problem)
    except Exception as problem:
        log.exception("an answer could not be handed up")
        db.session.rollback()
        _park(inbound_id, problem)
        return PARKED
    failpoints.reach("K16")
    for index, child in enumerate(inner):
        if index:
            failpoints.reach("K17")
        route(child)
    return HANDLED


def read_again(inbound_id: UUID) -> None:
    """Take a parked message up once more; raises NotParked, NotFound."""
    row = _locked(inbound_id)
    if row.status != PARKED:
        raise NotParked
    row.status, row.tries, row.problem, row.handled_at = RECEIVED, 0, None, None
    trail.note("inbound.read_again", "inbound_message", row.id)
    jobs.defer(ROUTE, tenant_id=current_tenant_id(), inbound_id=row.id)


def left_over(before: datetime) -> list[UUID]:
    """Stored messages that nobody has taken up since, in the order they came."""
    return list(
        db.session.scalars(
            select(Inbound.id)
            .where(Inbound.status == RECEIVED, Inbound.received_at < before)
            .order_by(Inbound.received_at, Inbound.place)
        )
    )


def _handle(row: Inbound) -> list[UUID]:
    """Read, match, hand up, mark as handled; the ids of the messages that lay inside."""
    reading = gateway().read(body_of(row))
    row.kind, row.event = reading.kind, reading.event
    row.header_id, row.response_to = reading.header_id, reading.response_to or None
    message = _match(reading)
    inner = [
        keep(found.body, carried_by=row.id, place=place)
        for place, found in enumerate(reading.inner)
    ]
    row.message_id = message.id if message else row.message_id
    if message is not None and inside.turned_back(message, reading):
        _finish(row)
        return inner
    if message is not None and inside.overtaken(message, reading):
        _finish(row)
        return inner
    if message is not None:
        inside.advance(message, final=reading.answer.final)
    if reading.kind in inside.OWN_BUSINESS:
        inside.OWN_BUSINESS[reading.kind](message, reading)
    else:
        _hand_up(row, message, reading)
    _finish(row)
    return inner


def _hand_up(row: Inbound, message: Message | None, reading: Reading) -> None:
    subject_kind = message.subject_kind if message else ""
    handler = _handlers.get(f"{reading.kind}/{subject_kind}", _handlers.get(reading.kind))
    if handler is None:
        raise NobodyReadsThis
    handler(
        Reply(
            kind=reading.kind,
            message_id=message.id if message else None,
            subject_kind=subject_kind,
            subject_id=message.subject_id if message else None,
            answer=reading.answer,
            received_at=row.received_at,
            inbound_id=row.id,
        )
    )


def _finish(row: Inbound) -> None:
    row.status, row.handled_at, row.problem = HANDLED, now(), None
    db.session.flush()


def _match(reading: Reading) -> Message | None:
    """Our message it belongs to, by the identifiers it carries; raises AnswersNothing."""
    found = None
    if reading.response_to:
        found = _one(Message.header_id == reading.response_to)
    # Claims are numbered alike in every clinic: what names another receiver is none of ours.
    if found is None and reading.receiver not in ("", ourselves().licence):
        raise AnswersNothing
    if found is None and reading.about:
        found = _numbered(reading)
    if found is None and reading.kind not in inside.UNASKED:
        raise AnswersNothing
    return found


def _numbered(reading: Reading) -> Message | None:
    """Our message under the number it names; the same number may stand on a claim and a request."""
    named = Message.focal_identifier == reading.about
    found = _one(named, Message.kind == reading.about_kind) if reading.about_kind else None
    if found is None and reading.kind not in NUMBERED:
        found = _one(named, Message.kind.in_(NUMBERED))
    return found


def _one(*conditions: object) -> Message | None:
    query = select(Message.id).where(*conditions).order_by(Message.position.desc()).limit(1)  # type: ignore[arg-type]
    found = db.session.scalars(query).one_or_none()
    return journal.locked(found) if found else None


def _locked(inbound_id: UUID) -> Inbound:
    query = select(Inbound).where(Inbound.id == inbound_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _park(inbound_id: UUID, problem: Exception) -> None:
    """Set it aside in sight, with the reason; the alarm is the trail, the log and the banner's count."""
    row = _locked(inbound_id)
    if isinstance(problem, AnswersNothing) and outages.is_of_forgotten():
        db.session.delete(row)
        db.session.commit()
        return
    row.status, row.handled_at = PARKED, now()
    row.problem = reason_of(problem)
    trail.note("inbound.parked", "inbound_message", row.id, reason=row.problem)
    log.warning("a message of the exchange was parked: %s", row.problem)
    db.session.commit()


def reason_of(problem: Exception) -> str:
    """A short code of why a message was parked, never its content."""
    if isinstance(problem, ExchangeError):
        return problem.code or problem.kind
    return type(problem).__name__


def _try_later(inbound_id: UUID, problem: Exception) -> str:
    """The database was busy: the next tick takes it up again, but not for ever."""
    row = _locked(inbound_id)
    row.tries += 1
    tired = row.tries >= MOST_TRIES
    db.session.commit()
    if tired:
        _park(inbound_id, problem)
        return PARKED
    log.info("an answer waits for a row: %s", type(problem).__name__)
    return RECEIVED


def settle_unread(message_id: UUID) -> None:
    """The answer to a message was parked: the same bytes again bring the same answer, or a person looks."""
    db.session.execute(journal.YIELD)
    message = journal.locked(message_id)
    inside.unread(message)
    outbox.wake(message.lane_id, message.next_attempt_at)
    db.session.commit()
