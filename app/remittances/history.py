"""The trail of remittances: every step of one, or of a line of one, is written where the status moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.states import CORRECTION, StateMachine
from app.remittances.models import Remittance, RemittanceLine
from app.remittances.states import LINE, REMITTANCE
from app.tenants.scope import actor_id

SUBJECT = "remittance"


def move(remittance: Remittance, event: str, **details: Any) -> str:
    """Let an event happen to a remittance; raises NotPossible."""
    return _step(REMITTANCE, remittance, event, "remittance", details)


def move_line(line: RemittanceLine, event: str, **details: Any) -> str:
    """Let an event happen to a line of one; raises NotPossible."""
    return _step(LINE, line, event, "remittance_line", details)


def _step(machine: StateMachine, record: Any, event: str, name: str, details: dict[str, Any]) -> str:  # fmt: skip
    def write(_machine: StateMachine, record: Any, before: str, event: str, after: str, _by: Any, _at: datetime) -> None:  # fmt: skip
        subject = record.id if machine is REMITTANCE else record.remittance_id
        line = {} if machine is REMITTANCE else {"line": record.sequence}
        note(f"{name}.{event}", SUBJECT, subject, status=[before, after], **line, **details)

    act = machine.correct if event.startswith(CORRECTION) else machine.move
    return act(record, event, by=actor_id(), at=now(), trail=write)
