"""A claim that follows another: a correction (all of it again) or a complaint (the disputed lines as they were)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.claims.errors import AlreadyFollowed, NoLineChosen, NotJudged, PayerNumberMissing
from app.claims.history import tell
from app.claims.models import Claim, ClaimDiagnosis, ClaimLine
from app.claims.service import NewClaim, start_draft
from app.claims.states import ADJUDICATED, CANCELLED, NONE
from app.claims.values import COMPLAINT, CORRECTION
from app.kernel.db import db
from app.kernel.money import total
from app.tenants.scope import find

COPIED = (
    "kind", "referral_number", "policy_id", "practitioner_id", "facility_id", "eligibility_check_id", "patient_paid",
    "approval_id", "emergency", "prescription_reference", "offline_reference", "offline_on",
)  # fmt: skip
COPIED_OF_DIAGNOSIS = ("sequence", "system", "code", "display", "kind")
COPIED_OF_LINE = (
    "service_id", "local_code", "name_en", "name_ar", "category", "code_system", "code", "service_date",
    "quantity", "unit_price", "factor", "tax", "vat_category", "days_supply", "net", "patient_share", "payer_share", "pointers",
    "site",
)  # fmt: skip


def start_following(claim_id: UUID, kind: str, lines: Collection[int] = ()) -> Claim:
    """The draft of a correction, its lines numbered anew, or of a complaint about these lines.

    `lines` are the sequences of the disputed lines and count for a complaint only. Raises NotJudged,
    AlreadyFollowed, PayerNumberMissing, NoLineChosen, NotFound.
    """
    earlier = find(Claim, claim_id, for_update=True)
    _refuse_unfollowable(earlier)
    chosen = [line for line in earlier.lines if kind == CORRECTION or line.sequence in lines]
    if not chosen:
        raise NoLineChosen
    claim = start_draft(
        NewClaim(
            patient_id=earlier.patient_id,
            payer_id=earlier.payer_id,
            facility_id=earlier.facility_id,
            service_date=earlier.service_date,
        )
    )
    for name in COPIED:
        setattr(claim, name, getattr(earlier, name))
    claim.related_claim_id, claim.related_kind = earlier.id, kind
    claim.root_claim_id = earlier.root_claim_id or earlier.id
    _copy(claim, earlier, chosen)
    db.session.flush()
    earlier.followed_by_id = claim.id
    tell(earlier, f"{kind}_begun", number=claim.number)
    db.session.flush()
    return claim


def let_go_of_earlier(claim: Claim) -> None:
    """A following claim that came to nothing leaves the earlier one open to be answered again."""
    if claim.status != CANCELLED or claim.related_claim_id is None:
        return
    earlier = find(Claim, claim.related_claim_id, for_update=True)
    if earlier.followed_by_id == claim.id:
        earlier.followed_by_id = None


def carries_attempt(claim: Claim) -> bool:
    """Whether it is a correction or complaint that no insurer has judged: it is given up, not closed."""
    return claim.related_claim_id is not None and claim.adjudication == NONE


def refuse_followed(claim: Claim) -> None:
    """Raises AlreadyFollowed where a living claim answers its decision already."""
    if claim.followed_by_id is not None:
        raise AlreadyFollowed(claim.followed_by_id, find(Claim, claim.followed_by_id).number)


def _refuse_unfollowable(earlier: Claim) -> None:
    if earlier.status != ADJUDICATED:
        raise NotJudged
    refuse_followed(earlier)
    if not (earlier.payer_reference or "").strip():
        raise PayerNumberMissing


def _copy(claim: Claim, earlier: Claim, lines: list[ClaimLine]) -> None:
    for diagnosis in earlier.diagnoses:
        values = {name: getattr(diagnosis, name) for name in COPIED_OF_DIAGNOSIS}
        claim.diagnoses.append(ClaimDiagnosis(claim_id=claim.id, **values))
    for place, line in enumerate(lines, start=1):
        values = {name: getattr(line, name) for name in COPIED_OF_LINE}
        # A line is known by its claim's number and its own: a correction's lines are all new ones.
        number = line.sequence if claim.related_kind == COMPLAINT else place
        claim.lines.append(ClaimLine(claim_id=claim.id, sequence=number, **values))
    claim.tax, claim.net = total(one.tax for one in lines), total(one.net for one in lines)
    claim.patient_share = total(one.patient_share for one in lines)
    claim.payer_share = total(one.payer_share for one in lines)
