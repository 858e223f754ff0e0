"""Reading papers. Whoever opens one leaves a trace; that is the view's part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from app.documents import travelling
from app.documents.models import Document, DocumentLink
from app.exchange.connections import gateway
from app.exchange.messages import Attachment
from app.kernel.db import db
from app.patients.queries import same_person
from app.tenants.keys import open_bytes, open_text
from app.tenants.scope import find

MOST_TO_CHOOSE_FROM = 50


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A paper as a list shows it; `size` in bytes, `added_by` a user's id, `is_sent` to an insurer."""

    id: UUID
    title: str
    kind: str
    content_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: UUID | None
    is_sent: bool = False


def document(document_id: UUID) -> Document:
    """The paper without its bytes; raises NotFound."""
    return find(Document, document_id)


def documents_of(subject_kind: str, subject_id: UUID) -> list[DocumentRow]:
    """The papers of a subject, the oldest first."""
    return documents_of_many(subject_kind, {subject_id}).get(subject_id, [])


def documents_of_many(
    subject_kind: str, subject_ids: Collection[UUID]
) -> dict[UUID, list[DocumentRow]]:
    """The same for many subjects of a kind, read at once; who has no papers is missing."""
    found: dict[UUID, list[DocumentRow]] = {}
    for subject_id, paper, sent_at in _linked(subject_kind, subject_ids):
        found.setdefault(subject_id, []).append(_row(paper, is_sent=sent_at is not None))
    return found


def others_of_patient(
    patient_id: UUID, *, besides: tuple[str, UUID], limit: int = MOST_TO_CHOOSE_FROM
) -> list[DocumentRow]:
    """The patient's papers that do not belong to the subject yet, the newest first."""
    here = select(DocumentLink.sha256).where(
        DocumentLink.subject_kind == besides[0], DocumentLink.subject_id == besides[1]
    )
    query = (
        select(Document)
        .where(Document.patient_id.in_(same_person(patient_id)), Document.sha256.not_in(here))
        .order_by(Document.added_at.desc(), Document.id.desc())
        .limit(limit)
    )
    return [_row(paper) for paper in db.session.scalars(query)]


def subjects_of(document_id: UUID) -> list[tuple[str, UUID]]:
    """What a paper belongs to: kinds and ids."""
    query = select(DocumentLink.subject_kind, DocumentLink.subject_id).where(
        DocumentLink.document_id == document_id
    )
    return [(row.subject_kind, row.subject_id) for row in db.session.execute(query)]


def body(document_id: UUID) -> bytes:
    """The file itself; raises NotFound."""
    paper = find(Document, document_id)
    return open_bytes(paper.body_sealed, table="documents", column="body_sealed", row_id=paper.id)


def title(paper: Document) -> str:
    """What the paper is called, opened."""
    return open_text(paper.title_sealed, table="documents", column="title_sealed", row_id=paper.id)


def attachments_of(subject_kind: str, subject_id: UUID) -> tuple[Attachment, ...]:
    """The papers of a subject as a message carries them, the oldest first."""
    papers = _linked(subject_kind, {subject_id})
    return tuple(attachment(paper) for _subject_id, paper, _sent_at in papers)


def attachments(document_ids: tuple[UUID, ...]) -> tuple[Attachment, ...]:
    """These papers as a message carries them, in this order; raises NotFound."""
    return tuple(attachment(find(Document, one)) for one in document_ids)


def attachment(paper: Document) -> Attachment:
    """One paper as a message carries it."""
    kept = Attachment(
        title=title(paper),
        content_type=paper.content_type,
        body=body(paper.id),
        sha256=paper.sha256,
    )
    return travelling.fit(kept, gateway().limits)


# Made once: every check of claims and every message asks.
_LINKED = (
    select(DocumentLink.subject_id, Document, DocumentLink.sent_at)
    .join(
        Document,
        and_(DocumentLink.tenant_id == Document.tenant_id, DocumentLink.document_id == Document.id),
    )
    .where(
        DocumentLink.subject_kind == bindparam("subject_kind"),
        DocumentLink.subject_id.in_(bindparam("subject_ids")),
    )
    .order_by(DocumentLink.linked_at, DocumentLink.id)
)


def _linked(subject_kind: str, subject_ids: Collection[UUID]) -> Sequence[Any]:
    """Subject, paper and when it was sent, the oldest link first."""
    asked = {"subject_kind": subject_kind, "subject_ids": list(subject_ids)}
    return db.session.execute(_LINKED, asked).all()


def _row(paper: Document, *, is_sent: bool = False) -> DocumentRow:
    return DocumentRow(
        id=paper.id,
        title=title(paper),
        kind=paper.kind,
        content_type=paper.content_type,
        size=paper.size,
        sha256=paper.sha256,
        added_at=paper.added_at,
        added_by=paper.added_by,
        is_sent=is_sent,
    )
