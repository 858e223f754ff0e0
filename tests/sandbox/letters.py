"""Messages as a provider would write them, for the tests of the simulated exchange."""

import base64
import uuid
from datetime import datetime, timedelta
from typing import Any

from tests.sandbox.letter import OM, PROVIDER, TERM, Letter, concept, extension, omr

ANOTHER = "DEMO-CLINIC-SEEB"
CONSULTATION = {"code": "DEMO-OSL-CONS-GP", "system": TERM + "osl", "price": "12.500"}
CBC = {"code": "DEMO-LAB-CBC", "system": TERM + "procedure", "price": "4.200"}
AMOX = {
    "code": "DEMO-RX-AMOX",
    "system": TERM + "moh-drug",
    "price": "0.100",
    "quantity": "20",
    "days": "10",
}
XRAY = {"code": "DEMO-IMG-CHEST", "system": TERM + "procedure", "price": "18.000"}


def _people(letter: Letter, patient_id: str) -> dict[str, dict[str, str]]:
    host = letter.host
    for role, kind, licence in (
        ("prov", "provider", letter.provider),
        ("ins", "payer", letter.payer),
    ):
        letter.add(
            {
                "resourceType": "Organization",
                "id": role,
                "identifier": [{"system": f"{OM}/license/{kind}-license", "value": licence}],
                "name": licence,
            }
        )
    letter.add(
        {
            "resourceType": "Patient",
            "id": "77",
            "identifier": [{"system": f"{OM}/identifier/nationalid", "value": patient_id}],
            "name": [{"text": "Demo Person"}],
            "gender": "female",
            "birthDate": "1990-04-01",
        }
    )
    return {
        "patient": {"reference": f"{host}/Patient/77"},
        "provider": {"reference": f"{host}/Organization/prov"},
        "insurer": {"reference": f"{host}/Organization/ins"},
    }


def eligibility(
    now: datetime,
    patient_id: str = "12345678",
    payer: str = "DEMO-GAMMA",
    provider: str = PROVIDER,
    serviced: str = "",
) -> Letter:
    letter = Letter("eligibility-request", payer, now, provider)
    value = f"ELG-{uuid.uuid4().hex[:12]}"
    request: dict[str, Any] = {
        "resourceType": "CoverageEligibilityRequest",
        "id": "1001",
        "identifier": [{"system": f"{letter.host}/coverageeligibilityrequest", "value": value}],
        "status": "active",
        "priority": concept("http://terminology.hl7.org/CodeSystem/processpriority", "normal"),
        "purpose": ["discovery"],
        "servicedDate": serviced or now.date().isoformat(),
        "created": now.date().isoformat(),
    }
    letter.focus(request)
    request.update(_people(letter, patient_id))
    return letter


def claim(
    now: datetime,
    *lines: dict[str, str],
    payer: str = "DEMO-ALPHA",
    patient_id: str = "12345679",
    provider: str = PROVIDER,
    event: str = "claim-request",
    priority: str = "normal",
    **more: Any,
) -> Letter:
    """A professional outpatient claim; each line is {code, system, price} with optional quantity, share, day."""
    letter = Letter(event, payer, now, provider)
    value = f"CLM-{uuid.uuid4().hex[:12]}"
    use = "claim" if event == "claim-request" else "preauthorization"
    focal: dict[str, Any] = {
        "resourceType": "Claim",
        "id": "c1",
        "identifier": [{"system": f"{letter.host}/claim", "value": value}],
        "status": "active",
        "type": concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
        "subType": concept(TERM + "claim-subtype", "op"),
        "use": use,
        "created": now.isoformat(timespec="seconds"),
        "priority": concept("http://terminology.hl7.org/CodeSystem/processpriority", priority),
        "payee": {"type": concept("http://terminology.hl7.org/CodeSystem/payeetype", "provider")},
    }
    letter.focus(focal)
    focal.update(_people(letter, patient_id))
    _care(letter, focal)
    focal["item"] = [_line(n, line, now) for n, line in enumerate(lines or (CONSULTATION,), 1)]
    total = sum(round(item["net"]["value"] * 1000) for item in focal["item"]) / 1000
    focal["total"] = {"value": total, "currency": "OMR"}
    focal.update(more)
    return letter


def following(earlier: Letter, relationship: str) -> list[dict[str, Any]]:
    """The `related` of a claim that follows another: prior, appealing or associated."""
    relation = concept(TERM + "related-claim-relationship", relationship)
    return [{"claim": {"identifier": earlier.focal["identifier"][0]}, "relationship": relation}]


def comment(words: str, sequence: int = 1) -> dict[str, Any]:
    category = concept(TERM + "claim-information-category", "info")
    return {"sequence": sequence, "category": category, "valueString": words}


def file(
    body: bytes = b"%PDF-1.7 demo", sequence: int = 1, title: str = "Report", **more: Any
) -> dict[str, Any]:
    """A file among the supporting information of a claim."""
    category = concept(TERM + "claim-information-category", "attachment")
    return {
        "sequence": sequence,
        "category": category,
        "valueAttachment": attached(body, title, **more),
    }


def attached(body: bytes = b"%PDF-1.7 demo", title: str = "Report", **more: Any) -> dict[str, Any]:
    return {
        "contentType": "application/pdf",
        "title": title,
        "creation": "2026-11-20",
        "data": base64.b64encode(body).decode(),
        "size": len(body),
        **more,
    }


