"""Giving answers: at once, when their time has come, or by a person's hand."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from app.sandbox import (
    adjudication,
    claim_answers,
    claims,
    payers,
    queue,
    relations,
    schema,
    vocabulary,
)
from app.sandbox.adjudication import Verdict
from app.sandbox.bundles import Sealed
from app.sandbox.claim_answers import Approved
from app.sandbox.deciding import Choice
from app.sandbox.eligibility import story_for
from app.sandbox.fields import MUSCAT
from app.sandbox.parsing import Message, parse
from app.sandbox.payers import Payer
from app.sandbox.reading import read_claim

_CLAIMS, _LINES, _MESSAGES = schema.claims, schema.claim_lines, schema.messages


def judge_now(connection: Connection, claim_id: int, now: datetime) -> Sealed:
    """Judge a claim by the payer's temper and write the answer down; the caller decides how it travels."""
    row, message = load(connection, claim_id)
    payer = payers.find(connection, row.payer)
    if payer is None:
        raise LookupError(row.payer)
    return judge(connection, row, message, payer, now)


def judge(
    connection: Connection, row: Any, message: Message, payer: Payer, now: datetime
) -> Sealed:
    """Judge a claim whose row and message are at hand."""
    known = claims.circumstances(connection, row, message, payer, now)
    return _settle(connection, row, message, adjudication.judge(read_claim(message), known), now)


def settle_due(connection: Connection, sender: str, now: datetime, most: int) -> None:
    """Answer into the queue the waiting claims of a provider whose moment has come, oldest first, at most so many."""
    due = connection.scalars(
        select(_CLAIMS.c.id)
        .where(_CLAIMS.c.sender == sender, _CLAIMS.c.state == "pended", _CLAIMS.c.due_at <= now)
        .order_by(_CLAIMS.c.due_at, _CLAIMS.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for claim_id in due:
        enqueue(connection, claim_id, judge_now(connection, claim_id, now), now)


def enqueue(connection: Connection, claim_id: int, sealed: Sealed, now: datetime) -> None:
    """Send an answer by poll, twice where the payer stammers."""
    row, message = load(connection, claim_id)
    for _ in range(2 if row.answer_twice else 1):
        queue.put(
            connection,
            sealed,
            now,
            recipient=row.sender,
            payer=row.payer,
            event=vocabulary.ANSWER_TO[message.event],
            claim_id=claim_id,
        )


def decide(
    connection: Connection,
    claim_id: int,
    choices: Mapping[int, Choice],
    now: datetime,
    ends: date | None = None,
) -> None:
    """A person's judgement, line by line, and the last day of an approval; the answer goes into the queue."""
    row, message = load(connection, claim_id)
    lines = []
    for line in read_claim(message).lines:
        chosen = choices[line.sequence]
        if chosen.outcome == adjudication.REJECTED:
            lines.append(adjudication.deny(line, chosen.reason, chosen.note))
        else:
            lines.append(
                adjudication.allow(line, chosen.benefit, chosen.reason, chosen.note, chosen.units)
            )
    sealed = _settle(connection, row, message, Verdict(tuple(lines)), now, ends=ends)
    enqueue(connection, claim_id, sealed, now)


def pend(connection: Connection, claim_id: int, now: datetime) -> None:
    """A person lays the claim aside: the provider hears so, and nothing falls due by itself."""
    _row, message = load(connection, claim_id)
    sealed = claim_answers.pended(message, now)
    connection.execute(
        update(_CLAIMS)
        .where(_CLAIMS.c.id == claim_id)
        .values(
            state="pended", outcome=adjudication.PENDED, due_at=None, answer=sealed.body, benefit=0
        )
    )
    connection.execute(
        update(_LINES)
        .where(_LINES.c.claim_id == claim_id)
        .values(outcome=adjudication.PENDED, benefit=0, reason=None, note="")
    )
    enqueue(connection, claim_id, sealed, now)


def load(connection: Connection, claim_id: int) -> tuple[Any, Message]:
    """A claim's row, locked, and the message that brought it."""
    row = connection.execute(
        select(_CLAIMS).where(_CLAIMS.c.id == claim_id).with_for_update()
    ).one()
    raw = connection.scalar(select(_MESSAGES.c.raw).where(_MESSAGES.c.id == row.message_id))
    return row, parse(bytes(raw or b""))


def _settle(
    connection: Connection,
    row: Any,
    message: Message,
    verdict: Verdict,
    now: datetime,
    *,
    ends: date | None = None,
) -> Sealed:
    approved = _approval(row, message, verdict, now, ends)
    reissue = "adjudication" if row.answered_at is not None else ""
    sealed = claim_answers.judged(message, verdict, now, approved, reissue)
    connection.execute(
        update(_CLAIMS)
        .where(_CLAIMS.c.id == row.id)
        .values(
            state="answered",
            outcome=verdict.outcome,
            benefit=verdict.benefit,
            pre_auth_ref=approved.number if approved else None,
            approved_until=approved.ends if approved else None,
            reissue=reissue or None,
            due_at=None,
            answered_at=now,
            answer=sealed.body,
            asked=None,
        )
    )
    _write_lines(connection, row.id, verdict)
    relations.judged(connection, row)
    return sealed


def _approval(
    row: Any, message: Message, verdict: Verdict, now: datetime, ends: date | None
) -> Approved | None:
    """The number and the days of an approval that is given; an extended one keeps its number."""
    if row.use != "preauthorization" or verdict.outcome == adjudication.REJECTED:
        return None
    today = now.astimezone(MUSCAT).date()
    last = ends or today + timedelta(days=story_for(message, now).approval_days)
    usual = f"{row.payer.removeprefix('DEMO-')}-PA-{row.id:06d}"
    number = row.pre_auth_ref or read_claim(message).extends or usual
    return Approved(number, min(today, last), last)


def _write_lines(connection: Connection, claim_id: int, verdict: Verdict) -> None:
    connection.execute(
        update(_LINES).where(
            _LINES.c.claim_id == bindparam("of_claim"), _LINES.c.sequence == bindparam("of_line")
        ),
        [
            {
                "of_claim": claim_id,
                "of_line": line.sequence,
                "outcome": line.outcome,
                "benefit": line.benefit,
                "units": line.quantity,
                "reason": line.reason or None,
                "note": line.note,
            }
            for line in verdict.lines
        ],
    )
