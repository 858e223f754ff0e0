"""The only writer of a batch's status: each step goes into the audit chain."""

from __future__ import annotations

from typing import Any

from app.batches.models import Batch
from app.batches.states import BATCH
from app.tenants.history import History

SUBJECT = "batch"
HISTORY = History(SUBJECT)


def move(batch: Batch, event: str, **details: Any) -> str:
    """Let an event happen to the batch; raises NotPossible."""
    return HISTORY.move(BATCH, batch, event, details)