def medicine(now: datetime, *lines: dict[str, str], on: str = "RX-1", **more: Any) -> Letter:
    """A pharmacy's claim on a prescription; each line is {code, system, price, days} and what a service may have."""
    days = concept(TERM + "claim-information-category", "days-supply")
    told = [
        {
            "sequence": n,
            "category": days,
            "valueQuantity": {"value": int(line["days"]), "code": "d"},
        }
        for n, line in enumerate(lines, 1)
    ]
    kind = concept("http://terminology.hl7.org/CodeSystem/claim-type", "pharmacy")
    letter = claim(now, *lines, **{"type": kind, "supportingInfo": told, **more})
    for n, item in enumerate(letter.focal["item"], 1):
        item["informationSequence"] = [n]
    if on:
        letter.focal["prescription"] = {
            "identifier": {"system": f"{letter.host}/prescription", "value": on}
        }
    return letter


def _care(letter: Letter, focal: dict[str, Any]) -> None:
    """Who treated what, and who is to pay."""
    doctor = letter.add(
        {
            "resourceType": "Practitioner",
            "id": "dr",
            "identifier": [
                {"system": f"{OM}/license/practitioner-license", "value": "DEMO-DR-SALIM"}
            ],
        }
    )
    coverage = letter.add(
        {
            "resourceType": "Coverage",
            "id": "cov",
            "identifier": [{"system": f"{letter.host}/member", "value": "M-1"}],
            "status": "active",
            "beneficiary": focal["patient"],
            "payor": [focal["insurer"]],
        }
    )
    focal["careTeam"] = [{"sequence": 1, "provider": {"reference": doctor}}]
    focal["diagnosis"] = [
        {
            "sequence": 1,
            "diagnosisCodeableConcept": concept("http://hl7.org/fhir/sid/icd-10-cm", "J06.9"),
            "type": [concept(TERM + "diagnosis-type", "principal")],
        }
    ]
    focal["insurance"] = [{"sequence": 1, "focal": True, "coverage": {"reference": coverage}}]


def _line(sequence: int, line: dict[str, str], now: datetime) -> dict[str, Any]:
    quantity = int(line.get("quantity", "1"))
    net = round(float(line["price"]) * 1000 * quantity) / 1000
    return {
        "sequence": sequence,
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "extension": [
            extension("tax", valueMoney=omr("0.000")),
            extension("patient-share", valueMoney=omr(line.get("share", "0.000"))),
        ],
        "productOrService": concept(line["system"], line["code"]),
        "servicedDate": line.get("day", now.date().isoformat()),
        "quantity": {"value": quantity},
        "unitPrice": omr(line["price"]),
        "factor": 1,
        "net": {"value": net, "currency": "OMR"},
    }


def task(
    now: datetime,
    code: str,
    about: Letter | None = None,
    payer: str = "DHAMANI",
    provider: str = PROVIDER,
    **more: Any,
) -> Letter:
    """A cancel, status or poll message; about is the letter whose request it concerns."""
    event = {"cancel": "cancel-request", "status": "status-check", "poll": "poll-request"}[code]
    letter = Letter(event, about.payer if about else payer, now, provider)
    focal: dict[str, Any] = {
        "resourceType": "Task",
        "id": "t1",
        "status": "requested",
        "intent": "order",
        "priority": "routine",
        "code": concept(TERM + "task-code", code),
        "authoredOn": now.isoformat(timespec="seconds"),
        **more,
    }
    if about:
        kind = about.focal["resourceType"]
        focal["focus"] = {"type": kind, "identifier": about.focal["identifier"][0]}
    if code == "cancel":
        focal.setdefault("reasonCode", concept(TERM + "task-reason-code", "WI"))
    letter.focus(focal)
    return letter


def poll(now: datetime, count: int = 10, provider: str = PROVIDER) -> Letter:
    entry = {"type": concept(TERM + "task-input-type", "count"), "valuePositiveInt": count}
    return task(now, "poll", provider=provider, input=[entry])


def communication(
    now: datetime, about: Letter, words: str, *files: dict[str, Any], answers: str = ""
) -> Letter:
    letter = Letter("communication", about.payer, now, about.provider)
    letter.focus(
        {
            "resourceType": "Communication",
            "id": "m1",
            "identifier": [
                {"system": f"{letter.host}/communication", "value": uuid.uuid4().hex[:12]}
            ],
            "status": "completed",
            "about": [{"type": "Claim", "identifier": about.focal["identifier"][0]}],
            "payload": [
                {"contentString": words},
                *({"contentAttachment": found} for found in files),
            ],
        }
    )
    if answers:
        letter.focal["basedOn"] = [
            {"type": "CommunicationRequest", "identifier": {"value": answers}}
        ]
    return letter


def payment_notice(now: datetime, payer: str, number: str, amount: str) -> Letter:
    letter = Letter("payment-notice", payer, now)
    letter.focus(
        {
            "resourceType": "PaymentNotice",
            "id": "n1",
            "status": "active",
            "created": now.isoformat(timespec="seconds"),
            "payment": {"identifier": {"value": number}},
            "paymentDate": now.date().isoformat(),
            "amount": omr(amount),
        }
    )
    return letter


def yesterday(now: datetime) -> str:
    return (now.date() - timedelta(days=1)).isoformat()
