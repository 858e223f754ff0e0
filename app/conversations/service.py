"""Speaking to a payer about a subject: in answer to its question, or unasked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.audit.trail import note
from app.conversations.errors import NoQuestion, NothingToSpeakAbout, PaperOfSomethingElse
from app.conversations.history import SUBJECT, move
from app.conversations.models import IN, OUT, Communication
from app.conversations.queries import papers_to_choose, text_of
from app.conversations.receiving import apply_request
from app.conversations.states import (
    ANSWERED,
    FAILED,
    QUEUED,
    WORDS_OF_OURS,
)
from app.conversations.states import (
    WITHDRAWN as CALLED_BACK,
)
from app.conversations.voices import About, about
from app.documents import queries as papers
from app.documents import service as keeping
from app.exchange import outbox
from app.exchange.connections import insurer, ourselves
from app.exchange.messages import (
    DESK,
    DISPATCHED,
    HELD_BACK,
    REFUSED,
    RELEASED,
    WITHDRAWN,
    DeliveryNote,
    first_code,
)
from app.exchange.messages import Communication as Letter
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.keys import seal_text
from app.tenants.scope import actor_id, find

__all__ = ["SUBJECT", "apply_request", "close", "note_delivery", "send_again", "tell"]

UNREAD = frozenset({FAILED, CALLED_BACK})
NEWS = {
    DISPATCHED: "dispatched", HELD_BACK: "held", RELEASED: "released", REFUSED: "refused", WITHDRAWN: "withdrawn",
}  # fmt: skip


def tell(
    subject_kind: str, subject_id: UUID, text: str, *, in_reply_to: UUID | None = None,
    documents: Sequence[UUID] = (),
) -> Communication:  # fmt: skip
    """Write to the payer of a subject; about something cancelled the words are kept and not sent.

    Raises NothingToSpeakAbout, NoQuestion, PaperOfSomethingElse, the exchange's refusals of files, NotFound.
    """
    known = about(subject_kind, subject_id)
    if not known.identifier:
        raise NothingToSpeakAbout
    asked = _question(in_reply_to, subject_kind, subject_id) if in_reply_to else None
    if not set(documents) <= {row.id for row in papers_to_choose(subject_kind, subject_id)}:
        raise PaperOfSomethingElse
    one = _written(subject_kind, subject_id, known, text, asked)
    _enclose(one, documents)
    note("communication.told", SUBJECT, one.id, of=subject_kind, subject=subject_id)
    if known.is_over:
        move(one, "kept")
    else:
        _send(one, known, text, asked)
    _answered(asked)
    return one


def send_again(communication_id: UUID) -> Communication:
    """Send words once more that nobody has read; raises NotPossible, the exchange's refusals of files, NotFound."""
    one = find(Communication, communication_id, for_update=True)
    if one.direction != OUT:
        raise NoQuestion
    move(one, "sent_again")
    one.problem_code, one.reference = None, str(new_id())
    asked = find(Communication, one.in_reply_to, for_update=True) if one.in_reply_to else None
    _send(one, about(one.subject_kind, one.subject_id), text_of(one), asked)
    _answered(asked)
    return one


def close(communication_id: UUID) -> Communication:
    """A question needs no answer from here, because it was answered otherwise; raises NoQuestion, NotPossible."""
    one = find(Communication, communication_id, for_update=True)
    if one.direction != IN:
        raise NoQuestion
    one.answered_at = now()
    move(one, "closed")
    return one


def note_delivery(news: DeliveryNote) -> None:
    """What became of our words on their way; news of an earlier sending changes nothing."""
    one = find(Communication, news.subject_id, for_update=True)
    event = NEWS.get(news.news, "")
    is_news = event in WORDS_OF_OURS.available(one.status)
    if news.message_id != one.message_id or not is_news:
        return
    details = first_code(news.refusals)
    one.problem_code = details.get("code")
    move(one, event, **details)
    if one.status in UNREAD and one.in_reply_to is not None:
        _ask_on(one.in_reply_to)


def _ask_on(question_id: UUID) -> None:
    """The answer reached nobody: the question waits again, on the same clock."""
    asked = find(Communication, question_id, for_update=True)
    if asked.status == ANSWERED:
        asked.answered_at = None
        move(asked, "answer_lost")


def _question(identity: UUID, subject_kind: str, subject_id: UUID) -> Communication:
    """The question to be answered, locked: of two who answer at once the second waits."""
    asked = find(Communication, identity, for_update=True)
    here = (asked.subject_kind, asked.subject_id) == (subject_kind, subject_id)
    if asked.direction != IN or not here:
        raise NoQuestion
    return asked


def _answered(asked: Communication | None) -> None:
    if asked is not None:
        asked.answered_at = now()
        move(asked, "answered")


def _written(
    kind: str, identity: UUID, known: About, text: str, asked: Communication | None
) -> Communication:
    row_id = new_id()
    one = Communication(
        id=row_id,
        subject_kind=kind,
        subject_id=identity,
        payer_id=known.payer_id,
        direction=OUT,
        status=QUEUED,
        about=asked.about if asked else known.identifier,
        reference=str(row_id),
        text_sealed=seal_text(text, table="communications", column="text_sealed", row_id=row_id),
        in_reply_to=asked.id if asked else None,
        author_id=actor_id(),
        after_end=known.is_over,
    )
    db.session.add(one)
    db.session.flush()
    return one


def _enclose(one: Communication, chosen: Sequence[UUID]) -> None:
    for document_id in chosen:
        keeping.link(document_id, SUBJECT, one.id)


def _send(one: Communication, known: About, text: str, asked: Communication | None) -> None:
    """Into the line where people wait, never behind a batch of claims."""
    letter = Letter(
        identifier=one.reference,
        about=one.about,
        about_kind=known.about_kind,
        text=text,
        provider=ourselves(),
        payer=insurer(one.payer_id),
        patient=known.patient(),
        in_reply_to=asked.reference if asked else "",
        attachments=papers.attachments_of(SUBJECT, one.id),
    )
    one.message_id = outbox.send(
        letter, payer_id=one.payer_id, stream=DESK, subject_kind=SUBJECT, subject_id=one.id
    )
    keeping.mark_sent(SUBJECT, one.id)
    db.session.flush()
