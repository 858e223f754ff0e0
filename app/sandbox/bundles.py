"""Envelopes of everything the simulator says: message Bundles and OperationOutcomes."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.sandbox import encoding, vocabulary
from app.sandbox.fields import MUSCAT, items_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.refusals import Finding

OK, TRANSIENT, FATAL = "ok", "transient-error", "fatal-error"


@dataclass(frozen=True)
class Envelope:
    """Who says what to whom: licences, event, and the request it answers (its header id, or none)."""

    event: str
    sender: str
    receiver: str
    answers: str = ""
    response_code: str = OK


@dataclass(frozen=True)
class Sealed:
    """A finished message: its bytes and its two ids."""

    body: bytes
    bundle_id: str
    header_id: str


def seal(
    envelope: Envelope,
    now: datetime,
    focal: dict[str, Any] | None,
    others: dict[str, dict[str, Any]] | None = None,
    tags: tuple[str, ...] = (),
) -> Sealed:
    """The message Bundle with focal behind its header, and other resources by fullUrl."""
    bundle_id, header_id = str(uuid.uuid4()), str(uuid.uuid4())
    header = _header(envelope, header_id)
    entries = [{"fullUrl": f"urn:uuid:{header_id}", "resource": header}]
    if focal is not None:
        url = url_of(envelope.sender, focal["resourceType"], focal["id"])
        header["focus"] = [{"reference": url}]
        entries.append({"fullUrl": url, "resource": focal})
    entries += [{"fullUrl": url, "resource": resource} for url, resource in (others or {}).items()]
    meta: dict[str, Any] = {"profile": [profile("bundle")]}
    if tags:
        meta["tag"] = [{"system": vocabulary.META_TAGS, "code": tag} for tag in tags]
    bundle = {
        "resourceType": "Bundle",
        "id": bundle_id,
        "meta": meta,
        "type": "message",
        "timestamp": instant(now),
        "entry": entries,
    }
    return Sealed(encoding.dumps(bundle), bundle_id, header_id)


def answer_envelope(message: Message, sender: str, response_code: str = OK) -> Envelope:
    """The envelope of the answer to a message."""
    return Envelope(
        event=vocabulary.ANSWER_TO[message.event],
        sender=sender,
        receiver=message.sender,
        answers=message.header_id,
        response_code=response_code,
    )


def operation_outcome(finding: Finding, issue: str = "invalid") -> bytes:
    """A refusal outside the message layer; issue is a FHIR issue type."""
    return encoding.dumps(
        {
            "resourceType": "OperationOutcome",
            "issue": [
                {
                    "severity": "error",
                    "code": issue,
                    "details": error_concept(finding),
                    "diagnostics": f"{finding.element}: {finding.english}",
                    "expression": [finding.element],
                }
            ],
        }
    )


def error_concept(finding: Finding) -> dict[str, Any]:
    """The concept of an error entry: code, both sentences, and the element in its text."""
    said = vocabulary.concept(
        vocabulary.ADJUDICATION_ERROR, finding.code, finding.english, finding.arabic
    )
    return {**said, "text": f"{finding.element}: {finding.english}"}


def echoed(message: Message, *kinds: str) -> dict[str, dict[str, Any]]:
    """Resources of the request that the answer refers to, under the names they came with."""
    kept: dict[str, dict[str, Any]] = {}
    for entry in items_at(encoding.loads(message.raw), "entry"):
        resource = entry["resource"]
        if text_at(resource, "resourceType") in kinds:
            kept[text_at(entry, "fullUrl")] = resource
    return kept


def url_of(licence: str, kind: str, identity: str) -> str:
    """The fullUrl of a resource the simulator makes."""
    return f"http://{licence}.Dhamani.om/{kind}/{identity}"


def request_of(message: Message) -> dict[str, Any]:
    """The request an answer is for, by its own identifier."""
    system, value = message.focal_identifier
    request: dict[str, Any] = {"type": text_at(message.focal, "resourceType")}
    if value:
        request["identifier"] = {"system": system, "value": value} if system else {"value": value}
    return request


def patient_of(message: Message) -> dict[str, Any]:
    """The patient as the request referred to it."""
    reference = text_at(message.focal, "patient", "reference")
    return {"reference": reference} if reference else {"display": "not given"}


def profile(name: str) -> str:
    return f"{vocabulary.PROFILES}{name}|1.0.0"


def instant(moment: datetime) -> str:
    """A moment in Muscat with milliseconds, as the exchange stamps it."""
    return moment.astimezone(MUSCAT).isoformat(timespec="milliseconds")


def licence_of(licence: str, system: str) -> dict[str, Any]:
    """An organisation named by its licence."""
    return {"type": "Organization", "identifier": {"system": system, "value": licence}}


def _header(envelope: Envelope, header_id: str) -> dict[str, Any]:
    header: dict[str, Any] = {
        "resourceType": "MessageHeader",
        "id": header_id,
        "meta": {"profile": [profile("message-header")]},
        "eventCoding": {"system": vocabulary.EVENTS, "code": envelope.event},
        "destination": [
            {
                "endpoint": f"http://{envelope.receiver}.Dhamani.om/$process-message",
                "receiver": licence_of(envelope.receiver, vocabulary.PROVIDER_LICENCE),
            }
        ],
        "sender": licence_of(envelope.sender, vocabulary.PAYER_LICENCE),
        "source": {"endpoint": f"http://{envelope.sender}.Dhamani.om"},
    }
    if envelope.answers:
        header["response"] = {"identifier": envelope.answers, "code": envelope.response_code}
    return header
