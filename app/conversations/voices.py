"""In whose name one speaks about a subject: told by the wiring, since features stand above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.exchange.messages import CLAIM, PatientIdentity
from app.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class About:
    """What a payer knows of a subject. `identifier` is our number of it as last sent, empty when never sent.

    `is_over`: it was cancelled, so no answer is wanted any more.
    """

    identifier: str
    payer_id: UUID
    patient: Callable[[], PatientIdentity]
    about_kind: str = CLAIM
    is_over: bool = False


Voice = Callable[[UUID], About]
# Payer -> the minutes in which it wants an answer where a question does not say so itself.
Minutes = Callable[[UUID], int]

_voices: dict[str, Voice] = {}
_clocks: dict[str, Minutes] = {}


def add_voice(subject_kind: str, voice: Voice) -> None:
    """Payers and we may speak about such subjects; `voice` raises NotFound."""
    _voices[subject_kind] = voice


def has_voice(subject_kind: str) -> bool:
    """Whether anybody may speak about such subjects."""
    return subject_kind in _voices


def about(subject_kind: str, subject_id: UUID) -> About:
    """What is spoken about; raises NotFound."""
    if subject_kind not in _voices:
        raise NotFound
    return _voices[subject_kind](subject_id)


def minutes_from(ask: Minutes) -> None:
    """Whose clock runs on a payer's questions: the one its approvals run by."""
    _clocks["minutes"] = ask


def usual_minutes(payer_id: UUID) -> int | None:
    """In how many minutes this payer usually wants an answer; None where nobody says so."""
    ask = _clocks.get("minutes")
    return ask(payer_id) if ask else None
