"""The only writer of a batch's status: each step goes into the audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.audit.trail import note
from app.batches.models import Batch
from app.batches.states import BATCH
from app.kernel.clock import now
from app.kernel.states import StateMachine
from app.tenants.scope import current_scope

SUBJECT = "batch"


def move(batch: Batch, event: str, **details: Any) -> str:
    """Let an event happen to the batch; raises NotPossible."""
    scope = current_scope()
    who = scope.user_id if scope else None
    return BATCH.move(batch, event, by=who, at=now(), trail=_trail(details))


def _trail(details: dict[str, Any]) -> Any:
    def write(
        _machine: StateMachine,
        batch: Any,
        before: str,
        event: str,
        after: str,
        _by: Any,
        _at: datetime,
    ) -> None:
        note(f"batch.{event}", SUBJECT, batch.id, status=[before, after], **details)

    return write
