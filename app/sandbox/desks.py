"""Which desk serves which message, and how each of them says no."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from app.sandbox import (
    bundles,
    cancelling,
    claim_answers,
    claims,
    communications,
    eligibility,
    payments,
    prescriptions,
    queue,
    schema,
    settling,
    tasks,
    vocabulary,
)
from app.sandbox.bundles import Sealed
from app.sandbox.config import Settings
from app.sandbox.parsing import Message
from app.sandbox.payers import Payer
from app.sandbox.refusals import Finding


@dataclass(frozen=True)
class Situation:
    """One message at one moment, with the payer as it behaves; waiting in milliseconds."""

    connection: Connection
    settings: Settings
    message: Message
    payer: Payer | None
    faults: frozenset[str]
    now: datetime
    waiting: int

    @property
    def late_seconds(self) -> int:
        """How long the payer takes when that is longer than a session may last, else 0."""
        seconds = self.waiting // 1000
        return seconds if seconds > self.settings.session_seconds else 0


def is_slow(message: Message, now: datetime) -> bool:
    """Whether the patient's story makes the payer think long."""
    return message.event == "eligibility-request" and eligibility.story_for(message, now).slow


def objections(situation: Situation) -> list[Finding]:
    """What the payer has against a message that is well formed."""
    message = situation.message
    if vocabulary.FOCAL_TYPE[message.event] == "Claim":
        return claims.objections(situation.connection, message, situation.now)
    if message.event == "eligibility-request":
        story = eligibility.story_for(message, situation.now)
        if story.refusal == "GE-00012":
            return [Finding(story.refusal, "MessageHeader.destination")]
    return []


def serve(situation: Situation, message_id: int) -> Sealed:
    """Do what the message asks for, once, and say what came of it."""
    if vocabulary.FOCAL_TYPE[situation.message.event] == "Claim":
        return _serve_claim(situation, message_id)
    return _DESKS[situation.message.event](situation)


def refuse(situation: Situation, findings: list[Finding], code: str = bundles.FATAL) -> Sealed:
    """The refusal in the form the event's answer has."""
    message, now = situation.message, situation.now
    match vocabulary.FOCAL_TYPE[message.event]:
        case "CoverageEligibilityRequest":
            return eligibility.refuse(message, findings, now, code)
        case "Claim":
            return claim_answers.refuse(message, findings, now, code)
        case "Task":
            return tasks.refuse(message, findings, now, code)
    return communications.refuse(message, findings, now, code)


def _serve_claim(situation: Situation, message_id: int) -> Sealed:
    connection, message, now = situation.connection, situation.message, situation.now
    if situation.payer is None:
        raise LookupError(message.receiver)
    twice = "duplicate-answers" in situation.faults
    row = claims.accept(
        connection,
        message,
        message_id,
        situation.payer,
        now,
        twice=twice,
        late_seconds=situation.late_seconds,
    )
    asks = row.due_at is not None and claims.asks_first(message, situation.payer, now)
    if asks or row.due_at is None or row.due_at > now:
        sealed = claims.pended_answer(message, now, situation.late_seconds)
        connection.execute(
            update(schema.claims).where(schema.claims.c.id == row.id).values(answer=sealed.body)
        )
        if asks:
            until = now + timedelta(minutes=situation.settings.answer_minutes)
            communications.ask(connection, row.id, communications.USUAL_QUESTION, now, until)
        return sealed
    sealed = settling.judge(connection, row, message, situation.payer, now)
    if twice:
        queue.put(
            connection,
            sealed,
            now,
            recipient=message.sender,
            payer=message.receiver,
            event=vocabulary.ANSWER_TO[message.event],
            claim_id=row.id,
        )
    return sealed


def _serve_eligibility(situation: Situation) -> Sealed:
    message, now = situation.message, situation.now
    story = eligibility.story_for(message, now)
    undetermined = story.undetermined or situation.late_seconds > 0
    return eligibility.answer(message, replace(story, undetermined=undetermined), now)


def _serve_poll(situation: Situation) -> Sealed:
    return tasks.poll(
        situation.connection,
        situation.message,
        situation.now,
        situation.settings.poll_messages,
        backwards="out-of-order" in situation.faults,
    )


_DESKS: dict[str, Callable[[Situation], Sealed]] = {
    "eligibility-request": _serve_eligibility,
    "cancel-request": lambda s: cancelling.cancel(s.connection, s.message, s.now),
    "status-check": lambda s: tasks.status(s.connection, s.message, s.now),
    "poll-request": _serve_poll,
    "prescriber-request": lambda s: prescriptions.serve(s.connection, s.message, s.now),
    "communication": lambda s: communications.receive(s.connection, s.message, s.now),
    "payment-notice": lambda s: payments.receive_notice(s.connection, s.message, s.now),
}
