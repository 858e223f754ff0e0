"""What a Claim must satisfy before a payer sees it: structure, pointers, codes, money."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.sandbox import medicines, vocabulary
from app.sandbox.fields import (
    MUSCAT,
    code_at,
    day_at,
    dig,
    extension_of,
    items_at,
    number_at,
    text_at,
)
from app.sandbox.parsing import Message
from app.sandbox.patient_checks import check_patient
from app.sandbox.reading import days_of_supply, pointers
from app.sandbox.refusals import Finding

_ICD = re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,49}")
_SUBTYPES = {
    "institutional": {"ip"},
    "professional": {"op", "emr"},
    "oral": {"op"},
    "vision": {"op"},
    "pharmacy": {"op"},
}
_ENCOUNTER_CLASSES = {
    "institutional": {"IMP", "SS"},
    "professional": {"AMB", "HH", "VR", "EMER"},
    "oral": {"AMB"},
}
_USE = {"claim-request": "claim", "priorauth-request": "preauthorization"}


def check(message: Message, now: datetime) -> Iterator[Finding]:
    """All that is wrong with the Claim of a message."""
    claim = message.focal
    yield from _check_head(message)
    yield from check_patient(message, now, "Claim")
    yield from _check_care_team(message)
    yield from _check_diagnoses(claim)
    yield from _check_insurance(message)
    yield from _check_sequences(items_at(claim, "supportingInfo"), "Claim.supportingInfo")
    yield from _check_lines(message)
    yield from _check_supplies(claim)
    yield from _check_total(claim)


def _check_head(message: Message) -> Iterator[Finding]:
    claim, kind = message.focal, code_at(message.focal, "type")
    for element, found, allowed in (
        ("status", text_at(claim, "status"), {"active"}),
        ("use", text_at(claim, "use"), {_USE[message.event]}),
        ("type", kind, set(_SUBTYPES)),
        ("priority", code_at(claim, "priority"), {"stat", "normal", "deferred"}),
    ):
        if found not in allowed:
            yield Finding("SBX-021", f"Claim.{element}")
    subtype = code_at(claim, "subType")
    if kind in _SUBTYPES and subtype not in _SUBTYPES[kind]:
        yield Finding("BV-00365", "Claim.subType")
    if day_at(claim, "created") is None:
        yield Finding("RE-00170", "Claim.created")
    if not code_at(claim, "payee", "type"):
        yield Finding("SBX-020", "Claim.payee.type")
    encounter = message.resolve(
        text_at(extension_of(claim, "extension-encounter"), "valueReference", "reference")
    )
    if encounter and text_at(encounter, "class", "code") not in _ENCOUNTER_CLASSES.get(kind, set()):
        yield Finding("BV-00743", "Encounter.class")


def _check_care_team(message: Message) -> Iterator[Finding]:
    team = items_at(message.focal, "careTeam")
    yield from _check_sequences(team, "Claim.careTeam")
    for index, member in enumerate(team):
        person = message.resolve(text_at(member, "provider", "reference"))
        licensed = any(
            text_at(i, "system") == vocabulary.PRACTITIONER_LICENCE and text_at(i, "value")
            for i in items_at(person, "identifier")
        )
        if not licensed:
            yield Finding("BV-00199", f"Claim.careTeam[{index}].provider")


def _check_diagnoses(claim: dict[str, Any]) -> Iterator[Finding]:
    diagnoses = items_at(claim, "diagnosis")
    if not diagnoses:
        yield Finding("SBX-020", "Claim.diagnosis")
        return
    yield from _check_sequences(diagnoses, "Claim.diagnosis")
    codes = [code_at(d, "diagnosisCodeableConcept") for d in diagnoses]
    for index, diagnosis in enumerate(diagnoses):
        system = text_at(diagnosis, "diagnosisCodeableConcept", "coding", 0, "system")
        if system != vocabulary.ICD or not _ICD.fullmatch(codes[index]):
            yield Finding("SBX-022", f"Claim.diagnosis[{index}]")
    if any(count > 1 for code, count in Counter(codes).items() if code):
        yield Finding("BV-00057", "Claim.diagnosis")
    if [code_at(d, "type", 0) for d in diagnoses].count("principal") != 1:
        yield Finding("SBX-023", "Claim.diagnosis.type")


def _check_insurance(message: Message) -> Iterator[Finding]:
    insurances = items_at(message.focal, "insurance")
    if len([i for i in insurances if i.get("focal") is True]) != 1:
        yield Finding("SBX-020", "Claim.insurance.focal")
    for index, insurance in enumerate(insurances):
        coverage = message.resolve(text_at(insurance, "coverage", "reference"))
        if coverage.get("resourceType") != "Coverage":
            yield Finding("SBX-020", f"Claim.insurance[{index}].coverage")
        elif not any(text_at(i, "value") for i in items_at(coverage, "identifier")) and not text_at(
            coverage, "subscriberId"
        ):
            yield Finding("SBX-020", "Coverage.identifier")


def _check_lines(message: Message) -> Iterator[Finding]:
    claim = message.focal
    lines = items_at(claim, "item")
    if not lines:
        yield Finding("SBX-020", "Claim.item")
    if any(code_at(r, "relationship") == "appealing" for r in items_at(claim, "related")):
        yield from _check_old_sequences(lines, "Claim.item")
    else:
        yield from _check_sequences(lines, "Claim.item")
    team = {number_at(m, "sequence") for m in items_at(claim, "careTeam")}
    diagnoses = {number_at(d, "sequence") for d in items_at(claim, "diagnosis")}
    created = message.sent_at.astimezone(MUSCAT).date()
    for index, line in enumerate(lines):
        element = f"Claim.item[{index}]"
        coding = dig(line, "productOrService", "coding", 0)
        if not text_at(coding, "system") or not _CODE.fullmatch(text_at(coding, "code")):
            yield Finding("SBX-022", f"{element}.productOrService")
        day = day_at(line, "servicedDate") or day_at(line, "servicedPeriod", "start")
        if day is None:
            yield Finding("RE-00170", f"{element}.servicedDate")
        elif day > created and text_at(claim, "use") == "claim":
            yield Finding("BV-00061", f"{element}.servicedDate")
        if not _within(line.get("careTeamSequence"), team):
            yield Finding("BV-00442", f"{element}.careTeamSequence")
        if not _within(line.get("diagnosisSequence"), diagnoses):
            yield Finding("BV-00444", f"{element}.diagnosisSequence")
        yield from _check_amounts(line, element)


def _check_supplies(claim: dict[str, Any]) -> Iterator[Finding]:
    """Every medicine of a pharmacy says for how many days it lasts."""
    if code_at(claim, "type") != medicines.PHARMACY:
        return
    known = days_of_supply(claim)
    for index, line in enumerate(items_at(claim, "item")):
        if not any(known.get(number, 0) > 0 for number in pointers(line)):
            yield Finding("BV-00376", f"Claim.item[{index}].informationSequence")


def _check_amounts(line: dict[str, Any], element: str) -> Iterator[Finding]:
    quantity, price, net = (
        number_at(line, "quantity", "value"),
        number_at(line, "unitPrice", "value"),
        number_at(line, "net", "value"),
    )
    shares = {
        name: dig(extension_of(line, f"extension-{name}"), "valueMoney")
        for name in ("tax", "patient-share", "payer-share")
    }
    if quantity is None or price is None or net is None:
        yield Finding("SBX-020", f"{element}.net")
        return
    yield from _check_money(
        [line.get("unitPrice"), line.get("net"), *filter(None, shares.values())], element
    )
    if quantity <= 0 or price < 0 or net < 0:
        yield Finding("SBX-025", element)
    tax = number_at(shares["tax"], "value") or Decimal(0)
    factor = number_at(line, "factor")
    exact = quantity * price * (Decimal(1) if factor is None else factor) + tax
    if net not in {exact, exact.quantize(Decimal("0.001"), ROUND_HALF_UP)}:
        yield Finding("BV-00251", f"{element}.net")
    patient = number_at(shares["patient-share"], "value")
    payer = number_at(shares["payer-share"], "value")
    if patient is not None and not 0 <= patient <= net:
        yield Finding("SBX-026", f"{element}.extension-patient-share")
    elif patient is not None and payer is not None and patient + payer != net:
        yield Finding("SBX-026", f"{element}.extension-payer-share")


def _check_money(amounts: list[Any], element: str) -> Iterator[Finding]:
    for amount in amounts:
        value = number_at(amount, "value")
        if text_at(amount, "currency") != "OMR":
            yield Finding("SBX-024", element)
        if value is not None and value != value.quantize(Decimal("0.001")):
            yield Finding("GE-00028", element)


def _check_total(claim: dict[str, Any]) -> Iterator[Finding]:
    total = number_at(claim, "total", "value")
    if total is None:
        yield Finding("SBX-020", "Claim.total")
        return
    yield from _check_money([claim.get("total")], "Claim.total")
    nets = [number_at(line, "net", "value") or Decimal(0) for line in items_at(claim, "item")]
    if total != sum(nets, Decimal(0)):
        yield Finding("BV-00059", "Claim.total")


def _check_sequences(entries: list[dict[str, Any]], element: str) -> Iterator[Finding]:
    found = [number_at(entry, "sequence") for entry in entries]
    if found != [Decimal(n) for n in range(1, len(entries) + 1)]:
        yield Finding("BV-00044", f"{element}.sequence")


def _check_old_sequences(entries: list[dict[str, Any]], element: str) -> Iterator[Finding]:
    """The lines of a complaint keep the numbers they had, so that some may be missing."""
    found = [number_at(entry, "sequence") or Decimal(0) for entry in entries]
    if min(found, default=Decimal(0)) < 1 or len(set(found)) != len(found):
        yield Finding("BV-00044", f"{element}.sequence")


def _within(pointers: Any, known: set[Decimal | None]) -> bool:
    """Whether every pointer leads somewhere; a line without pointers has none to follow."""
    if pointers is None:
        return True
    return isinstance(pointers, list) and all(p in known for p in pointers)
