"""Words between payer and provider about a claim."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from app.sandbox import bundles, payers, queue, schema, settling, vocabulary
from app.sandbox.bundles import Sealed
from app.sandbox.fields import dig, items_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.refusals import Finding

_CLAIMS, _TABLE = schema.claims, schema.communications


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
    payloads = items_at(message.focal, "payload")
    words = "\n".join(filter(None, (text_at(p, "contentString") for p in payloads)))
    attached = sum(1 for p in payloads if dig(p, "contentAttachment"))
    connection.execute(
        insert(_TABLE).values(
            claim_id=row.id, from_payer=False, words=words, attachments=attached, at=now
        )
    )
    payer = payers.find(connection, row.payer)
    if payer and payer.temper != payers.MANUAL and row.state != "cancelled":
        _look_again(connection, row.id, now + timedelta(seconds=payer.delay_seconds))
    return acknowledge(message, now)


def ask(connection: Connection, claim_id: int, words: str, now: datetime) -> None:
    """A person of the payer asks the provider for information; the question goes into the queue."""
    row, message = settling.load(connection, claim_id)
    identity = str(uuid.uuid4())
    request = {
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
    envelope = bundles.Envelope("communication-request", row.payer, row.sender)
    sealed = bundles.seal(envelope, now, request, bundles.echoed(message, "Patient"))
    connection.execute(
        insert(_TABLE).values(claim_id=claim_id, from_payer=True, words=words, at=now)
    )
    connection.execute(update(_CLAIMS).where(_CLAIMS.c.id == claim_id).values(asked=words))
    of = {"recipient": row.sender, "payer": row.payer, "claim_id": claim_id}
    queue.put(connection, sealed, now, event="communication-request", **of)


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


def _look_again(connection: Connection, claim_id: int, due_at: datetime) -> None:
    connection.execute(
        update(_CLAIMS)
        .where(_CLAIMS.c.id == claim_id, _CLAIMS.c.outcome != "approved")
        .values(state="pended", evidence=True, due_at=due_at)
    )
