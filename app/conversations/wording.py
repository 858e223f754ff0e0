"""Threads in the words of the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from app.conversations import queries, rules
from app.conversations.history import SUBJECT
from app.conversations.models import IN, Communication
from app.conversations.states import ASKED, FAILED, STATUS_WORDS, WITHDRAWN
from app.documents import queries as papers
from app.documents import wording as paper_words
from app.kernel.clock import now
from app.patients.wording import payer_name
from app.reference.queries import payer

HOUR = 60


def thread(subject_kind: str, subject_id: UUID) -> list[dict[str, Any]]:
    """Everything said about a subject, ready to show, the oldest first."""
    return [shown(one) for one in queries.thread(subject_kind, subject_id)]


def shown(one: Communication) -> dict[str, Any]:
    """One message either way."""
    label, tone = STATUS_WORDS[one.status]
    files = papers.documents_of(SUBJECT, one.id)
    return {
        "id": one.id,
        "is_theirs": one.direction == IN,
        "who": payer_name(payer(one.payer_id)) if one.direction == IN else None,
        "author": paper_words.person(one.author_id),
        "text": queries.text_of(one),
        "at": one.asked_at,
        "due_at": one.due_at,
        "status": _(label),
        "tone": tone,
        "clock": clock(one) if one.status == ASKED else None,
        "is_open": one.status == ASKED,
        "can_send_again": one.status in {FAILED, WITHDRAWN},
        "problem": one.problem_code,
        "after_end": one.after_end,
        "files": [paper_words.shown(row) for row in files],
        "files_refused": one.files_refused,
    }


def clock(one: Communication) -> dict[str, Any] | None:
    """The payer's clock in words and colour."""
    found = rules.clock(one, now())
    if found is None:
        return None
    return {"words": left(found.minutes_left), "tone": found.tone}


def left(minutes: int) -> str:
    """How long is left, or how long it is over."""
    size = abs(minutes)
    if size < 2 * HOUR:
        many = (
            ngettext("%(num)d minute left", "%(num)d minutes left", size)
            if minutes >= 0
            else ngettext("over by %(num)d minute", "over by %(num)d minutes", size)
        )
    else:
        many = (
            ngettext("%(num)d hour left", "%(num)d hours left", size // HOUR)
            if minutes >= 0
            else ngettext("over by %(num)d hour", "over by %(num)d hours", size // HOUR)
        )
    return many
