"""A claim's end: closed when its money is settled or a person lets the rest go, open again when that changes."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.claims.errors import AttemptUndecided
from app.claims.following import carries_attempt, refuse_followed
from app.claims.history import correct, move
from app.claims.models import Claim, Submission
from app.claims.service import free
from app.claims.states import ADJUDICATED, CLAIM, CLOSED, NONE
from app.exchange.models import Message
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.states import NotPossible
from app.kernel.words import N_
from app.tenants.scope import find

REASONS = {
    "decision_accepted": N_("The insurer is right: we accept its decision"),
    "not_worth_it": N_("The amount is not worth the effort"),
    "too_late": N_("The window to answer has passed"),
    "patient_pays": N_("The patient pays this part"),
    "claimed_elsewhere": N_("It was claimed in another claim"),
    "entered_by_mistake": N_("The claim was entered by mistake"),
}


def follow_money(claim: Claim, *, is_settled: bool) -> None:
    """Close a judged claim whose money is settled; open it again where it no longer is.

    What a person closed stays closed until a person opens it.
    """
    if is_settled and claim.status == ADJUDICATED:
        move(claim, "settled")
    elif not is_settled and claim.status == CLOSED and claim.closed_reason is None:
        correct(claim, "corrected_to_adjudicated")


def at_stake(claim: Claim) -> Decimal:
    """What was asked of the payer and not approved, in rials."""
    return max(claim.payer_share - (claim.approved or ZERO), ZERO)


def close(claim_id: UUID, reason: str) -> Claim:
    """End a claim with a coded reason; what is still at stake is let go.

    Raises AlreadyFollowed, AttemptUndecided, TakenByOther, NotPossible, NotFound.
    """
    claim = free(claim_id)
    refuse_followed(claim)
    CLAIM.next(claim.status, "closed")
    if carries_attempt(claim):
        raise AttemptUndecided
    claim.closed_reason, claim.let_go = reason, at_stake(claim)
    move(claim, "closed", reason=reason, let_go=str(claim.let_go))
    db.session.flush()
    return claim


def retract(claim_id: UUID) -> Claim:
    """End a draft whose every sending was called back in time: what it bills was taken back.

    Raises NotPossible where a sending may have arrived, NotFound.
    """
    claim = find(Claim, claim_id, for_update=True)
    arrived = (
        select(Message.id)
        .join(Submission, (Submission.tenant_id == Message.tenant_id) & (Submission.message_id == Message.id))
        .where(Submission.claim_id == claim.id, Message.may_have_arrived)
    )  # fmt: skip
    if db.session.scalars(arrived.limit(1)).first() is not None:
        raise NotPossible(CLAIM.name, claim.status, "discarded")
    move(claim, "discarded")
    db.session.flush()
    return claim


def reopen_closed(claim_id: UUID) -> Claim:
    """Take the closing back: the claim stands again where it stood. Raises TakenByOther, NotPossible, NotFound."""
    claim = free(claim_id)
    correct(
        claim, "corrected_to_rejected" if claim.adjudication == NONE else "corrected_to_adjudicated"
    )
    claim.closed_reason = claim.let_go = None
    db.session.flush()
    return claim
