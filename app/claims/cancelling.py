"""Letting go of a claim the payer has: cancelled while it is good, nullified when it was sent in error."""

from __future__ import annotations

from uuid import UUID

from app.claims.errors import CancelUnderWay, NotSentInError
from app.claims.following import refuse_followed
from app.claims.history import tell
from app.claims.models import Claim
from app.claims.service import free, last_submission
from app.claims.states import CLAIM, CLOSED, NONE, NULLIFIED, nullifying
from app.exchange import outbox
from app.exchange.connections import insurer, ourselves
from app.exchange.messages import CLAIMS, CancelRequest
from app.exchange.queries import cancel_under_way
from app.kernel.states import NotPossible
from app.tenants.service import next_number

# The reasons for which an exchange strikes a claim; one that only ought not to be paid is cancelled.
IN_ERROR = frozenset({"wrong_information", "already_submitted"})


def cancel(claim_id: UUID, reason: str) -> Claim:
    """Ask the payer to let go of a claim; it is cancelled when the payer says so.

    Raises CancelUnderWay, TakenByOther, NotPossible, NotFound.
    """
    claim = free(claim_id)
    CLAIM.next(claim.status, "cancel_confirmed")
    _ask(claim, reason, nullify=False)
    return claim


def nullify(claim_id: UUID, reason: str) -> Claim:
    """Ask the payer to strike a claim that was sent in error, judged or even paid as it may be.

    Raises NotSentInError, AlreadyFollowed, CancelUnderWay, TakenByOther, NotPossible, NotFound.
    """
    claim = free(claim_id)
    if reason not in IN_ERROR:
        raise NotSentInError
    if not can_be_nullified(claim):
        raise NotPossible(CLAIM.name, claim.status, NULLIFIED)
    refuse_followed(claim)
    _ask(claim, reason, nullify=True)
    return claim


def can_be_nullified(claim: Claim) -> bool:
    """Whether it stands in the payer's system; one that was closed as rejected never did."""
    never_arrived = claim.status == CLOSED and claim.adjudication == NONE
    return nullifying(claim.status) is not None and not never_arrived


def _ask(claim: Claim, reason: str, *, nullify: bool) -> None:
    if cancel_under_way(claim.id):
        raise CancelUnderWay
    tell(claim, "nullify_asked" if nullify else "cancel_asked", reason=reason)
    outbox.send(
        CancelRequest(
            identifier=f"{claim.number}-X{next_number('cancel')}",
            claim_identifier=last_submission(claim).identifier,
            provider=ourselves(),
            payer=insurer(claim.payer_id),
            reason=reason,
            nullify=nullify,
        ),
        payer_id=claim.payer_id,
        stream=CLAIMS,
        subject_kind="claim",
        subject_id=claim.id,
    )
