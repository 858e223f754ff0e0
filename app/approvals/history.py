"""The trail of an approval: every step goes into its timeline and the audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.approvals.models import Approval, ApprovalEvent
from app.approvals.states import APPROVAL
from app.audit.trail import Event, record
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.tenants.scope import current_scope, current_tenant_id

SUBJECT = "approval"


def actor_id() -> UUID | None:
    """Who acts now: a person, or None for the house itself."""
    scope = current_scope()
    return scope.user_id if scope else None


def move(approval: Approval, event: str, **details: Any) -> str:
    """Let an event happen to the approval; raises NotPossible."""
    return APPROVAL.move(approval, event, by=actor_id(), at=now(), trail=_trail(details))


def tell(approval: Approval, event: str, **details: Any) -> None:
    """Something worth telling that moves no status, such as a question or a late answer."""
    _trail(details)(APPROVAL, approval, approval.status, event, approval.status, actor_id(), now())


def _trail(details: dict[str, Any]) -> Any:
    def write(  # noqa: PLR0917 - the state machine hands these over in its own order
        _machine: StateMachine,
        approval: Any,
        before: str,
        event: str,
        after: str,
        by: Any,
        at: datetime,
    ) -> None:
        db.session.add(
            ApprovalEvent(
                approval_id=approval.id,
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
                event=f"approval.{event}",
                subject_kind=SUBJECT,
                subject_id=approval.id,
                actor_id=by,
                changes={"status": [before, after], **details},
                at=at,
            )
        )

    return write
