"""An accepted claim is told to the meter, in the transaction of its step; the meter knows no claims."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.claims.models import Submission
from app.claims.states import ACCEPTED, ADJUDICATED, CANCELLED, REJECTED
from app.kernel.db import db
from app.plans import metering

if TYPE_CHECKING:
    from app.claims.models import Claim


def follow(claim: Claim) -> None:
    """Count a claim that the insurer has; take back one that was rejected after all, or cancelled."""
    if not metering.is_running():
        return
    if claim.status in {REJECTED, CANCELLED}:
        metering.take_back(claim.id)
    elif claim.status in {ACCEPTED, ADJUDICATED}:
        metering.count(
            metering.Accepted(
                root_claim_id=claim.root_claim_id or claim.id, claim_id=claim.id, claim_number=claim.number,
                payer_id=claim.payer_id, message_id=_sending(claim),
            )
        )  # fmt: skip


def _sending(claim: Claim) -> UUID:
    """The message that carried the newest sending."""
    query = select(Submission.message_id).where(
        Submission.claim_id == claim.id, Submission.attempt == claim.attempts
    )
    return db.session.scalars(query).one()
