"""The trail of a dispute: every step goes into its timeline and the audit chain."""

from __future__ import annotations

from typing import Any

from app.disputes.models import Dispute, DisputeEvent
from app.disputes.states import DISPUTE
from app.tenants.history import History

HISTORY = History("dispute", lambda dispute, _axis: DisputeEvent(dispute_id=dispute.id))


def move(dispute: Dispute, event: str, **details: Any) -> str:
    """Let an event happen to the dispute; raises NotPossible."""
    return HISTORY.move(DISPUTE, dispute, event, details)


def tell(dispute: Dispute, event: str, **details: Any) -> None:
    """Something worth telling that moves no status."""
    HISTORY.tell(DISPUTE, dispute, event, details)
