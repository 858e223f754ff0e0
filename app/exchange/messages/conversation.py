"""Asking what became of something, fetching what waits, and words about a claim or approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.exchange.messages.kinds import CLAIM
from app.exchange.messages.parties import Attachment, Party, PatientIdentity, Refusal


@dataclass(frozen=True, kw_only=True)
class StatusQuestion:
    """What became of a message whose fate we lost sight of? `about` is its focal identifier."""

    identifier: str
    about: str
    about_kind: str
    provider: Party
    payer: Party


@dataclass(frozen=True, kw_only=True)
class StatusAnswer:
    """queued, in_process, complete or unknown; a given answer arrives as a message of its own."""

    status: str
    refusals: tuple[Refusal, ...] = ()
    final: bool = True


@dataclass(frozen=True, kw_only=True)
class PollRequest:
    """Hand over at most `count` messages that wait for us."""

    identifier: str
    provider: Party
    count: int


@dataclass(frozen=True, kw_only=True)
class PollAnswer:
    """How many messages the poll brought; they arrive as messages of their own."""

    count: int
    refusals: tuple[Refusal, ...] = ()
    final: bool = True


@dataclass(frozen=True, kw_only=True)
class CommunicationReceived:
    """A payer asks for something, about the claim or approval request (`about_kind`) with that number.

    `reference` is the payer's own number of the question, in the numbering `reference_system`; `due_at`
    until when it wants the answer, where it says so.
    """

    reference: str
    about: str
    reference_system: str = ""
    about_kind: str = CLAIM
    texts: tuple[str, ...] = ()
    category: str = ""
    reasons: tuple[str, ...] = ()
    due_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class Communication:
    """What we tell a payer about a claim or an approval request (`about_kind`).

    `about` is our number of it; `in_reply_to` is the payer's reference of its question, empty when we
    speak unasked.
    """

    identifier: str
    about: str
    text: str
    provider: Party
    payer: Party
    patient: PatientIdentity
    about_kind: str = CLAIM
    in_reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ErrorNotice:
    """The exchange says on its own accord that something went wrong with a message of ours."""

    refusals: tuple[Refusal, ...]
    final: bool = True


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """A message was taken, and nothing more is said about it."""

    refusals: tuple[Refusal, ...] = ()
    final: bool = True
