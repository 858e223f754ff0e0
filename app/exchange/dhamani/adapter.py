"""The exchange gateway for Dhamani: the port's four verbs, put together."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.exchange.dhamani import encoding
from app.exchange.dhamani.client import Line
from app.exchange.dhamani.mapping import (
    approval,
    claim,
    communication,
    eligibility,
    prescription,
    tasks,
)
from app.exchange.dhamani.mapping.envelope import Letter, seal, stamp_anew
from app.exchange.dhamani.profile import Profile
from app.exchange.dhamani.reading import message
from app.exchange.dhamani.reading.elements import code, issues, objects, text
from app.exchange.gateway import (
    ALREADY_EXISTS,
    OTHER_LINE,
    REFUSED,
    SIGN_IN,
    THROTTLED,
    TIMED_OUT,
    UNFIT,
    UNREACHABLE,
    Credentials,
    Delivery,
    Envelope,
    ExchangeError,
    Limits,
    Manner,
    Reading,
)
from app.exchange.messages import (
    ApprovalRequest,
    CancelRequest,
    ClaimSubmission,
    Communication,
    EligibilityQuestion,
    PollRequest,
    PrescriptionQuestion,
    Question,
    StatusQuestion,
)
from app.kernel import clock

COMPOSERS: dict[type, Callable[[Profile, Any, datetime], Letter]] = {
    EligibilityQuestion: eligibility.compose,
    ApprovalRequest: approval.compose,
    ClaimSubmission: claim.compose,
    CancelRequest: tasks.cancel,
    StatusQuestion: tasks.status,
    PollRequest: tasks.poll,
    Communication: communication.compose,
    PrescriptionQuestion: prescription.compose,
}
TOO_MANY, TOO_LARGE, FORBIDDEN, UNAUTHORISED = 429, 413, 403, 401


class Dhamani:
    """The national exchange, by one connection profile."""

    def __init__(self, profile: Profile, base_url: str) -> None:
        self._profile = profile
        self._line = Line(profile, base_url)

    @property
    def name(self) -> str:
        return self._profile.name

    @property
    def is_live(self) -> bool:
        return self._profile.features.live

    @property
    def manner(self) -> Manner:
        profile = self._profile
        return Manner(
            first_pause=profile.retry.first_seconds,
            longest_pause=profile.retry.cap_seconds,
            losses_before_held=profile.retry.losses_before_held,
            breaker_failures=profile.breaker.failures,
            breaker_pause=profile.breaker.pause_seconds,
            clock_tolerance=profile.clock.tolerance_seconds,
            poll_count=profile.poll.count,
            poll_every=profile.poll.seconds,
            poll_idle_every=profile.poll.idle_seconds,
            batch_messages=profile.batch.messages,
        )

    @property
    def limits(self) -> Limits:
        supporting = self._profile.supporting
        return Limits(
            message_bytes=self._profile.transport.largest_message_bytes,
            file_bytes=supporting.largest_file_bytes,
            files=supporting.most_files,
            content_types=supporting.content_types,
            png_as_jpeg=supporting.png_as_jpeg,
        )

    @property
    def has_prescriptions(self) -> bool:
        return self._profile.features.prescriptions

    def compose(self, message: Question) -> Envelope:
        """The exact bytes of a message under new ids, stamped now."""
        now = clock.now()
        return seal(COMPOSERS[type(message)](self._profile, message, now), now)

    def stamp_anew(self, body: bytes) -> bytes:
        return stamp_anew(body, clock.now())

    def deliver(self, body: bytes, credentials: Credentials) -> Delivery:
        """Send the bytes as they are and bring back the answer; raises ExchangeError."""
        if credentials.practice == self.is_live:
            raise ExchangeError(UNFIT, retryable=False, code=OTHER_LINE)
        self._inspect(body)
        delivery = self._line.post(body, credentials)
        if delivery.status == 200:
            return delivery
        raise self._problem(delivery)

    def read(self, body: bytes) -> Reading:
        return message.read(self._profile, body)

    def fingerprint(self, body: bytes) -> str:
        return encoding.fingerprint(body)

    def legible(self, body: bytes) -> str:
        return encoding.legible(body)

    def ping(self, credentials: Credentials) -> float:
        """Seconds it took to sign in; raises ExchangeError."""
        started = time.monotonic()
        self._line.sign_in(credentials)
        return time.monotonic() - started

    def close(self) -> None:
        self._line.close()

    def _inspect(self, body: bytes) -> None:
        """What would be refused over there need not leave; raises ExchangeError(unfit)."""
        if len(body) > self._profile.transport.largest_message_bytes:
            raise ExchangeError(UNFIT, retryable=False, code="too_large")
        if not self._profile.features.validate_outgoing:
            return
        # Imported late: its first import costs a second that no web process needs to pay.
        from app.exchange.dhamani.validation import faults

        if found := faults(body):
            raise ExchangeError(UNFIT, retryable=False, code="invalid", text="; ".join(found)[:500])

    def _problem(self, delivery: Delivery) -> ExchangeError:
        """What an answer other than 200 means."""
        issue, code_, words = _outcome(delivery.body)
        status, repeats = delivery.status, self._profile.repeats
        known: dict[str, Any] = {
            "code": code_ or str(status),
            "text": words,
            "raw": delivery.body,
            "retry_after": delivery.retry_after,
        }
        if status in repeats.status_codes or issue in repeats.issue_codes:
            return ExchangeError(ALREADY_EXISTS, retryable=False, **known)
        if status == TOO_MANY:
            return ExchangeError(THROTTLED, retryable=True, **known)
        if status in (UNAUTHORISED, FORBIDDEN):
            return ExchangeError(SIGN_IN, retryable=True, **known)
        if status in self._profile.retry.turned_back:
            return ExchangeError(UNREACHABLE, retryable=True, **known)
        if status in self._profile.retry.unclear:
            return ExchangeError(TIMED_OUT, retryable=True, **known)
        return ExchangeError(REFUSED, retryable=False, **known)


def _outcome(body: bytes) -> tuple[str, str, str]:
    """Issue type, code and words of an OperationOutcome, where the answer is one."""
    try:
        found = encoding.loads(body)
    except encoding.Unreadable:
        return "", "", ""
    if text(found, "resourceType") != "OperationOutcome":
        return "", "", ""
    first = next(iter(objects(found, "issue")), {})
    refusals = issues(found)
    specific = code(first, "details")
    return text(first, "code"), specific, refusals[0].text if refusals else ""
