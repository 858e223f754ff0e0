"""Task with MedicationRequests: the prescription that was taken up, or why it was not."""

from __future__ import annotations

from decimal import Decimal

from app.exchange.dhamani.reading.elements import (
    Resource,
    Strange,
    at,
    code,
    day,
    extension,
    number,
    objects,
    text,
)
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.dhamani.reading.others import failures, task_status
from app.exchange.messages import (
    HANDED_OVER,
    Coding,
    Identification,
    PatientIdentity,
    PractitionerIdentity,
    PrescribedMedicine,
    PrescriptionAnswer,
)
from app.exchange.messages.prescriptions import (
    REFUSED,
    RELEASED_AGAIN,
    RUN_OUT,
    TAKEN,
    UNKNOWN,
    USED_UP,
)

WHY_NOT = {
    "prescription-unknown": UNKNOWN,
    "prescription-taken": TAKEN,
    "prescription-expired": RUN_OUT,
    "prescription-dispensed": USED_UP,
}


def read(letter: Letter) -> PrescriptionAnswer:
    """The prescription; raises Strange where it was handed over without medicines or a medicine without quantity."""
    if task_status(letter) != "completed":
        refusals = failures(letter)
        why = next((WHY_NOT[one.code] for one in refusals if one.code in WHY_NOT), REFUSED)
        return PrescriptionAnswer(outcome=why, refusals=refusals)
    requests = [
        one for one in letter.resources.values() if text(one, "resourceType") == "MedicationRequest"
    ]
    if code(letter.focal, "code") == "release":
        return PrescriptionAnswer(outcome=RELEASED_AGAIN)
    if not requests:
        raise Strange("a prescription without medicines")
    first = requests[0]
    period = at(first, "dispenseRequest", "validityPeriod")
    return PrescriptionAnswer(
        outcome=HANDED_OVER,
        reference=text(first, "groupIdentifier", "value"),
        patient=_patient(letter, letter.resolve(at(first, "subject"))),
        prescriber=_prescriber(letter.resolve(at(first, "requester"))),
        issued_on=day(first, "authoredOn"),
        expires_on=day(period, "end"),
        diagnoses=tuple(_coding(one) for one in objects(first, "reasonCode")),
        medicines=tuple(
            _medicine(letter, sequence, one) for sequence, one in enumerate(requests, start=1)
        ),
    )


def _patient(letter: Letter, found: Resource) -> PatientIdentity:
    kinds = {system: kind for kind, (_, system) in letter.profile.documents.items()}
    return PatientIdentity(
        reference="",
        documents=tuple(
            Identification(kind=kinds[text(one, "system")], number=text(one, "value"))
            for one in objects(found, "identifier")
            if text(one, "system") in kinds and text(one, "value")
        ),
        name_en=text(found, "name", 0, "text"),
        birth_date=day(found, "birthDate"),
        sex=text(found, "gender") or "unknown",
    )


def _prescriber(found: Resource) -> PractitionerIdentity:
    return PractitionerIdentity(
        licence=text(found, "identifier", 0, "value"), name=text(found, "name", 0, "text")
    )


def _medicine(letter: Letter, sequence: int, found: Resource) -> PrescribedMedicine:
    quantity = number(found, "dispenseRequest", "quantity", "value")
    if quantity is None or quantity <= 0:
        raise Strange("a medicine without quantity")
    dosage = at(found, "dosageInstruction", 0)
    supplied = extension(at(found, "dispenseRequest"), letter.extension_url("supplied_quantity"))
    days = number(found, "dispenseRequest", "expectedSupplyDuration", "value")
    return PrescribedMedicine(
        sequence=sequence,
        coding=_coding(at(found, "medicationCodeableConcept")),
        quantity=quantity,
        supplied=number(supplied, "valueQuantity", "value") or Decimal(0),
        dose=number(dosage, "doseAndRate", 0, "doseQuantity", "value"),
        times_a_day=number(dosage, "timing", "repeat", "frequency"),
        days=None if days is None else int(days),
        instructions=text(dosage, "text"),
    )


def _coding(concept: object) -> Coding:
    return Coding(
        system=text(concept, "coding", 0, "system"),
        code=text(concept, "coding", 0, "code"),
        display=text(concept, "coding", 0, "display"),
    )
