"""Writing what was typed into a draft: prices, shares and sums are computed here, never typed in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.approvals.models import Approval
from app.approvals.values import CATEGORY_OF_KIND
from app.claims.models import Claim, ClaimDiagnosis, ClaimLine
from app.claims.rules import ClaimAmounts, claim_amounts
from app.claims.values import ClaimDraft, DiagnosisDraft, LineDraft
from app.contracts.on_file import services_on_file
from app.contracts.queries import PricedService
from app.eligibility import queries as eligibility
from app.kernel.money import ZERO
from app.patients.models import Policy
from app.practitioners.queries import practitioner
from app.reference.queries import codes_by
from app.reference.systems import ICD_10_CM
from app.tenants.queries import branch_to_work_in
from app.tenants.scope import find

COVERED = "covered"


def write(claim: Claim, draft: ClaimDraft) -> None:
    """Make the claim say what the draft says; a line without a price keeps what was typed.

    Raises NotFound for a policy, practitioner, branch or claim of somebody else.
    """
    _write_head(claim, draft)
    _write_diagnoses(claim, draft.diagnoses)
    known = services_on_file(
        claim.payer_id, draft.service_date, {line.local_code for line in draft.lines}
    )
    lines = tuple(_priced(line, known.get(line.local_code)) for line in draft.lines)
    amounts = claim_amounts(lines, *copayment(claim))
    _write_lines(claim, lines, known, amounts)
    claim.tax, claim.net = amounts.tax, amounts.net
    claim.patient_share, claim.payer_share = amounts.patient_share, amounts.payer_share
    claim.typed = None


def _write_head(claim: Claim, draft: ClaimDraft) -> None:
    if draft.policy_id is not None:
        claim.payer_id = find(Policy, draft.policy_id).payer_id
    if draft.practitioner_id is not None:
        practitioner(draft.practitioner_id)
    if draft.related_claim_id is not None:
        find(Claim, draft.related_claim_id)
    if draft.approval_id is not None:
        find(Approval, draft.approval_id)
    claim.policy_id, claim.practitioner_id = draft.policy_id, draft.practitioner_id
    claim.facility_id = branch_to_work_in(draft.facility_id).id
    claim.service_date = draft.service_date
    claim.referral_number, claim.patient_paid = draft.referral_number, draft.patient_paid
    claim.offline_reference, claim.offline_on = draft.offline_reference, draft.offline_on
    claim.approval_id, claim.emergency = draft.approval_id, draft.emergency
    if draft.prescription_reference != (claim.prescription_reference or ""):
        claim.prescription_reference = draft.prescription_reference
    if draft.related_claim_id is not None:
        # The entry page says nothing of it: what a claim follows was settled when it was begun.
        claim.related_claim_id = draft.related_claim_id
        claim.related_kind = draft.related_kind or None
    check = eligibility.latest(claim.patient_id, claim.payer_id, draft.service_date)
    claim.eligibility_check_id = draft.eligibility_check_id or (check.id if check else None)


def copayment(claim: Claim) -> tuple[Decimal | None, Decimal | None]:
    """Percent and maximum: as the payer answered, else as the policy on file says."""
    check = eligibility.latest(claim.patient_id, claim.payer_id, claim.service_date)
    if check is not None and check.verdict == COVERED:
        percent, most = eligibility.copayment(check, CATEGORY_OF_KIND.get(claim.kind, ""))
        if percent is not None:
            return percent, most
    if claim.policy_id is not None:
        policy = find(Policy, claim.policy_id)
        return policy.copay_percent, policy.copay_max
    return None, None


def _write_diagnoses(claim: Claim, drafts: tuple[DiagnosisDraft, ...]) -> None:
    known = codes_by(ICD_10_CM, [draft.code for draft in drafts])
    keep = _first(claim.diagnoses, len(drafts))
    for place, draft in enumerate(drafts):
        code = known.get(draft.code)
        row = keep[place] if place < len(keep) else ClaimDiagnosis(claim_id=claim.id)
        row.sequence = place + 1
        row.system = draft.system
        row.code = code.code if code else draft.code
        row.display = code.display_en if code else ""
        row.kind = draft.kind
        if place >= len(keep):
            claim.diagnoses.append(row)


def _priced(line: LineDraft, service: PricedService | None) -> LineDraft:
    """The line at the price and tax of the list, where nobody typed another price."""
    listed = service.unit_price if service else ZERO
    return replace(
        line,
        unit_price=listed if line.unit_price is None else line.unit_price,
        vat_category=service.vat_category if service else line.vat_category,
    )


def _write_lines(
    claim: Claim,
    drafts: tuple[LineDraft, ...],
    known: dict[str, PricedService],
    amounts: ClaimAmounts,
) -> None:
    keep = _first(claim.lines, len(drafts))
    for place, (draft, amount) in enumerate(zip(drafts, amounts.lines, strict=True)):
        row = keep[place] if place < len(keep) else ClaimLine(claim_id=claim.id)
        _describe(row, draft.local_code, known.get(draft.local_code))
        row.sequence = place + 1
        row.service_date = draft.service_date
        row.quantity, row.factor = draft.quantity, draft.factor
        row.unit_price = ZERO if draft.unit_price is None else draft.unit_price
        row.vat_category, row.days_supply = draft.vat_category, draft.days_supply
        row.tax, row.net = amount.tax, amount.net
        row.patient_share, row.payer_share = amount.patient_share, amount.payer_share
        row.pointers, row.site = list(draft.pointers), draft.site
        if place >= len(keep):
            claim.lines.append(row)


def _describe(row: ClaimLine, local_code: str, service: PricedService | None) -> None:
    """The service as it is called and coded on the service date; kept with the claim for ever."""
    row.local_code = local_code
    row.service_id = service.service_id if service else None
    row.name_en = service.name_en if service else local_code
    row.name_ar = service.name_ar if service else local_code
    row.category = service.category if service else ""
    row.code_system = service.code_system_uri if service else None
    row.code = service.code if service else None


def _first(rows: list[ClaimDiagnosis] | list[ClaimLine], count: int) -> list:  # type: ignore[type-arg]
    """Rows are rewritten in place, so that a sequence number is never held twice; the rest goes."""
    del rows[count:]
    return list(rows)
