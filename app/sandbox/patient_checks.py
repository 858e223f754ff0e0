"""What the Patient of an eligibility request or a claim must tell."""

from collections.abc import Iterator
from datetime import datetime

from app.sandbox.fields import MUSCAT, day_at, items_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.refusals import Finding

_NAME_LIMIT = 250


def check_patient(message: Message, now: datetime, element: str) -> Iterator[Finding]:
    """What a Patient must tell: who it is, a sane birth date, a known sex."""
    patient = message.resolve(text_at(message.focal, "patient", "reference"))
    if not patient:
        yield Finding("SBX-020", f"{element}.patient")
        return
    if not any(
        text_at(i, "value") and text_at(i, "system") for i in items_at(patient, "identifier")
    ):
        yield Finding("SBX-020", "Patient.identifier")
    if text_at(patient, "gender") not in {"", "male", "female", "other", "unknown"}:
        yield Finding("SBX-021", "Patient.gender")
    if "birthDate" in patient:
        born = day_at(patient, "birthDate")
        if born is None:
            yield Finding("RE-00170", "Patient.birthDate")
        elif born > now.astimezone(MUSCAT).date():
            yield Finding("BV-00848", "Patient.birthDate")
    if any(len(text_at(name, "text")) > _NAME_LIMIT for name in items_at(patient, "name")):
        yield Finding("GE-00013", "Patient.name")
