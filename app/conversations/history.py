"""The one mover of a communication's status: every step goes into the audit trail, its words never."""

from __future__ import annotations

from typing import Any

from app.conversations.models import IN, Communication
from app.conversations.states import QUESTION, WORDS_OF_OURS
from app.kernel.db import db
from app.tenants.history import History

SUBJECT = "communication"
HISTORY = History(SUBJECT)


def move(one: Communication, event: str, **details: Any) -> str:
    """Let an event happen to a question or to words of ours; raises NotPossible."""
    machine = QUESTION if one.direction == IN else WORDS_OF_OURS
    after = HISTORY.move(machine, one, event, details)
    db.session.flush()
    return after
