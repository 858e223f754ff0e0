"""The verbs of a clinic on its prescriptions: write one and lay it into the mailbox, withdraw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.kernel.clock import now, today
from app.kernel.db import db
from app.patients import queries as patients
from app.patients.models import Patient
from app.patients.service import open_record
from app.practitioners.models import Practitioner
from app.practitioners.queries import practitioners
from app.prescribing import mailbox, queries
from app.prescribing.errors import (
    EndsTooEarly,
    HoldsTooLong,
    NoConsent,
    NotAPrescriber,
    TakenAlready,
)
from app.prescribing.models import WrittenLine, WrittenPrescription
from app.prescribing.ordered import Ordered, OrderedDocument, OrderedMedicine, to_text
from app.prescribing.states import WRITING
from app.prescribing.tokens import new_token
from app.tenants.history import History
from app.tenants.scope import actor_id, find
from app.tenants.service import next_number

SUBJECT = "written_prescription"
PRESCRIBERS = ("doctor", "dentist")
LONGEST = timedelta(days=365)
_HISTORY = History(SUBJECT)


@dataclass(frozen=True, kw_only=True)
class NewWrittenLine:
    """One medicine; `code` stands in the list of drugs in use, or is empty where only words were written."""

    name: str
    quantity: Decimal
    code: str = ""
    dose: Decimal | None = None
    times_a_day: Decimal | None = None
    days: int | None = None
    directions: str = ""


@dataclass(frozen=True, kw_only=True)
class NewWritten:
    """A prescription as the prescriber wrote it; `consent_given_by` is patient, guardian, or empty."""

    patient_id: UUID
    practitioner_id: UUID
    expires_on: date
    lines: tuple[NewWrittenLine, ...]
    consent_given_by: str
    diagnosis_code: str = ""
    claim_id: UUID | None = None


def write(new: NewWritten) -> WrittenPrescription:
    """Write a prescription and lay it into the mailbox, both or neither.

    Raises NoConsent, EndsTooEarly, HoldsTooLong, NotAPrescriber, WasMerged, NotFound.
    """
    _check(new)
    patient, prescriber = open_record(new.patient_id), _prescriber(new.practitioner_id)
    token, year = new_token(), now().year
    made = WrittenPrescription(
        number=f"P-{year}-{next_number(f'written-prescription-{year}'):06}",
        patient_id=patient.id,
        claim_id=new.claim_id,
        practitioner_id=prescriber.id,
        diagnosis_code=new.diagnosis_code,
        written_on=today(),
        expires_on=new.expires_on,
        consent_given_by=new.consent_given_by,
        consent_at=now(),
        consent_to=actor_id(),
        written_by=actor_id(),
    )
    made.token = token.text
    uri = queries.drug_uri()
    made.lines = [_line(made, place, line, uri) for place, line in enumerate(new.lines, start=1)]
    db.session.add(made)
    db.session.flush()
    mailbox.put(token, to_text(letter(made, patient, prescriber)), made.expires_on)
    _tell(made, "written", lines=len(made.lines), consent=made.consent_given_by)
    return made


def _check(new: NewWritten) -> None:
    if not new.consent_given_by:
        raise NoConsent
    if new.expires_on < today():
        raise EndsTooEarly
    if new.expires_on > today() + LONGEST:
        raise HoldsTooLong


def _prescriber(practitioner_id: UUID) -> Practitioner:
    found = next((one for one in prescribers(today()) if one.id == practitioner_id), None)
    if found is None:
        raise NotAPrescriber
    return found


def prescribers(on: date) -> list[Practitioner]:
    """Who works here, may prescribe, and is licensed on the day."""
    return [one for one in practitioners(active_on=on) if one.role in PRESCRIBERS]


def _line(made: WrittenPrescription, place: int, new: NewWrittenLine, uri: str) -> WrittenLine:
    line = WrittenLine(
        prescription_id=made.id,
        sequence=place,
        system=uri if new.code else "",
        code=new.code,
        name=new.name,
        quantity=new.quantity,
        dose=new.dose,
        times_a_day=new.times_a_day,
        days=new.days,
    )
    line.directions = new.directions
    return line


def letter(made: WrittenPrescription, patient: Patient, prescriber: Practitioner) -> Ordered:
    """What the pharmacy is told: the patient with documents, the prescriber with licence, the lines. Nothing of the visit."""
    return Ordered(
        name_en=patient.name_en,
        name_ar=patient.name_ar,
        birth_date=patient.birth_date,
        sex=patient.sex,
        documents=tuple(
            OrderedDocument(kind=one.kind, number=one.number, country=one.country)
            for one in patients.documents(patient.id)
        ),
        prescriber_name=prescriber.name_en or prescriber.name_ar,
        prescriber_licence=prescriber.licence_number,
        written_on=made.written_on,
        expires_on=made.expires_on,
        diagnosis_code=made.diagnosis_code,
        medicines=tuple(
            OrderedMedicine(
                sequence=line.sequence,
                system=line.system,
                code=line.code,
                name=line.name,
                quantity=line.quantity,
                dose=line.dose,
                times_a_day=line.times_a_day,
                days=line.days,
                directions=line.directions or "",
            )
            for line in made.lines
        ),
    )


def withdraw(prescription_id: UUID) -> WrittenPrescription:
    """Take a prescription back that no pharmacy holds; raises TakenAlready, NotPossible, NotFound."""
    found = find(WrittenPrescription, prescription_id, for_update=True)
    if mailbox.withdraw(queries.token_of(found)) == mailbox.TAKEN:
        raise TakenAlready
    _HISTORY.move(WRITING, found, "withdrawn", {})
    db.session.flush()
    return found


def _tell(made: WrittenPrescription, event: str, **details: Any) -> None:
    _HISTORY.tell(WRITING, made, event, details)
