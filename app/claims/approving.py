"""A claim and the approval it names: its units, its number, and emergencies without one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select

from app.approvals import emergencies, units
from app.approvals.queries import approval
from app.approvals.units import ClaimOfUnits
from app.approvals.values import Visit
from app.claims.models import Claim
from app.kernel.db import db

# After these nothing of the claim stands with the payer, and its units are free again.
STRUCK = frozenset({"cancel_confirmed", "nullify_confirmed", "corrected_to_nullified"})
ENDING = STRUCK | {"discarded"}
GIVING_BACK = ENDING | {"withdrawn"}


def take_units(claim: Claim) -> None:
    """Take what the lines want of the approval the claim names.

    Raises ApprovalNotUsable, NoUnitsLeft.
    """
    if claim.approval_id is None:
        units.release(claim.id)
        return
    wanted = tuple((line.local_code, line.code or "", line.quantity) for line in claim.lines)
    units.use_for(
        ClaimOfUnits(
            claim_id=claim.id,
            patient_id=claim.patient_id,
            payer_id=claim.payer_id,
            on=claim.service_date,
            wanted=wanted,
            chain=_chain(claim),
        ),
        claim.approval_id,
    )


def _chain(claim: Claim) -> frozenset[UUID]:
    """The other claims for the same visit: what it follows, and what follows that."""
    root = claim.root_claim_id or claim.id
    query = select(Claim.id).where(or_(Claim.id == root, Claim.root_claim_id == root))
    return frozenset(db.session.scalars(query)) - {claim.id}


def after(claim: Claim, event: str) -> None:
    """What a step of the claim means for its approval."""
    if event in GIVING_BACK:
        units.release(claim.id)
    if event in ENDING:
        emergencies.no_emergency(claim.id, obtained=False)


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
