"""Words between payer and provider about a claim."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.sandbox import bundles, files, payers, queue, schema, settling, vocabulary
from app.sandbox.bundles import Sealed
from app.sandbox.fields import dig, items_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.payers import Payer
from app.sandbox.refusals import Finding

_CLAIMS, _TABLE = schema.claims, schema.communications
USUAL_QUESTION = "Please send the medical report."


def receive(connection: Connection, message: Message, now: datetime) -> Sealed:
    """Keep what a provider says about its claim; evidence for a doubted claim makes the payer look again."""
    about = dig(message.focal, "about", 0, "identifier")
    row = connection.execute(
        select(_CLAIMS)
        .where(
            _CLAIMS.c.sender == message.sender,
            _CLAIMS.c.payer == message.receiver,
            _CLAIMS.c.focal_system == text_at(about, "system"),
            _CLAIMS.c.focal_value == text_at(about, "value"),
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        return refuse(message, [Finding("BV-00233", "Communication.about")], now)
    asked = text_at(message.focal, "basedOn", 0, "identifier", "value")
    if asked and not _known_question(connection, row.id, asked):
        return refuse(message, [Finding("SBX-040", "Communication.basedOn")], now)
    payloads = items_at(message.focal, "payload")
    found = files.read([p["contentAttachment"] for p in payloads if dig(p, "contentAttachment")])
    words = "\n".join(filter(None, (text_at(p, "contentString") for p in payloads)))
    said = connection.scalar(
        insert(_TABLE)
        .values(
            claim_id=row.id,
            from_payer=False,
            words=words,
            attachments=len(found),
            answers=asked,
            at=now,
        )
        .returning(_TABLE.c.id)
    )
    files.keep(connection, found, claim_id=row.id, communication_id=said, at=now)
    payer = payers.find(connection, row.payer)
    if payer and row.state != "cancelled":
        _look_again(connection, row, payer, now)
    return acknowledge(message, now)


def ask(
    connection: Connection,
    claim_id: int,
    words: str,
    now: datetime,
    until: datetime | None = None,
) -> str:
    """The payer asks the provider, until a moment if given; the question's number. It lies in the queue."""
    row, message = settling.load(connection, claim_id)
    identity = str(uuid.uuid4())
    request = _question(row, message, identity, words, now)
    if until:
        request["occurrencePeriod"] = {"end": bundles.instant(until)}
    envelope = bundles.Envelope("communication-request", row.payer, row.sender)
    sealed = bundles.seal(envelope, now, request, bundles.echoed(message, "Patient"))
    connection.execute(
        insert(_TABLE).values(
            claim_id=claim_id, from_payer=True, words=words, reference=identity, until=until, at=now
        )
    )
    values: dict[str, Any] = {"asked": words}
    if row.due_at:
        # Whoever does not answer in time is judged without the answer.
        values["due_at"] = until
    connection.execute(update(_CLAIMS).where(_CLAIMS.c.id == claim_id).values(**values))
    of = {"recipient": row.sender, "payer": row.payer, "claim_id": claim_id}
    queue.put(connection, sealed, now, event="communication-request", **of)
    return identity


def _question(
    row: Any, message: Message, identity: str, words: str, now: datetime
) -> dict[str, Any]:
    return {
        "resourceType": "CommunicationRequest",
        "id": identity,
        "meta": {"profile": [bundles.profile("communication-request")]},
        "identifier": [
            {"system": f"http://{row.payer}.Dhamani.om/communicationrequest", "value": identity}
        ],
        "status": "active",
        "category": [
            vocabulary.concept(
                "http://terminology.hl7.org/CodeSystem/communication-category", "instruction"
            )
        ],
        "priority": "routine",
        "subject": bundles.patient_of(message),
        "about": [bundles.request_of(message)],
        "payload": [{"contentString": words}],
        "authoredOn": bundles.instant(now),
        "recipient": [bundles.licence_of(row.sender, vocabulary.PROVIDER_LICENCE)],
        "sender": bundles.licence_of(row.payer, vocabulary.PAYER_LICENCE),
    }


def acknowledge(message: Message, now: datetime) -> Sealed:
    """Received, and nothing more to say."""
    return bundles.seal(bundles.answer_envelope(message, message.receiver), now, None)


def refuse(
    message: Message, findings: list[Finding], now: datetime, code: str = bundles.FATAL
) -> Sealed:
    """An acknowledgement that carries what is wrong as an OperationOutcome."""
    outcome = {
        "resourceType": "OperationOutcome",
        "id": str(uuid.uuid4()),
        "issue": [
            {
                "severity": "error",
                "code": "business-rule",
                "details": bundles.error_concept(finding),
                "diagnostics": f"{finding.element}: {finding.english}",
            }
            for finding in findings
        ],
    }
    return bundles.seal(bundles.answer_envelope(message, message.receiver, code), now, outcome)


def _known_question(connection: Connection, claim_id: int, reference: str) -> bool:
    query = select(_TABLE.c.id).where(
        _TABLE.c.claim_id == claim_id, _TABLE.c.from_payer, _TABLE.c.reference == reference
    )
    return connection.scalar(query) is not None


def _look_again(connection: Connection, row: Any, payer: Payer, now: datetime) -> None:
    """What was asked is answered; what was denied or waits is looked at anew, unless a person does that."""
    values: dict[str, Any] = {"asked": None}
    if payer.temper != payers.MANUAL and row.outcome != "approved":
        due_at = now + timedelta(seconds=payer.delay_seconds)
        values |= {"state": "pended", "evidence": True, "due_at": due_at}
    connection.execute(update(_CLAIMS).where(_CLAIMS.c.id == row.id).values(**values))
