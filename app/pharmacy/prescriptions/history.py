"""The trail of a prescription: every step goes into its timeline and the audit chain."""

from __future__ import annotations

from typing import Any

from app.pharmacy.prescriptions.models import Prescription, PrescriptionEvent, PrescriptionTask
from app.pharmacy.prescriptions.states import PRESCRIPTION, TASK
from app.tenants.history import History

SUBJECT = "prescription"
HISTORY = History(
    SUBJECT, lambda prescription, _axis: PrescriptionEvent(prescription_id=prescription.id)
)


def move(prescription: Prescription, event: str, **details: Any) -> str:
    """Let an event happen to the prescription; raises NotPossible."""
    return HISTORY.move(PRESCRIPTION, prescription, event, details)


def tell(prescription: Prescription, event: str, **details: Any) -> None:
    """Something worth telling that moves no status."""
    HISTORY.tell(PRESCRIPTION, prescription, event, details)


TASK_SUBJECT = "prescription_task"
_TASKS = History(TASK_SUBJECT)


def move_task(task: PrescriptionTask, event: str, **details: Any) -> str:
    """Let an event happen to a question to the exchange; raises NotPossible."""
    return _TASKS.move(TASK, task, event, details)


def tell_task(task: PrescriptionTask, event: str, **details: Any) -> None:
    """Something worth telling of it that moves no status."""
    _TASKS.tell(TASK, task, event, details)
