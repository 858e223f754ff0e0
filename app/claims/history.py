"""The trail of a claim: every step on either axis goes into its timeline and the audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.audit.trail import Event, record
from app.claims import approving, listening
from app.claims.models import Claim, ClaimEvent
from app.claims.states import ADJUDICATION, CLAIM
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.tenants.scope import current_scope, current_tenant_id


def actor_id() -> UUID | None:
    """Who acts now: a person, or None for the house itself."""
    scope = current_scope()
    return scope.user_id if scope else None


def move(claim: Claim, event: str, **details: Any) -> str:
    """Let an event of the lifecycle happen to the claim; raises NotPossible."""
    after = CLAIM.move(claim, event, by=actor_id(), at=now(), trail=_trail(details))
    approving.after(claim, event)
    listening.told(claim)
    return after


def correct(claim: Claim, event: str, **details: Any) -> str:
    """Put right a status of the lifecycle; only corrections pass. Raises NotPossible."""
    after = CLAIM.correct(claim, event, by=actor_id(), at=now(), trail=_trail(details))
    listening.told(claim)
    return after


def judge(claim: Claim, event: str, **details: Any) -> str:
    """Let an event of the adjudication happen to the claim; raises NotPossible."""
    after = ADJUDICATION.move(
        claim, event, by=actor_id(), at=now(), trail=_trail(details), attribute="adjudication"
    )
    listening.told(claim)
    return after


def tell(claim: Claim, event: str, **details: Any) -> None:
    """Something worth telling that moves no status, such as a message of unknown fate."""
    _trail(details)(CLAIM, claim, claim.status, event, claim.status, actor_id(), now())


def _trail(details: dict[str, Any]) -> Any:
    def write(  # noqa: PLR0917 - the state machine hands these over in its own order
        machine: StateMachine,
        claim: Any,
        before: str,
        event: str,
        after: str,
        by: Any,
        at: datetime,
    ) -> None:
        axis = "status" if machine is CLAIM else "adjudication"
        db.session.add(
            ClaimEvent(
                claim_id=claim.id,
                at=at,
                axis=axis,
                event=event,
                from_status=before,
                to_status=after,
                actor_id=by,
                details=details,
            )
        )
        record(
            Event(
                tenant_id=current_tenant_id(),
                event=f"claim.{event}",
                subject_kind="claim",
                subject_id=claim.id,
                actor_id=by,
                changes={axis: [before, after], **details},
                at=at,
            )
        )

    return write
