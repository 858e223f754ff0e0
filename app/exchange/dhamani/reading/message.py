"""One message of theirs, from bytes to a reading in our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.exchange.dhamani import encoding
from app.exchange.dhamani.profile import Profile
from app.exchange.dhamani.reading import (
    approval,
    claim,
    communication,
    eligibility,
    others,
    payment,
    prescription,
)
from app.exchange.dhamani.reading.elements import Strange, at, text
from app.exchange.dhamani.reading.envelope import Letter, open_letter
from app.exchange.gateway import (
    AS_IT_STANDS,
    KNOWN_ALREADY,
    NEW_STAMP,
    UNREADABLE,
    ExchangeError,
    Inner,
    Reading,
)
from app.exchange.messages import (
    APPROVAL,
    CLAIM,
    ELIGIBILITY,
    Answer,
    CommunicationReceived,
    Refusal,
)

READERS: dict[str, tuple[str, Callable[[Letter], Answer]]] = {
    "eligibility": ("CoverageEligibilityResponse", eligibility.read),
    "approval": ("ClaimResponse", approval.read),
    "claim": ("ClaimResponse", claim.read),
    "cancel": ("Task", others.cancel),
    "status": ("Task", others.status),
    "poll": ("Task", others.poll),
    "communication": ("CommunicationRequest", communication.read),
    "payment": ("PaymentReconciliation", payment.read),
    "prescription": ("Task", prescription.read),
    "notice": ("", others.notice),
    "acknowledgement": ("", others.acknowledgement),
}

NUMBERED = (ELIGIBILITY, APPROVAL, CLAIM)


def read(profile: Profile, body: bytes) -> Reading:
    """The reading; raises ExchangeError(unreadable) saying what could not be made out."""
    try:
        letter = open_letter(profile, encoding.loads(body))
        answer = _answer(letter)
    except (encoding.Unreadable, Strange) as problem:
        raise ExchangeError(
            UNREADABLE, retryable=False, code="unreadable", text=str(problem)
        ) from problem
    return Reading(
        kind=letter.meaning,
        event=letter.event,
        header_id=letter.header_id,
        response_to=letter.response_to,
        about=_about(letter),
        about_kind=_about_kind(letter, answer),
        answer=answer,
        inner=tuple(Inner(body=encoding.dumps(found)) for found in others.nested(letter)),
        again=_again(profile, letter, answer),
        receiver=letter.receiver,
    )


def _answer(letter: Letter) -> Answer:
    if letter.meaning not in READERS:
        raise Strange(f"event {letter.event} is none of theirs")
    resource, reader = READERS[letter.meaning]
    if resource and text(letter.focal, "resourceType") != resource:
        raise Strange(f"no {resource}")
    return reader(letter)


def _about(letter: Letter) -> str:
    """Our own number of what this is about."""
    focal: Any = letter.focal
    return (
        text(focal, "request", "identifier", "value")
        or text(focal, "about", 0, "identifier", "value")
        or text(at(focal, "basedOn", 0), "identifier", "value")
    )


def _about_kind(letter: Letter, answer: Answer) -> str:
    """What kind of thing of ours it is about; empty where it does not say."""
    if isinstance(answer, CommunicationReceived):
        return answer.about_kind
    return letter.meaning if letter.meaning in NUMBERED else ""


def _again(profile: Profile, letter: Letter, answer: Answer) -> str:
    """Whether the same message may be sent again: as it stands, with a new stamp, or not at all."""
    refusals: tuple[Refusal, ...] = getattr(answer, "refusals", ())
    codes = {refusal.code for refusal in refusals}
    if letter.response_code == "transient-error" or (codes and codes <= set(profile.retry.codes)):
        return AS_IT_STANDS
    if codes and codes <= set(profile.retry.clock_codes):
        return NEW_STAMP
    if codes and codes <= set(profile.repeats.codes):
        return KNOWN_ALREADY
    return ""
