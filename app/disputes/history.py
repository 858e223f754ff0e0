"""The trail of a dispute: every step goes into its timeline and the audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.audit.trail import Event, record
from app.disputes.models import Dispute, DisputeEvent
from app.disputes.states import DISPUTE
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.tenants.scope import current_scope, current_tenant_id


def actor_id() -> UUID | None:
    """Who acts now: a person, or None for the house itself."""
    scope = current_scope()
    return scope.user_id if scope else None


def move(dispute: Dispute, event: str, **details: Any) -> str:
    """Let an event happen to the dispute; raises NotPossible."""
    return DISPUTE.move(dispute, event, by=actor_id(), at=now(), trail=_trail(details))


def tell(dispute: Dispute, event: str, **details: Any) -> None:
    """Something worth telling that moves no status."""
    _trail(details)(DISPUTE, dispute, dispute.status, event, dispute.status, actor_id(), now())


def _trail(details: dict[str, Any]) -> Any:
    def write(  # noqa: PLR0917 - the state machine hands these over in its own order
        _machine: StateMachine,
        dispute: Any,
        before: str,
        event: str,
        after: str,
        by: Any,
        at: datetime,
    ) -> None:
        db.session.add(
            DisputeEvent(
                dispute_id=dispute.id,
                at=at,
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
                event=f"dispute.{event}",
                subject_kind="dispute",
                subject_id=dispute.id,
                actor_id=by,
                changes={"status": [before, after], **details},
                at=at,
            )
        )

    return write
