"""Questions of payers that wait for a person, for the first page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.conversations import queries, rules
from app.kernel.clock import now


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question on the clock; `about` is our number of the subject, the tone that of the clock."""

    id: UUID
    subject: tuple[str, UUID]
    about: str
    payer_id: UUID
    minutes_left: int
    tone: str


def needing_a_person(limit: int = 50) -> list[OpenQuestion]:
    """The open questions, the most urgent first."""
    moment = now()
    clocks = [(one, rules.clock(one, moment)) for one in queries.unanswered(limit)]
    return [
        OpenQuestion(
            id=one.id,
            subject=(one.subject_kind, one.subject_id),
            about=one.about,
            payer_id=one.payer_id,
            minutes_left=clock.minutes_left,
            tone=clock.tone,
        )
        for one, clock in clocks
        if clock is not None
    ]
