"""A request for approval in the words of the exchange port."""

from __future__ import annotations

from app.approvals import sealed
from app.approvals.models import Approval, ApprovalDiagnosis, ApprovalLine
from app.approvals.sentences import used_in
from app.approvals.values import PHARMACY
from app.documents.queries import attachments_of
from app.eligibility import queries as eligibility
from app.eligibility.models import EligibilityCheck
from app.eligibility.service import identity_of
from app.exchange.connections import ourselves
from app.exchange.messages import (
    ApprovalRequest,
    ClaimDiagnosisSaid,
    ClaimSubmissionLine,
    Coding,
    Cover,
    Party,
    PractitionerIdentity,
)
from app.kernel.clock import today
from app.kernel.money import ZERO
from app.patients import queries as patients
from app.patients.models import Patient, Policy
from app.practitioners.models import Practitioner
from app.reference.queries import payer
from app.tenants.queries import facility
from app.tenants.scope import find


def request_of(approval: Approval, identifier: str) -> ApprovalRequest:
    """The request as it is sent under this identifier; raises NoDocument."""
    insurer, branch = payer(approval.payer_id), facility(approval.facility_id)
    check = _check(approval)
    return ApprovalRequest(
        identifier=identifier,
        kind=approval.kind,
        priority=approval.priority,
        provider=ourselves(),
        payer=Party(licence=insurer.licence, name=insurer.name_en),
        facility=Party(licence=branch.licence_number, name=branch.name_en),
        patient=identity_of(find(Patient, approval.patient_id)),
        cover=_cover(approval),
        practitioner=_practitioner(approval),
        created=today(),
        service_from=approval.service_from,
        service_to=approval.service_to,
        diagnoses=tuple(_diagnosis(row) for row in approval.diagnoses),
        lines=tuple(_line(approval, row) for row in approval.lines),
        total=approval.net,
        supporting=attachments_of("approval", approval.id),
        comment=comment(approval),
        extends=_extended(approval),
        prescription_reference=_prescription(approval),
        eligibility_reference=(check.reference if check else None) or "",
    )


def comment(approval: Approval) -> str:
    """Why the patient needs it: the sentences of the library, the doctor's own words, the prescription."""
    parts = [sentence.text_en for sentence in used_in(approval.id)]
    parts.append(sealed.words(approval, "justification_sealed"))
    if approval.kind != PHARMACY:  # A pharmacy's prescription travels as a number.
        parts.append(sealed.words(approval, "prescription_sealed"))
    return "\n".join(part for part in parts if part)


def member_number(approval: Approval) -> str:
    """The patient's number with the payer; one that nobody wrote down is taken from the payer's own answer."""
    written = patients.member_number(find(Policy, approval.policy_id))
    check = None if written else _check(approval)
    return written or (eligibility.member_number(check) if check else None) or ""


def _check(approval: Approval) -> EligibilityCheck | None:
    return eligibility.latest(approval.patient_id, approval.payer_id, approval.service_from)


def _cover(approval: Approval) -> Cover:
    """The policy asked under."""
    policy = find(Policy, approval.policy_id)
    return Cover(
        member_number=member_number(approval),
        plan_name=policy.plan_name,
        network=policy.network,
        relationship=policy.relationship,
        valid_from=policy.valid_from,
        valid_to=policy.valid_to,
    )


def _practitioner(approval: Approval) -> PractitionerIdentity | None:
    if approval.practitioner_id is None:
        return None
    doctor = find(Practitioner, approval.practitioner_id)
    return PractitionerIdentity(
        licence=doctor.licence_number,
        name=doctor.name_en,
        role=doctor.role,
        specialty=doctor.specialty,
    )


def _diagnosis(row: ApprovalDiagnosis) -> ClaimDiagnosisSaid:
    return ClaimDiagnosisSaid(
        sequence=row.sequence,
        coding=Coding(system=row.system, code=row.code, display=row.display),
        kind="principal" if row.sequence == 1 else "secondary",
    )


def _line(approval: Approval, line: ApprovalLine) -> ClaimSubmissionLine:
    """The patient's share is settled on the claim: a request names the whole price as the payer's."""
    return ClaimSubmissionLine(
        sequence=line.sequence,
        coding=Coding(system=line.code_system or "", code=line.code or "", display=line.name_en),
        service_date=approval.service_from,
        quantity=line.units,
        unit_price=line.unit_price,
        tax=line.tax,
        net=line.net,
        patient_share=ZERO,
        payer_share=line.net,
        diagnoses=(1,),
        site=line.site,
        days_supply=line.days_supply,
    )


def _prescription(approval: Approval) -> str:
    return sealed.words(approval, "prescription_sealed") if approval.kind == PHARMACY else ""


def _extended(approval: Approval) -> str:
    """The payer's own number of the approval that this one extends, where it gave one."""
    if approval.extends_id is None:
        return ""
    return find(Approval, approval.extends_id).payer_reference or ""
