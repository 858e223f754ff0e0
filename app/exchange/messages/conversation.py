"""Asking what became of something, fetching what waits, and words about a claim."""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange.messages.parties import Party, PatientIdentity, Refusal


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
    """A payer asks for something, about the claim with that identifier."""

    reference: str
    about: str
    texts: tuple[str, ...] = ()
    category: str = ""
    reasons: tuple[str, ...] = ()
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class Communication:
    """What we tell a payer about a claim, in answer to its request `in_reply_to` or unasked."""

    identifier: str
    about: str
    text: str
    provider: Party
    payer: Party
    patient: PatientIdentity
    in_reply_to: str = ""


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
