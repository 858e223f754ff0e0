"""One message from the door to the reply: once, whatever is sent again."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from app.sandbox import (
    bundles,
    checking,
    desks,
    payers,
    people,
    repeats,
    schema,
    vocabulary,
)
from app.sandbox.bundles import Sealed
from app.sandbox.config import Client
from app.sandbox.database import lock
from app.sandbox.desks import Situation
from app.sandbox.fields import text_at
from app.sandbox.meaning import meaning_of
from app.sandbox.parsing import Message
from app.sandbox.payers import Payer
from app.sandbox.queue import lock_name
from app.sandbox.reading import patient_number
from app.sandbox.refusals import Finding
from app.sandbox.runtime import Exchange

_MESSAGES = schema.messages
_CLAIMS = {"claim-request", "priorauth-request"}


class TurnedAway(Exception):
    """Refused outside the message layer: HTTP status, finding, FHIR issue type, seconds to wait."""

    def __init__(self, status: int, finding: Finding, issue: str, retry_after: int = 0) -> None:
        super().__init__(status, finding.code)
        self.status, self.finding, self.issue = status, finding, issue
        self.retry_after = retry_after


class Hung(Exception):
    """The connection is to be closed without a word."""


@dataclass(frozen=True)
class Reply:
    """What goes back, how long the payer thought (seconds), and which faults it meets on the way."""

    body: bytes
    seconds: float
    faults: frozenset[str]


def receive(exchange: Exchange, client: Client, message: Message) -> Reply:
    """Take one message in; raises TurnedAway or Hung where the payer's switches say so."""
    if not client.may_send_for(message.sender):
        raise TurnedAway(403, Finding("SBX-012", "MessageHeader.sender"), "forbidden")
    now = exchange.clock()
    own = message.event in vocabulary.OWN_BUSINESS
    licence = vocabulary.EXCHANGE if own else message.receiver
    with exchange.glance() as connection:
        payer = payers.find(connection, licence)
        faults = payers.take_faults(connection, payer, message.event) if payer else frozenset()
    _turn_away(payer, faults)
    waiting = exchange.settings.latency_ms + (payer.latency_ms if payer else 0)
    with exchange.engine.begin() as connection:
        situation = Situation(connection, exchange.settings, message, payer, faults, now, waiting)
        body = _reply(situation, client)
    slow = exchange.settings.slow_answer_ms if desks.is_slow(message, now) else 0
    seconds = min((waiting + slow) / 1000, exchange.settings.session_seconds)
    return Reply(body, seconds, faults)


def _turn_away(payer: Payer | None, faults: frozenset[str]) -> None:
    receiver = "MessageHeader.destination"
    if payer and payer.temper == payers.DOWN and not payer.is_exchange:
        raise TurnedAway(503, Finding("GE-00012", receiver), "transient", 5)
    if "closed" in faults:
        raise Hung
    for fault, status, code, issue, wait in (
        ("throttled", 429, "SBX-015", "throttled", 1),
        ("unavailable", 503, "SBX-017", "transient", 5),
        ("error-500", 500, "SBX-016", "exception", 0),
        ("refused", 400, "GE-00013", "invalid", 0),
    ):
        if fault in faults:
            raise TurnedAway(status, Finding(code, receiver), issue, wait)


def _reply(situation: Situation, client: Client) -> bytes:
    message, connection = situation.message, situation.connection
    lock(connection, _lock_names(message))
    if (stored := _repeated(situation)) is not None:
        return stored
    if checking.clock_differs(message, situation.now, situation.settings.clock_tolerance_seconds):
        return desks.refuse(situation, [Finding("SBX-014", "Bundle.timestamp")]).body
    if situation.payer is None or (
        situation.payer.is_exchange
        and message.event not in {*vocabulary.OWN_BUSINESS, "payment-notice"}
    ):
        findings = [Finding("GE-00010", "MessageHeader.destination.receiver")]
    else:
        findings = checking.check(message, situation.now, situation.settings)
    if findings:
        return _keep(situation, client, desks.refuse(situation, findings), findings[0].code).body
    if (repeated := _same_focal(situation)) is not None:
        sealed, code = repeated
        return _keep(situation, client, sealed, code).body
    return _first(situation, client)


