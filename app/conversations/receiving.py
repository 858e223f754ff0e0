"""A payer asks: its words are kept sealed, its clock starts, and each question is kept once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.conversations import rules
from app.conversations.errors import NumberUsedTwice
from app.conversations.history import SUBJECT
from app.conversations.models import IN, Communication
from app.conversations.queries import text_of
from app.conversations.states import ASKED, CLOSED
from app.conversations.voices import About, about, has_voice, usual_minutes
from app.documents import service as documents
from app.exchange.errors import AnswersNothing
from app.exchange.messages import Attachment, CommunicationReceived, Reply
from app.kernel.db import db
from app.kernel.ids import new_id
from app.kernel.subjects import subject
from app.kernel.uploads.errors import FileRefused
from app.tenants.keys import seal_text
from app.tenants.scope import find

LONGEST_TITLE = 100


def apply_request(reply: Reply) -> None:
    """Keep what a payer asks about a subject of ours; the same question again is noted and kept once.

    Raises AnswersNothing where it is about none, NumberUsedTwice.
    """
    said = reply.answer
    if not isinstance(said, CommunicationReceived) or reply.subject_id is None:
        raise AnswersNothing
    kind, identity = _spoken_of(reply.subject_kind, reply.subject_id)
    if not has_voice(kind):
        raise AnswersNothing
    known = about(kind, identity)
    one = _question(reply, said, kind, identity, known)
    if _is_here(one):
        return
    db.session.add(one)
    db.session.flush()
    note("communication.asked", SUBJECT, one.id, of=kind, subject=identity, after_end=one.after_end)
    _keep_files(one, said.attachments)


def _spoken_of(kind: str, identity: UUID) -> tuple[str, UUID]:
    """A question about words of ours is about what those were about."""
    if kind != SUBJECT:
        return kind, identity
    ours = find(Communication, identity)
    return ours.subject_kind, ours.subject_id


def _is_here(one: Communication) -> bool:
    """Whether the question came before; raises NumberUsedTwice where it then said something else."""
    query = select(Communication).where(
        Communication.payer_id == one.payer_id,
        Communication.direction == IN,
        Communication.reference_system == one.reference_system,
        Communication.reference == one.reference,
        Communication.subject_kind == one.subject_kind,
        Communication.subject_id == one.subject_id,
    )
    earlier = db.session.scalars(query).one_or_none()
    if earlier is None:
        return False
    if text_of(earlier) != text_of(one):
        raise NumberUsedTwice
    note("communication.repeated", SUBJECT, earlier.id, of=one.subject_kind, subject=one.subject_id)
    return True


def _question(
    reply: Reply, said: CommunicationReceived, kind: str, identity: UUID, known: About
) -> Communication:
    row_id, at = new_id(), reply.received_at
    minutes = usual_minutes(known.payer_id)
    return Communication(
        id=row_id,
        subject_kind=kind,
        subject_id=identity,
        payer_id=known.payer_id,
        direction=IN,
        status=CLOSED if known.is_over else ASKED,
        about=said.about or known.identifier,
        reference=said.reference or str(reply.inbound_id),
        reference_system=said.reference_system,
        text_sealed=seal_text(
            "\n".join(said.texts), table="communications", column="text_sealed", row_id=row_id
        ),
        asked_at=at,
        due_at=None if known.is_over else rules.due(at, said.due_at, minutes),
        after_end=known.is_over,
    )


def _keep_files(one: Communication, files: tuple[Attachment, ...]) -> None:
    """A payer's files are looked at like anybody's; one that is refused is counted, and the words stay."""
    patient_id = subject(one.subject_kind, one.subject_id).patient_id
    for file in files:
        try:
            kept = documents.keep(
                file.body, title=file.title[:LONGEST_TITLE], kind="other", patient_id=patient_id
            )
        except FileRefused:
            one.files_refused += 1
            continue
        documents.link(kept.id, SUBJECT, one.id)
    documents.mark_sent(SUBJECT, one.id)
    db.session.flush()
