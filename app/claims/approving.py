"""A claim and the approval it names: its units, its number, and emergencies without one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, or_, select

from app.approvals import emergencies, units
from app.approvals.queries import approval
from app.approvals.units import ClaimOfUnits
from app.approvals.values import Visit
from app.claims.models import Claim
from app.claims.states import ADJUDICATED, CANCELLED, CLOSED, DRAFT
from app.claims.values import CORRECTION
from app.kernel.db import db
from app.tenants.scope import across_branches

# After these nothing of the claim stands with the payer, and its units are free again.
STRUCK = frozenset({"cancel_confirmed", "nullify_confirmed", "corrected_to_nullified"})
ENDING = STRUCK | {"discarded"}
GIVING_BACK = ENDING | {"withdrawn"}
JUDGED = "judged"


def take_units(claim: Claim) -> None:
    """Take what the lines want of the approval the claim names.

    Raises ApprovalNotUsable, NoUnitsLeft.
    """
    if claim.approval_id is None:
        units.release(claim.id)
        return
    units.use_for(asking(claim), claim.approval_id)


def asking(claim: Claim) -> ClaimOfUnits:
    """The units that the claim wants, for its visit."""
    return ClaimOfUnits(
        claim_id=claim.id,
        patient_id=claim.patient_id,
        payer_id=claim.payer_id,
        on=claim.service_date,
        wanted=tuple((line.local_code, line.code or "", line.quantity) for line in claim.lines),
        chain=_chain(claim),
    )


@across_branches()
def _chain(claim: Claim) -> frozenset[UUID]:
    """The other claims for the same visit: what it follows, and what follows that. A first draft has none."""
    if claim.status == DRAFT and claim.related_claim_id is None:
        return frozenset()
    root = claim.root_claim_id or claim.id
    query = select(Claim.id).where(or_(Claim.id == root, Claim.root_claim_id == root))
    return frozenset(db.session.scalars(query)) - {claim.id}


def after(claim: Claim, event: str) -> None:
    """What a step of the claim means for its approval."""
    if event in GIVING_BACK:
        units.release(claim.id)
    if claim.related_kind == CORRECTION and event in STRUCK | {JUDGED}:
        _stand(claim)
    if event in ENDING:
        emergencies.no_emergency(claim.id, obtained=False)


def _stand(correction: Claim) -> None:
    """The visit holds just the units of the claim that counts for it now: what a correction asks less is free."""
    root = correction.root_claim_id or correction.id
    judged = and_(Claim.related_kind == CORRECTION, Claim.status.in_((ADJUDICATED, CLOSED)))
    query = select(Claim).where(
        or_(Claim.id == root, and_(Claim.root_claim_id == root, judged)), Claim.status != CANCELLED
    )
    newest_first = Claim.root_claim_id.is_(None), Claim.created_at.desc(), Claim.id.desc()
    found = db.session.scalars(query.order_by(*newest_first).limit(1)).one_or_none()
    if found is not None:
        units.stand_for(asking(found), found.approval_id)


def numbers(claim: Claim) -> tuple[str, ...]:
    """The payer's number of the approval the claim names, as the exchange carries it."""
    if claim.approval_id is None:
        return ()
    reference = approval(claim.approval_id).payer_reference
    return (reference,) if reference else ()


def note_emergency(claim: Claim) -> None:
    """An emergency without approval leaves a task to obtain one; an approval, or no emergency, ends it."""
    if not claim.emergency or claim.approval_id is not None:
        emergencies.no_emergency(claim.id, obtained=claim.approval_id is not None)
        return
    emergencies.emergency(
        Visit(
            claim_id=claim.id,
            claim_number=claim.number,
            patient_id=claim.patient_id,
            payer_id=claim.payer_id,
            policy_id=claim.policy_id,
            practitioner_id=claim.practitioner_id,
            service_date=claim.service_date,
        )
    )
