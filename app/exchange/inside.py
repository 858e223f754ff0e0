"""The exchange's own business with answers: polls, questions of status, and what is sent again."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from app.exchange import journal, outbox, rules
from app.exchange.connections import gateway, own_connection
from app.exchange.errors import NothingToAsk
from app.exchange.gateway import AS_IT_STANDS, KNOWN_ALREADY, NEW_STAMP, OTHER_LINE, Reading
from app.exchange.messages import (
    DESK,
    HELD_BACK,
    NOTICE,
    PAYMENT,
    REFUSED,
    UNCLEAR,
    PollAnswer,
    StatusAnswer,
)
from app.exchange.models import Lane, Message
from app.exchange.states import ACKED, ANSWERED, HELD, UNACKED
from app.kernel.clock import now
from app.kernel.db import db

# What a payer or the exchange may say without having been asked about one message.
UNASKED = (PAYMENT, NOTICE)


def turned_back(message: Message, reading: Reading) -> bool:
    """Whether the answer only says "again"; then the message goes back into its lane."""
    if not reading.again or message.status != ACKED:
        return False
    if reading.again == KNOWN_ALREADY:
        ask(message)
        return True
    # At the desk a person waits: they hear it now and ask again themselves.
    if reading.again == AS_IT_STANDS and _stream(message) == DESK:
        return False
    if message.losses + 1 >= gateway().manner.losses_before_held:
        hold(message, reading.again, certain=True)
        return True
    journal.step(message, "turned_back", because=reading.again)
    if reading.again == NEW_STAMP:
        # The exchange judges stamps only of messages it does not know: it did not take this one in.
        message.may_have_arrived = False
        message.stamped_at -= timedelta(days=1)
    lose_sight(message)
    outbox.wake(message.lane_id, message.next_attempt_at)
    return True


def overtaken(message: Message, reading: Reading) -> bool:
    """Whether this only says "taken" while the real answer is here already."""
    if reading.answer.final or message.status != ANSWERED or reading.kind != message.kind:
        return False
    journal.remark(message, "overtaken")
    return True


def advance(message: Message, *, final: bool) -> None:
    """The exchange spoke about it: it was taken, or this is the answer."""
    journal.mark_dispatched(message)
    if final:
        journal.step(message, "answered")
        message.answered_at = now()
    else:
        if message.status not in (ACKED, ANSWERED):
            journal.step(message, "acknowledged")
        poll_soon()
    message.acked_at = message.acked_at or now()
    message.problem = None


def poll_soon() -> None:
    """An answer is awaited from now on: do not wait for the idle clock."""
    connection = own_connection()
    soon = now() + timedelta(seconds=gateway().manner.poll_every)
    connection.next_poll_at = min(connection.next_poll_at, soon)


def unread(message: Message) -> None:
    """Its answer could not be read: ask with the same bytes again, a few times."""
    if message.status != ACKED:
        return
    if message.losses + 1 >= rules.MOST_UNREAD_ANSWERS:
        hold(message, "answer_unreadable", certain=False)
        return
    journal.step(message, "turned_back", because="answer_unreadable")
    lose_sight(message)


def lose_sight(message: Message) -> None:
    """Once more without a usable answer; when to try again."""
    message.losses += 1
    waiting = rules.pause(message.losses, gateway().manner, random.random())  # noqa: S311 - jitter
    message.next_attempt_at = now() + waiting


def kept_here(message: Message) -> str:
    """Why a message must not leave at all; empty where it may."""
    if message.practice == gateway().is_live:
        return OTHER_LINE
    return "no_answer" if message.losses >= gateway().manner.losses_before_held else ""


def hold(message: Message, problem: str, *, certain: bool) -> None:
    """Ask a person; `certain` means that it is certainly not inside the exchange."""
    journal.step(message, "held", because=problem)
    journal.note_problem(message, problem)
    if certain:
        message.may_have_arrived = False
    journal.tell(message, HELD_BACK if certain else UNCLEAR)


def ask(message: Message) -> None:
    """Ask what became of it, unless that is being asked already."""
    try:
        outbox.ask_status(message.id)
    except NothingToAsk:
        journal.remark(message, "not_asked_again")


def _polled(message: Message | None, reading: Reading) -> None:
    connection, manner = own_connection(), gateway().manner
    connection.last_poll_at = now()
    answer = reading.answer
    if isinstance(answer, PollAnswer) and answer.count >= manner.poll_count:
        connection.next_poll_at = now()
    if message is not None and isinstance(answer, PollAnswer):
        journal.remark(message, "brought", count=answer.count)
        if answer.refusals:
            journal.note_problem(message, answer.refusals[0].code, answer.refusals[0].text)


def _status_told(message: Message | None, reading: Reading) -> None:
    """`message` is our question; what it was about is its subject."""
    answer = reading.answer
    if message is None or message.subject_id is None or not isinstance(answer, StatusAnswer):
        return
    about = journal.locked(message.subject_id)
    journal.remark(about, "status_told", status=answer.status)
    if answer.status in ("queued", "in_process"):
        if about.status in (HELD, UNACKED):
            advance(about, final=False)
    elif answer.status == "unknown" and about.status in (ACKED, UNACKED):
        hold(about, "unknown_there", certain=False)


def _acknowledged(message: Message | None, reading: Reading) -> None:
    """Words of ours arrived, or were refused."""
    refusals = getattr(reading.answer, "refusals", ())
    if message is not None and refusals:
        journal.note_problem(message, refusals[0].code, refusals[0].text)
        journal.tell(message, REFUSED, refusals[0])


def _stream(message: Message) -> str:
    return db.session.get_one(Lane, (message.tenant_id, message.lane_id)).stream


OWN_BUSINESS: dict[str, Callable[[Message | None, Reading], None]] = {
    "poll": _polled,
    "status": _status_told,
    "acknowledgement": _acknowledged,
}
