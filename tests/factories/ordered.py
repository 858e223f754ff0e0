"""Prescriptions as they come from elsewhere. Every function works in the tenant in scope and flushes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from app.exchange.messages import (
    HANDED_OVER,
    PRESCRIPTION,
    Coding,
    Identification,
    PatientIdentity,
    PractitionerIdentity,
    PrescribedMedicine,
    PrescriptionAnswer,
    Reply,
)
from app.kernel.clock import now, today
from app.pharmacy.prescriptions import fetching
from app.pharmacy.prescriptions.history import TASK_SUBJECT
from app.pharmacy.prescriptions.models import PrescriptionTask
from app.prescribing import service as prescribing
from app.prescribing.service import NewWritten, NewWrittenLine
from tests.factories.clinic import Mark

UNMARKED = Mark()


def an_answer(token: str, mark: Mark = UNMARKED, **changes: Any) -> PrescriptionAnswer:
    """What the exchange says of a token: handed over, one medicine under a code nobody mapped."""
    whole: dict[str, Any] = {
        "outcome": HANDED_OVER,
        "reference": token,
        "patient": PatientIdentity(
            reference="", name_en=mark.en("Fatma"), documents=(Identification(kind="civil_id", number="20114587"),)
        ),
        "prescriber": PractitionerIdentity(licence="DEMO-D-9", name=mark.en("Dr Salim")),
        "issued_on": today(),
        "expires_on": today() + timedelta(days=30),
        "medicines": (
            PrescribedMedicine(
                sequence=1, coding=Coding(system="http://drugs.example", code="X-1", display=mark.en("Paracetamol")),
                quantity=Decimal(20), dose=Decimal(1), times_a_day=Decimal(3), days=7, instructions=mark.en("After food"),
            ),
        ),
    }  # fmt: skip
    return PrescriptionAnswer(**{**whole, **changes})


def a_written_one(patient_id: UUID, practitioner_id: UUID, mark: Mark = UNMARKED) -> UUID:
    """A prescription of ours that lies in the mailbox; its id."""
    line = NewWrittenLine(name=mark.en("Paracetamol"), quantity=Decimal(20), directions=mark.en("After food"))  # fmt: skip
    new = NewWritten(
        patient_id=patient_id, practitioner_id=practitioner_id, expires_on=today() + timedelta(days=30), lines=(line,), consent_given_by="patient"
    )  # fmt: skip
    return prescribing.write(new).id


def a_task(token: str, answer: PrescriptionAnswer, patient_id: UUID | None = None) -> UUID:
    """A question to the exchange that was answered so; its id."""
    return answered(fetching.ask(token, patient_id), answer)


def answered(task: PrescriptionTask, answer: PrescriptionAnswer) -> UUID:
    """The exchange says so to a question; its id."""
    fetching.apply_answer(
        Reply(
            kind=PRESCRIPTION, message_id=task.message_id, subject_kind=TASK_SUBJECT, subject_id=task.id,
            answer=answer, received_at=now(), inbound_id=uuid4(),
        )
    )  # fmt: skip
    return task.id
