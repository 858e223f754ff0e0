"""Which one value mends a whole group, and putting it into every claim of the group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.audit.trail import note
from app.batches.errors import GroupChanged
from app.batches.preflight import preflight
from app.batches.values import Candidate, Group
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.claims.scrubbing import fixes
from app.claims.values import ClaimDraft, DiagnosisDraft, LineDraft
from app.eligibility import service as eligibility
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.tenants.scope import find

# A web page mends so many at once, and says how many are left.
AT_ONCE = 200

PRACTITIONER, BRANCH, REFERRAL, PRICES, AGAIN, ASK = (
    "practitioner", "branch", "referral", "prices", "again", "ask",
)  # fmt: skip
_BY_FIX = {
    fixes.CHOOSE_PRACTITIONER: PRACTITIONER,
    fixes.REGISTER_BRANCH: BRANCH,
    fixes.ADD_REFERRAL: REFERRAL,
    fixes.CORRECT_PRICE: PRICES,
    fixes.MAP_CODE: AGAIN,
    fixes.RECALCULATE: AGAIN,
    fixes.CHECK_ELIGIBILITY: ASK,
}

# The edit that finds claims without a practitioner.
NOBODY_NAMED = "CHK-22"

# A UUID of this tenant's own lists, or words, as the kind of repair wants it.
Value = Any


@dataclass(frozen=True)
class Mended:
    """How many claims were mended, could not be, and are still to do."""

    done: int
    failed: int
    left: int


def kind_of(group: Group) -> str | None:
    """How the whole group can be mended at once; None where each claim needs its own hand.

    Who treated and what the patient paid is not made true by typing it: an ended licence is renewed in its register,
    one practitioner is put into all only where none is named, and money is taken, or noted, claim by claim.
    """
    about = group.example.field if group.example else ""
    if group.fix == fixes.CORRECT_SHARE:
        return None if about == "total" else AGAIN
    if group.fix == fixes.CHOOSE_PRACTITIONER and group.code != NOBODY_NAMED:
        return None
    return _BY_FIX.get(group.fix)


def mend(wanted: ClaimFilter, key: str, digest: str, value: Value) -> Mended:
    """Put one value into every claim of a group, each by its own verb and in the version that was seen.

    Raises GroupChanged when the group is not the one that stood on the page, TooMany, NotFound.
    """
    group = next((one for one in preflight(wanted).groups if one.key == key), None)
    kind = kind_of(group) if group else None
    if group is None or kind is None or group.digest != digest:
        raise GroupChanged
    todo = group.claims[:AT_ONCE]
    done = sum(_mend_one(one, group, kind, value) for one in todo)
    return Mended(done, len(todo) - done, len(group.claims) - len(todo))


def _mend_one(one: Candidate, group: Group, kind: str, value: Value) -> bool:
    """Mend one claim; False where its verb refuses. What was refused wrote nothing."""
    try:
        if kind == ASK:
            claim = find(Claim, one.claim_id)
            eligibility.ask(claim.patient_id, claim.payer_id, claim.service_date, again=True)
        else:
            claim = find(Claim, one.claim_id)
            draft = _CHANGES[kind](as_draft(claim), claim, value)
            claims.save_draft(one.claim_id, draft, one.version)
    except (DomainError, NotFound):
        return False
    note("claim.mended", "claim", one.claim_id, edit=group.code, by=kind)
    db.session.flush()
    return True


def as_draft(claim: Claim) -> ClaimDraft:
    """What the claim says, as if it were typed again."""
    return ClaimDraft(
        patient_id=claim.patient_id,
        policy_id=claim.policy_id,
        practitioner_id=claim.practitioner_id,
        facility_id=claim.facility_id,
        service_date=claim.service_date,
        eligibility_check_id=claim.eligibility_check_id,
        referral_number=claim.referral_number,
        prescription_reference=claim.prescription_reference or "",
        offline_reference=claim.offline_reference,
        offline_on=claim.offline_on,
        approval_id=claim.approval_id,
        emergency=claim.emergency,
        related_claim_id=claim.related_claim_id,
        related_kind=claim.related_kind or "",
        patient_paid=claim.patient_paid,
        diagnoses=tuple(
            DiagnosisDraft(sequence=row.sequence, code=row.code, kind=row.kind, system=row.system)
            for row in claim.diagnoses
        ),
        lines=tuple(
            LineDraft(
                sequence=line.sequence,
                local_code=line.local_code,
                service_date=line.service_date,
                quantity=line.quantity,
                unit_price=line.unit_price,
                service_id=line.service_id,
                factor=line.factor,
                vat_category=line.vat_category,
                pointers=tuple(line.pointers),
                days_supply=line.days_supply,
                site=line.site,
            )
            for line in claim.lines
        ),
    )


def _practitioner(draft: ClaimDraft, _claim: Claim, value: Value) -> ClaimDraft:
    return replace(draft, practitioner_id=value)


def _branch(draft: ClaimDraft, _claim: Claim, value: Value) -> ClaimDraft:
    return replace(draft, facility_id=value)


def _referral(draft: ClaimDraft, _claim: Claim, value: Value) -> ClaimDraft:
    return replace(draft, referral_number=value)


def _prices(draft: ClaimDraft, _claim: Claim, _value: Value) -> ClaimDraft:
    return replace(draft, lines=tuple(replace(line, unit_price=None) for line in draft.lines))


def _again(draft: ClaimDraft, _claim: Claim, _value: Value) -> ClaimDraft:
    return draft


_CHANGES: dict[str, Callable[[ClaimDraft, Claim, Value], ClaimDraft]] = {
    PRACTITIONER: _practitioner,
    BRANCH: _branch,
    REFERRAL: _referral,
    PRICES: _prices,
    AGAIN: _again,
}
