"""From the journal's rows to what a page shows: words, tones, addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.exchange import queries, wording
from app.exchange.connections import gateway
from app.exchange.models import Inbound, Message, MessageEvent
from app.exchange.queries import LaneState, MessageLife
from app.exchange.states import ACKED, HELD, MESSAGE_STATUSES, UNACKED
from app.exchange.subjects import url_of_subject
from app.kernel.pagewords import isolate, name_of
from app.reference.queries import all_payers
from app.reference.queries import payer as payer_of

LONGEST_SHOWN = 200_000
ASKABLE_KINDS = ("eligibility", "approval", "claim")


def payer_name(payer_id: UUID | None) -> str:
    """The insurer's name in the page's language; the exchange itself where there is none."""
    if payer_id is None:
        return _("Exchange")
    found = payer_of(payer_id)
    return name_of(found)


def payer_choices() -> list[tuple[UUID, str]]:
    """Every insurer, for a filter."""
    return [(payer.id, name_of(payer)) for payer in all_payers().values()]


def lane(state: LaneState) -> dict[str, Any]:
    """A row of the page of lanes."""
    word, tone = wording.CONDITIONS[state.condition]
    return {
        "payer": payer_name(state.payer_id),
        "stream": _(wording.STREAMS[state.stream]),
        "condition": _(word),
        "tone": tone,
        "since": state.failing_since,
        "next_try_at": state.next_try_at if state.condition == "paused" else None,
        "problem": problem(state.problem),
        "waiting": state.waiting,
        "oldest_at": state.oldest_at,
    }


def row(message: Message) -> dict[str, Any]:
    """A row of the journal."""
    return {
        "url": url_for("exchange.message", message_id=message.id),
        "number": message.focal_identifier,
        "kind": _(wording.KINDS[message.kind]),
        "payer": payer_name(message.payer_id),
        "queued_at": message.queued_at,
        "attempts": message.attempts,
        **status(message),
    }


def status(message: Message) -> dict[str, Any]:
    """A message's status in words."""
    words = MESSAGE_STATUSES[message.status]
    return {
        "status": _(words.outer),
        "tone": words.tone,
        "happens_next": _(words.happens_next),
        "you_can": _(words.you_can),
    }


def problem(code: str | None) -> str:
    """A problem's code in words; an unknown one stands as it is."""
    if not code:
        return ""
    return _(wording.PROBLEMS[code]) if code in wording.PROBLEMS else code


def life(found: MessageLife) -> dict[str, Any]:
    """Everything the page of a message's life shows."""
    message = found.message
    said = queries.problem_text(message)
    return {
        "message": message,
        "row": row(message),
        "problem": problem(message.problem),
        "said": said,
        "events": [step(event) for event in reversed(found.steps)],
        "answers": [inbound(answer) for answer in found.answers],
        "questions": [row(question) for question in found.questions],
        "subject_url": url_of_subject(message.subject_kind, message.subject_id),
        "is_held": message.status == HELD,
        "may_ask": message.kind in ASKABLE_KINDS and message.status in (ACKED, UNACKED, HELD),
    }


def step(event: MessageEvent) -> dict[str, Any]:
    """One entry of a message's timeline."""
    details = [
        Markup("{}: {}").format(_(wording.DETAILS.get(name, name)), _detail(value))
        for name, value in event.details.items()
    ]
    return {
        "at": event.at,
        "title": _(wording.STEPS[event.event]) if event.event in wording.STEPS else event.event,
        "detail": escape(_(", ")).join(details),
        "tone": wording.TONES.get(event.event, "info"),
        "actor": None,
    }


def _detail(value: object) -> Markup:
    """A known reason in words; anything else is a code or a number and stands apart."""
    known = {**wording.PROBLEMS, **wording.REASONS}
    text = str(value)
    return Markup("{}").format(_(known[text])) if text in known else isolate(text)


def inbound(found: Inbound) -> dict[str, Any]:
    """A message of theirs, for its page and for lists."""
    kind = wording.INBOUND_KINDS.get(found.kind or "")
    return {
        "id": found.id,
        "url": url_for("exchange.received", inbound_id=found.id),
        "kind": _(kind) if kind else _("Unread"),
        "received_at": found.received_at,
        "handled_at": found.handled_at,
        "is_parked": found.status == "parked",
        "is_handled": found.status == "handled",
        "problem": problem(found.problem),
        "header_id": found.header_id,
        "response_to": found.response_to,
        "sha256": found.body_sha256,
        "message_url": url_for("exchange.message", message_id=found.message_id)
        if found.message_id
        else None,
        "carrier_url": url_for("exchange.received", inbound_id=found.carried_by)
        if found.carried_by
        else None,
    }


def body(raw: bytes) -> dict[str, Any]:
    """A body as a person reads it, cut where it would choke the page."""
    text = gateway().legible(raw)
    return {"text": text[:LONGEST_SHOWN], "is_cut": len(text) > LONGEST_SHOWN, "size": len(raw)}
