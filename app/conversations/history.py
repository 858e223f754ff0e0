"""The one mover of a communication's status: every step goes into the audit trail, its words never."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.audit.trail import note
from app.conversations.models import IN, Communication
from app.conversations.states import QUESTION, WORDS_OF_OURS
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.tenants.scope import current_scope

SUBJECT = "communication"


def actor_id() -> UUID | None:
    """Who acts now: a person, or None for the house itself."""
    scope = current_scope()
    return scope.user_id if scope else None


def move(one: Communication, event: str, **details: Any) -> str:
    """Let an event happen to a question or to words of ours; raises NotPossible."""
    machine = QUESTION if one.direction == IN else WORDS_OF_OURS

    def write(
        _machine: StateMachine, _record: object, before: str, _event: str, after: str, _by: object, _at: datetime
    ) -> None:  # fmt: skip
        note(f"communication.{event}", SUBJECT, one.id, status=[before, after], **details)

    after = machine.move(one, event, by=actor_id(), at=now(), trail=write)
    db.session.flush()
    return after
