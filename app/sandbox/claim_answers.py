"""Claim responses: judged, pended, refused."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.sandbox import adjudication, bundles, denials, vocabulary
from app.sandbox.adjudication import LineVerdict, Verdict
from app.sandbox.bundles import Sealed
from app.sandbox.fields import dig, text_at
from app.sandbox.parsing import Message
from app.sandbox.refusals import Finding

_WORDS = {
    adjudication.APPROVED: "Approved in full.",
    adjudication.PARTIAL: "Approved in part; see the lines.",
    adjudication.REJECTED: "Denied; see the lines.",
    adjudication.PENDED: "Received; the answer will follow.",
}


@dataclass(frozen=True)
class Approved:
    """The number of an approval and the days it holds."""

    number: str
    begins: date
    ends: date


def judged(
    message: Message,
    verdict: Verdict,
    now: datetime,
    approved: Approved | None = None,
    reissue: str = "",
) -> Sealed:
    """The final answer of the payer; reissue names why an earlier one is replaced."""
    response = _response(message, now, verdict.outcome, "complete")
    if verdict.outcome == adjudication.PARTIAL:
        response["outcome"] = "partial"
    if reissue:
        said = vocabulary.concept(vocabulary.REISSUE_REASON, reissue)
        response["extension"].append(
            vocabulary.extension("extension-adjudication-reissue", "CodeableConcept", said)
        )
    if approved and verdict.outcome != adjudication.REJECTED:
        response["preAuthRef"] = approved.number
        response["preAuthPeriod"] = {
            "start": approved.begins.isoformat(),
            "end": approved.ends.isoformat(),
        }
    notes = [line.note or denials.english(line.reason) for line in verdict.lines if _speaks(line)]
    response["item"] = list(_items(verdict.lines))
    response["total"] = [
        {
            "category": vocabulary.concept(vocabulary.ADJUDICATION, name),
            "amount": vocabulary.money(amount),
        }
        for name, amount in verdict.totals().items()
    ]
    if notes:
        response["processNote"] = [
            {"number": number, "type": "display", "text": words[:2000]}
            for number, words in enumerate(notes, start=1)
        ]
    return _seal(message, now, response)


def pended(message: Message, now: datetime, tags: tuple[str, ...] = ()) -> Sealed:
    """Received, and no answer yet."""
    response = _response(message, now, adjudication.PENDED, "queued")
    return _seal(message, now, response, tags=tags)


def refuse(
    message: Message, findings: list[Finding], now: datetime, code: str = bundles.FATAL
) -> Sealed:
    """Rejected before the payer's system: outcome error, and everything that is wrong."""
    response = _response(message, now, adjudication.REJECTED, "error")
    response["disposition"] = findings[0].english
    response["error"] = [{"code": bundles.error_concept(finding)} for finding in findings]
    return _seal(message, now, response, code=code)


def stray(payer: str, receiver: str, now: datetime) -> Sealed:
    """A final answer to a request nobody made."""
    unknown = str(uuid.uuid4())
    envelope = bundles.Envelope("claim-response", payer, receiver, answers=unknown)
    response = {
        "resourceType": "ClaimResponse",
        "id": str(uuid.uuid4()),
        "meta": {"profile": [bundles.profile("claim-response")]},
        "status": "active",
        "type": vocabulary.concept(
            "http://terminology.hl7.org/CodeSystem/claim-type", "professional"
        ),
        "use": "claim",
        "patient": {"display": "not given"},
        "created": bundles.instant(now),
        "insurer": bundles.licence_of(payer, vocabulary.PAYER_LICENCE),
        "request": {
            "type": "Claim",
            "identifier": {
                "system": f"http://{receiver}.Dhamani.om/claim",
                "value": f"UNKNOWN-{unknown[:8]}",
            },
        },
        "outcome": "complete",
        "disposition": "An answer to a claim this provider never sent.",
    }
    return bundles.seal(envelope, now, response)


def _response(message: Message, now: datetime, outcome: str, processing: str) -> dict[str, Any]:
    claim, identity = message.focal, str(uuid.uuid4())
    name = "prior-auth-response" if message.event == "priorauth-request" else "claim-response"
    response: dict[str, Any] = {
        "resourceType": "ClaimResponse",
        "id": identity,
        "meta": {"profile": [bundles.profile(name)]},
        "extension": [_outcome(outcome)],
        "identifier": [
            {"system": f"http://{message.receiver}.Dhamani.om/claimresponse", "value": identity}
        ],
        "status": "active",
        "type": claim.get("type")
        or vocabulary.concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
        "use": text_at(claim, "use") or "claim",
        "patient": bundles.patient_of(message),
        "created": bundles.instant(now),
        "insurer": bundles.licence_of(message.receiver, vocabulary.PAYER_LICENCE),
        "request": bundles.request_of(message),
        "outcome": processing,
        "disposition": _WORDS[outcome],
    }
    if claim.get("subType"):
        response["subType"] = claim["subType"]
    if coverage := dig(claim, "insurance", 0, "coverage"):
        response["insurance"] = [{"sequence": 1, "focal": True, "coverage": coverage}]
    return response


def _items(lines: Iterable[LineVerdict]) -> Iterable[dict[str, Any]]:
    note = 0
    for line in lines:
        item = {
            "itemSequence": line.sequence,
            "extension": [_outcome(line.outcome)],
            "adjudication": list(_amounts(line)),
        }
        if _speaks(line):
            note += 1
            item["noteNumber"] = [note]
        yield item


def _amounts(line: LineVerdict) -> Iterable[dict[str, Any]]:
    for name in ("submitted", "eligible", "copay", "benefit", "tax"):
        entry = {
            "category": vocabulary.concept(vocabulary.ADJUDICATION, name),
            "amount": vocabulary.money(getattr(line, name)),
        }
        if name == "benefit" and line.reason:
            entry["reason"] = vocabulary.concept(
                vocabulary.DENIAL_REASON,
                line.reason,
                denials.english(line.reason),
                denials.arabic(line.reason),
            )
        yield entry
    yield {
        "category": vocabulary.concept(vocabulary.ADJUDICATION, "approved-quantity"),
        "value": Decimal(0) if line.outcome == adjudication.REJECTED else line.quantity,
    }


def _speaks(line: LineVerdict) -> bool:
    return bool(line.note or line.reason)


def _outcome(code: str) -> dict[str, Any]:
    said = vocabulary.concept(vocabulary.ADJUDICATION_OUTCOME, code)
    return vocabulary.extension("extension-adjudication-outcome", "CodeableConcept", said)


def _seal(
    message: Message,
    now: datetime,
    response: dict[str, Any],
    code: str = bundles.OK,
    tags: tuple[str, ...] = (),
) -> Sealed:
    envelope = bundles.answer_envelope(message, message.receiver, code)
    others = bundles.echoed(message, "Patient", "Organization", "Coverage")
    return bundles.seal(envelope, now, response, others, tags)
