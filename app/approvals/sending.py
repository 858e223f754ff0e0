"""A request for approval in the words of the exchange port."""

from __future__ import annotations

from app.approvals import sealed
from app.approvals.models import Approval, ApprovalDiagnosis, ApprovalLine
from app.approvals.sentences import used_in
from app.approvals.values import PHARMACY, STAT
from app.documents.queries import attachments_of
from app.eligibility import queries as eligibility
from app.eligibility.parties import cover, documented_identity, practitioner_identity
from app.exchange.connections import branch, insurer, ourselves
from app.exchange.messages import (
    ApprovalRequest,
    ClaimDiagnosisSaid,
    ClaimSubmissionLine,
    Coding,
)
from app.kernel.clock import today
from app.kernel.money import ZERO
from app.patients.models import Patient, Policy
from app.tenants.scope import find


def request_of(approval: Approval, identifier: str) -> ApprovalRequest:
    """The request as it is sent under this identifier; raises NoDocument."""
    policy, day = find(Policy, approval.policy_id), approval.service_from
    check = eligibility.latest(approval.patient_id, approval.payer_id, day)
    return ApprovalRequest(
        identifier=identifier,
        kind=approval.kind,
        priority=STAT if approval.emergency else approval.priority,
        emergency=approval.emergency,
        provider=ourselves(),
        payer=insurer(approval.payer_id),
        facility=branch(approval.facility_id),
        patient=documented_identity(find(Patient, approval.patient_id)),
        cover=cover(policy, approval.payer_id, day),
        practitioner=practitioner_identity(approval.practitioner_id),
        created=today(),
        service_from=day,
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
