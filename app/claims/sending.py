"""A claim in the words of the exchange port."""

from __future__ import annotations

from sqlalchemy import select

from app.claims import approving
from app.claims.models import Claim, ClaimLine, Submission
from app.claims.values import COMPLAINT, CORRECTION
from app.documents.queries import attachments_of
from app.eligibility import queries as eligibility
from app.exchange.messages import (
    ClaimDiagnosisSaid,
    ClaimSubmission,
    ClaimSubmissionLine,
    Coding,
    Cover,
    Identification,
    Party,
    PatientIdentity,
    PractitionerIdentity,
    RelatedClaim,
)
from app.kernel.clock import today
from app.kernel.db import db
from app.patients import queries as patients
from app.patients.models import Patient, Policy
from app.practitioners.models import Practitioner
from app.reference.queries import payer
from app.tenants.queries import facility, tenant
from app.tenants.scope import find

# How the exchange calls what we call a correction and a complaint.
RELATIONSHIPS = {CORRECTION: "prior", COMPLAINT: "appealing"}


def submission(claim: Claim, identifier: str) -> ClaimSubmission:
    """The claim as it is sent under this identifier."""
    house, insurer, branch = tenant(), payer(claim.payer_id), facility(claim.facility_id)
    return ClaimSubmission(
        identifier=identifier,
        kind=claim.kind,
        provider=Party(licence=house.provider_licence, name=house.name_en),
        payer=Party(licence=insurer.licence, name=insurer.name_en),
        facility=Party(licence=branch.licence_number, name=branch.name_en),
        patient=identity(find(Patient, claim.patient_id)),
        cover=_cover(claim),
        service_from=claim.service_date,
        service_to=claim.service_date,
        created=today(),
        practitioner=_practitioner(claim),
        diagnoses=tuple(
            ClaimDiagnosisSaid(
                sequence=row.sequence,
                coding=Coding(system=row.system, code=row.code, display=row.display),
                kind=row.kind,
            )
            for row in claim.diagnoses
        ),
        lines=tuple(_line(line) for line in claim.lines),
        total=claim.net,
        approvals=approving.numbers(claim),
        prescription_reference=claim.prescription_reference or "",
        related=_related(claim),
        comment=claim.comment or "",
        supporting=attachments_of("claim", claim.id),
    )


def _related(claim: Claim) -> RelatedClaim | None:
    """The sending that the payer judged, under its number and ours."""
    if claim.related_claim_id is None:
        return None
    earlier = find(Claim, claim.related_claim_id)
    query = select(Submission.identifier).where(
        Submission.claim_id == earlier.id, Submission.attempt == earlier.attempts
    )
    return RelatedClaim(
        identifier=db.session.scalars(query).one(),
        relationship=RELATIONSHIPS[claim.related_kind or CORRECTION],
        payer_reference=earlier.payer_reference or "",
    )


def identity(patient: Patient) -> PatientIdentity:
    """Who was treated, with every document by which a payer may know the person."""
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


def _cover(claim: Claim) -> Cover:
    """The policy billed; a member number nobody wrote down is taken from the payer's own answer."""
    if claim.policy_id is None:
        return Cover(member_number="")
    policy = find(Policy, claim.policy_id)
    return Cover(
        member_number=patients.member_number(policy) or _answered_number(claim),
        plan_name=policy.plan_name,
        network=policy.network,
        relationship=policy.relationship,
        valid_from=policy.valid_from,
        valid_to=policy.valid_to,
    )


def _answered_number(claim: Claim) -> str:
    check = eligibility.latest(claim.patient_id, claim.payer_id, claim.service_date)
    return (eligibility.member_number(check) if check else None) or ""


def _practitioner(claim: Claim) -> PractitionerIdentity | None:
    if claim.practitioner_id is None:
        return None
    doctor = find(Practitioner, claim.practitioner_id)
    return PractitionerIdentity(
        licence=doctor.licence_number,
        name=doctor.name_en,
        role=doctor.role,
        specialty=doctor.specialty,
    )


def _line(line: ClaimLine) -> ClaimSubmissionLine:
    return ClaimSubmissionLine(
        sequence=line.sequence,
        coding=Coding(system=line.code_system or "", code=line.code or "", display=line.name_en),
        service_date=line.service_date,
        quantity=line.quantity,
        unit_price=line.unit_price,
        factor=line.factor,
        tax=line.tax,
        net=line.net,
        patient_share=line.patient_share,
        payer_share=line.payer_share,
        diagnoses=tuple(line.pointers),
        days_supply=line.days_supply,
    )
