"""Writing what was typed into a draft: prices, shares and sums are computed here, never typed in."""

from __future__ import annotations

from decimal import Decimal

from app.claims.models import Claim, ClaimDiagnosis, ClaimLine
from app.claims.rules import ClaimAmounts, claim_amounts
from app.claims.values import ClaimDraft, DiagnosisDraft, LineDraft
from app.contracts.queries import PricedService, priced_by_local_codes
from app.eligibility.models import EligibilityCheck
from app.patients.models import Policy
from app.reference.queries import codes_by
from app.tenants.scope import find

ICD_KEY = "icd-10-cm"


def write(claim: Claim, draft: ClaimDraft) -> None:
    """Make the claim say what the draft says; lines of services without a price keep what was typed."""
    claim.policy_id = draft.policy_id
    claim.practitioner_id = draft.practitioner_id
    claim.facility_id = draft.facility_id
    claim.service_date = draft.service_date
    claim.eligibility_check_id = draft.eligibility_check_id
    _write_diagnoses(claim, draft.diagnoses)
    priced = priced_by_local_codes(
        claim.payer_id, draft.service_date, {line.local_code for line in draft.lines}
    )
    lines = tuple(line for line in draft.lines if line.local_code in priced)
    amounts = claim_amounts(lines, *copayment(draft))
    _write_lines(claim, lines, priced, amounts)
    claim.tax, claim.net = amounts.tax, amounts.net
    claim.patient_share, claim.payer_share = amounts.patient_share, amounts.payer_share


def copayment(draft: ClaimDraft) -> tuple[Decimal | None, Decimal | None]:
    """Percent and maximum: as the payer answered, else as the policy on file says."""
    if draft.eligibility_check_id is not None:
        check = find(EligibilityCheck, draft.eligibility_check_id)
        if check.copay_percent is not None:
            return check.copay_percent, check.copay_max
    if draft.policy_id is not None:
        policy = find(Policy, draft.policy_id)
        return policy.copay_percent, policy.copay_max
    return None, None


def _write_diagnoses(claim: Claim, drafts: tuple[DiagnosisDraft, ...]) -> None:
    known = codes_by(ICD_KEY, [draft.code for draft in drafts])
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


def _write_lines(
    claim: Claim,
    drafts: tuple[LineDraft, ...],
    priced: dict[str, PricedService],
    amounts: ClaimAmounts,
) -> None:
    keep = _first(claim.lines, len(drafts))
    for place, (draft, amount) in enumerate(zip(drafts, amounts.lines, strict=True)):
        row = keep[place] if place < len(keep) else ClaimLine(claim_id=claim.id)
        _describe(row, priced[draft.local_code])
        row.sequence = place + 1
        row.service_date = draft.service_date
        row.quantity, row.unit_price, row.factor = draft.quantity, draft.unit_price, draft.factor
        row.vat_category = draft.vat_category
        row.tax, row.net = amount.tax, amount.net
        row.patient_share, row.payer_share = amount.patient_share, amount.payer_share
        row.pointers = list(draft.pointers)
        if place >= len(keep):
            claim.lines.append(row)


def _describe(row: ClaimLine, service: PricedService) -> None:
    """The service as it is called and coded on the service date; kept with the claim for ever."""
    row.service_id = service.service_id
    row.local_code = service.local_code
    row.name_en, row.name_ar = service.name_en, service.name_ar
    row.category = service.category
    row.code_system, row.code = service.code_system_uri, service.code


def _first(rows: list[ClaimDiagnosis] | list[ClaimLine], count: int) -> list:  # type: ignore[type-arg]
    """Rows are rewritten in place, so that a sequence number is never held twice; the rest goes."""
    del rows[count:]
    return list(rows)
