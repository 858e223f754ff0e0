"""The trail of a dispense: every step goes into its timeline and the audit chain."""

from __future__ import annotations

from typing import Any

from app.pharmacy.dispensing.models import Dispense, DispenseEvent
from app.pharmacy.dispensing.states import DISPENSE
from app.tenants.history import History

SUBJECT = "dispense"
HISTORY = History(SUBJECT, lambda dispense, _axis: DispenseEvent(dispense_id=dispense.id))


def move(dispense: Dispense, event: str, **details: Any) -> str:
    """Let an event happen to the dispense; raises NotPossible."""
    return HISTORY.move(DISPENSE, dispense, event, details)


def tell(dispense: Dispense, event: str, **details: Any) -> None:
    """Something worth telling that moves no status."""
    HISTORY.tell(DISPENSE, dispense, event, details)
