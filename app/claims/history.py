"""The trail of a claim: every step on either axis goes into its timeline and the audit chain."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.claims import approving, listening
from app.claims.models import Claim, ClaimEvent
from app.claims.states import ADJUDICATION, CLAIM
from app.kernel.db import db
from app.tenants.history import History

HISTORY = History("claim", lambda claim, axis: ClaimEvent(claim_id=claim.id, axis=axis))


def move(claim: Claim, event: str, **details: Any) -> str:
    """Let an event of the lifecycle happen to the claim; raises NotPossible."""
    after = HISTORY.move(CLAIM, claim, event, details)
    approving.after(claim, event)
    listening.told(claim)
    return after


def correct(claim: Claim, event: str, **details: Any) -> str:
    """Put right a status of the lifecycle; only corrections pass. Raises NotPossible."""
    after = HISTORY.correct(CLAIM, claim, event, details)
    approving.after(claim, event)
    listening.told(claim)
    return after


def judge(claim: Claim, event: str, **details: Any) -> str:
    """Let an event of the adjudication happen to the claim; raises NotPossible."""
    after = HISTORY.move(ADJUDICATION, claim, event, details, axis="adjudication")
    listening.told(claim)
    return after


def tell(claim: Claim, event: str, **details: Any) -> None:
    """Something worth telling that moves no status, such as a message of unknown fate."""
    HISTORY.tell(CLAIM, claim, event, details)


def newest_of(claim: Claim, *events: str) -> str | None:
    """Which of these happened to the claim last, if any did."""
    query = select(ClaimEvent.event).where(
        ClaimEvent.claim_id == claim.id, ClaimEvent.event.in_(events)
    )
    return db.session.scalars(query.order_by(ClaimEvent.position.desc()).limit(1)).one_or_none()
