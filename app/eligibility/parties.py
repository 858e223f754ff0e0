"""Who takes part in a visit, as the exchange is told: the patient, the cover, the practitioner."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.eligibility import queries
from app.eligibility.errors import NoDocument
from app.exchange.messages import Cover, Identification, PatientIdentity, PractitionerIdentity
from app.patients import queries as patients
from app.patients.models import Patient, Policy
from app.practitioners.queries import practitioner


def identity(patient: Patient) -> PatientIdentity:
    """The person, with every document by which a payer may know them."""
    return PatientIdentity(
        reference=str(patient.id),
        documents=tuple(
            Identification(kind=one.kind, number=one.number, country=one.country)
            for one in patients.documents(patient.id)
        ),
        name_en=patient.name_en,
        name_ar=patient.name_ar,
        birth_date=patient.birth_date,
        sex=patient.sex,
        file_number=patient.file_number,
    )


def documented_identity(patient: Patient) -> PatientIdentity:
    """The same, where nothing can be asked about a person without a document; raises NoDocument."""
    found = identity(patient)
    if not found.documents:
        raise NoDocument
    return found


def cover(policy: Policy, payer_id: UUID, on: date) -> Cover:
    """The policy asked under or billed."""
    return Cover(
        member_number=member_number(policy, payer_id, on),
        plan_name=policy.plan_name,
        network=policy.network,
        relationship=policy.relationship,
        valid_from=policy.valid_from,
        valid_to=policy.valid_to,
    )


def member_number(policy: Policy, payer_id: UUID, on: date) -> str:
    """The patient's number with the payer; one that nobody wrote down is taken from the payer's own answer."""
    if written := patients.member_number(policy):
        return written
    check = queries.latest(policy.patient_id, payer_id, on)
    return (queries.member_number(check) if check else None) or ""


def practitioner_identity(practitioner_id: UUID | None) -> PractitionerIdentity | None:
    """Who treated the patient, where somebody is named."""
    if practitioner_id is None:
        return None
    doctor = practitioner(practitioner_id)
    return PractitionerIdentity(
        licence=doctor.licence_number,
        name=doctor.name_en,
        role=doctor.role,
        specialty=doctor.specialty,
    )
