"""A claim in the words of the exchange port."""

from __future__ import annotations

from sqlalchemy import select

from app.approvals.values import NORMAL, STAT
from app.claims import approving
from app.claims.models import Claim, ClaimLine, Submission
from app.claims.values import COMPLAINT, CORRECTION
from app.documents.queries import attachments_of
from app.eligibility.parties import cover, identity, practitioner_identity
from app.exchange.connections import branch, insurer, ourselves
from app.exchange.messages import (
    ClaimDiagnosisSaid,
    ClaimSubmission,
    ClaimSubmissionLine,
    Coding,
    Cover,
    RelatedClaim,
)
from app.kernel.clock import today
from app.kernel.db import db
from app.patients.models import Patient, Policy
from app.tenants.scope import find

# How the exchange calls what we call a correction and a complaint.
RELATIONSHIPS = {CORRECTION: "prior", COMPLAINT: "appealing"}


def submission(claim: Claim, identifier: str) -> ClaimSubmission:
    """The claim as it is sent under this identifier."""
    return ClaimSubmission(
        identifier=identifier,
        kind=claim.kind,
        priority=STAT if claim.emergency else NORMAL,
        emergency=claim.emergency,
        provider=ourselves(),
        payer=insurer(claim.payer_id),
        facility=branch(claim.facility_id),
        patient=identity(find(Patient, claim.patient_id)),
        cover=_cover(claim),
        service_from=claim.service_date,
        service_to=claim.service_date,
        created=today(),
        practitioner=practitioner_identity(claim.practitioner_id),
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
        offline_reference=claim.offline_reference,
        offline_on=claim.offline_on,
        related=_related(claim),
        comment=claim.comment or "",
        supporting=attachments_of("claim", claim.id),
    )


def _cover(claim: Claim) -> Cover:
    """The policy billed; without one the payer is asked for whoever it knows."""
    if claim.policy_id is None:
        return Cover(member_number="")
    return cover(find(Policy, claim.policy_id), claim.payer_id, claim.service_date)


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
        site=line.site,
    )