def _first(situation: Situation, client: Client) -> bytes:
    """A message that was never here in any form."""
    objections = desks.objections(situation)
    if any(finding.code == "GE-00012" for finding in objections):
        # A transient refusal leaves no trace, so that the same bytes may succeed later.
        return desks.refuse(situation, objections, bundles.TRANSIENT).body
    if objections:
        return _keep(
            situation, client, desks.refuse(situation, objections), objections[0].code
        ).body
    message_id = _write(situation, client, b"", None)
    people.remember(situation.connection, situation.message)
    sealed = desks.serve(situation, message_id)
    situation.connection.execute(
        update(_MESSAGES).where(_MESSAGES.c.id == message_id).values(reply=sealed.body)
    )
    return sealed.body


def _repeated(situation: Situation) -> bytes | None:
    """The stored reply to these very bytes; other bytes under used ids are refused."""
    message, connection = situation.message, situation.connection
    known = connection.execute(
        select(_MESSAGES.c.id, _MESSAGES.c.sha256, _MESSAGES.c.reply, _MESSAGES.c.refusal).where(
            _MESSAGES.c.sender == message.sender,
            (_MESSAGES.c.bundle_id == message.bundle_id)
            | (_MESSAGES.c.header_id == message.header_id),
        )
    ).all()
    if not known:
        return None
    if known[0].sha256 != message.sha256:
        return desks.refuse(situation, [Finding("BV-00127", "Bundle.id")]).body
    connection.execute(
        update(_MESSAGES)
        .where(_MESSAGES.c.id == known[0].id)
        .values(resent=_MESSAGES.c.resent + 1, resent_at=situation.now)
    )
    if known[0].refusal is None:
        _refuse_strictly(situation)
    return bytes(known[0].reply)


def _same_focal(situation: Situation) -> tuple[Sealed, str | None] | None:
    """The last answer to the same request under new message ids, or the refusal of a changed one."""
    message, connection = situation.message, situation.connection
    kind = vocabulary.FOCAL_TYPE[message.event]
    if kind not in {"Claim", "CoverageEligibilityRequest"}:
        return None
    system, value = message.focal_identifier
    earlier = connection.execute(
        select(_MESSAGES)
        .where(
            _MESSAGES.c.sender == message.sender,
            _MESSAGES.c.focal_type == kind,
            _MESSAGES.c.focal_system == system,
            _MESSAGES.c.focal_value == value,
            _MESSAGES.c.refusal.is_(None),
        )
        .order_by(_MESSAGES.c.id)
        .limit(1)
    ).one_or_none()
    if earlier is None:
        return None
    if earlier.meaning != meaning_of(message):
        code = "BV-00163"
        return desks.refuse(situation, [Finding(code, f"{kind}.identifier")]), code
    _refuse_strictly(situation)
    return repeats.answer_again(connection, earlier, message, situation.now), None


def _refuse_strictly(situation: Situation) -> None:
    strict = situation.settings.strict_duplicates or "strict-duplicates" in situation.faults
    if strict and situation.message.event in _CLAIMS:
        raise Known(situation.message)


class Known(Exception):
    """A claim the exchange already holds, at a payer that refuses repetition."""


def _keep(situation: Situation, client: Client, sealed: Sealed, refusal: str | None) -> Sealed:
    _write(situation, client, sealed.body, refusal)
    return sealed


def _write(situation: Situation, client: Client, reply: bytes, refusal: str | None) -> int:
    message = situation.message
    system, value = message.focal_identifier
    found: Any = situation.connection.scalar(
        insert(_MESSAGES)
        .values(
            bundle_id=message.bundle_id,
            header_id=message.header_id,
            event=message.event,
            client_id=client.id,
            sender=message.sender,
            receiver=message.receiver,
            focal_type=vocabulary.FOCAL_TYPE[message.event],
            focal_system=system,
            focal_value=value,
            meaning=meaning_of(message),
            raw=message.raw,
            sha256=message.sha256,
            refusal=refusal,
            reply=reply,
            received_at=situation.now,
        )
        .returning(_MESSAGES.c.id)
    )
    return int(found)


def _lock_names(message: Message) -> list[str]:
    """Everything two messages at the same moment must not do at once."""
    names = [f"id:{message.sender}:{message.bundle_id}", f"id:{message.sender}:{message.header_id}"]
    if message.event == "poll-request":
        names.append(lock_name(message.sender))
    system, value = message.focal_identifier
    if value:
        names.append(f"focal:{message.sender}:{system}:{value}")
    if message.event in _CLAIMS:
        patient = message.resolve(text_at(message.focal, "patient", "reference"))
        names.append(f"patient:{message.receiver}:{patient_number(patient)}")
    return names
