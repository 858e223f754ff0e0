"""Writing what was typed into a draft request: names, codes, prices and sums come from the lists."""

from __future__ import annotations

from typing import Any

from app.approvals import rules, sealed, sentences
from app.approvals.models import Approval, ApprovalDiagnosis, ApprovalLine
from app.approvals.values import ICD, DiagnosisAsked, LineAsked, RequestDraft
from app.contracts.on_file import services_on_file
from app.contracts.queries import PricedService
from app.kernel.money import ZERO, total
from app.patients.models import Policy
from app.practitioners.queries import practitioner
from app.reference.queries import codes_by
from app.reference.systems import ICD_10_CM
from app.tenants.queries import branch_to_work_in
from app.tenants.scope import find


def write(approval: Approval, draft: RequestDraft) -> None:
    """Make the request say what the draft says; raises NotFound for what belongs to somebody else."""
    policy = find(Policy, draft.policy_id)
    if draft.practitioner_id is not None:
        practitioner(draft.practitioner_id)
    approval.kind, approval.priority = draft.kind, draft.priority
    approval.policy_id, approval.payer_id = policy.id, policy.payer_id
    approval.practitioner_id = draft.practitioner_id
    approval.facility_id = branch_to_work_in(draft.facility_id).id
    approval.service_from, approval.service_to = draft.service_from, draft.service_to
    approval.emergency = draft.emergency
    sealed.keep(approval, "justification_sealed", draft.justification)
    sealed.keep(approval, "prescription_sealed", draft.prescription)
    sentences.write_uses(approval.id, draft.sentences)
    _write_diagnoses(approval, draft.diagnoses)
    _write_lines(approval, draft.lines)
    approval.net = total(line.net for line in approval.lines)
    approval.typed_sealed = None


def _write_diagnoses(approval: Approval, drafts: tuple[DiagnosisAsked, ...]) -> None:
    known = codes_by(ICD_10_CM, [draft.code for draft in drafts])
    keep = _first(approval.diagnoses, len(drafts))
    for place, draft in enumerate(drafts):
        code = known.get(draft.code)
        row = keep[place] if place < len(keep) else ApprovalDiagnosis(approval_id=approval.id)
        row.sequence, row.system = place + 1, ICD
        row.code = code.code if code else draft.code
        row.display = code.display_en if code else ""
        if place >= len(keep):
            approval.diagnoses.append(row)


def _write_lines(approval: Approval, drafts: tuple[LineAsked, ...]) -> None:
    codes = {draft.local_code for draft in drafts}
    known = services_on_file(approval.payer_id, approval.service_from, codes)
    keep = _first(approval.lines, len(drafts))
    for place, draft in enumerate(drafts):
        row = keep[place] if place < len(keep) else ApprovalLine(approval_id=approval.id)
        _describe(row, draft, known.get(draft.local_code))
        row.sequence = place + 1
        if place >= len(keep):
            approval.lines.append(row)


def _describe(row: ApprovalLine, draft: LineAsked, service: PricedService | None) -> None:
    """The service as it is called, coded and priced on the first day; kept with the request for ever."""
    row.local_code = draft.local_code
    row.service_id = service.service_id if service else None
    row.name_en = service.name_en if service else draft.local_code
    row.name_ar = service.name_ar if service else draft.local_code
    row.category = service.category if service else ""
    row.code_system = service.code_system_uri if service else None
    row.code = service.code if service else None
    row.units, row.unit_price = draft.units, service.unit_price if service else ZERO
    vat = service.vat_category if service else "exempt"
    row.tax, row.net = rules.line_amounts(row.units, row.unit_price, vat)
    row.site, row.days_supply = draft.site, draft.days_supply


def _first(rows: list[Any], count: int) -> list[Any]:
    """Rows are rewritten in place, so that a sequence number is never held twice; the rest goes."""
    del rows[count:]
    return list(rows)
