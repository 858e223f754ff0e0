"""The trail of an approval: every step goes into its timeline and the audit chain."""

from __future__ import annotations

from typing import Any

from app.approvals.models import Approval, ApprovalEvent
from app.approvals.states import APPROVAL
from app.tenants.history import History

SUBJECT = "approval"
HISTORY = History(SUBJECT, lambda approval, _axis: ApprovalEvent(approval_id=approval.id))


def move(approval: Approval, event: str, **details: Any) -> str:
    """Let an event happen to the approval; raises NotPossible."""
    return HISTORY.move(APPROVAL, approval, event, details)


def tell(approval: Approval, event: str, **details: Any) -> None:
    """Something worth telling that moves no status, such as a question or a late answer."""
    HISTORY.tell(APPROVAL, approval, event, details)
