"""The payer's clock, and what a question becomes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

USUAL_MINUTES = 30
CALM, HALF, OVER = "info", "warning", "danger"


class Asked(Protocol):
    """A question on the clock: when it came, until when it wants an answer, when it got one."""

    @property
    def asked_at(self) -> datetime: ...

    @property
    def due_at(self) -> datetime | None: ...

    @property
    def answered_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Clock:
    """Whole minutes left, negative when over; the tone is calm, amber from half the time, red when over."""

    minutes_left: int
    tone: str


def due(asked_at: datetime, said: datetime | None, minutes: int | None) -> datetime:
    """Until when the payer wants its answer: what it said itself, else its usual minutes."""
    return said or asked_at + timedelta(minutes=minutes or USUAL_MINUTES)


def clock(question: Asked, now: datetime) -> Clock | None:
    """How the clock stands; None where none runs."""
    if question.due_at is None or question.answered_at is not None:
        return None
    left = (question.due_at - now).total_seconds()
    whole = (question.due_at - question.asked_at).total_seconds()
    tone = OVER if left <= 0 else HALF if left <= whole / 2 else CALM
    # A minute that has begun to run out is not a whole one any more, on both sides of zero.
    return Clock(int(left // 60), tone)
