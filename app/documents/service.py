"""Keeping papers: examined, sealed, linked to what they belong to, and let go while nobody has received them."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.audit.trail import note
from app.documents.errors import PaperOfAnotherPatient, PaperWasSent
from app.documents.models import Document, DocumentLink
from app.kernel import subjects
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.uploads import files
from app.patients.queries import same_person
from app.tenants.keys import seal_bytes, seal_text
from app.tenants.scope import across_branches, actor_id, current_tenant_id, find

LONGEST_TITLE = 120


def add(subject_kind: str, subject_id: UUID, body: bytes, *, title: str, kind: str) -> Document:
    """Keep a file as a paper of a subject; the same bytes for the same subject are the one that is there.

    Raises FileRefused, NotFound.
    """
    patient_id = subjects.subject(subject_kind, subject_id).patient_id
    found = _examined(body)
    known = _of_subject(subject_kind, subject_id, found.sha256)
    if known is not None:
        return known
    kept = _keep(found, title=title, kind=kind, patient_id=patient_id)
    if link(kept.id, subject_kind, subject_id):
        return kept
    # Somebody added the same bytes at this very moment; theirs is there first.
    db.session.delete(kept)
    db.session.flush()
    there = _of_subject(subject_kind, subject_id, found.sha256)
    if there is None:
        raise NotFound
    return there


def keep(body: bytes, *, title: str, kind: str, patient_id: UUID | None = None) -> Document:
    """Keep a file that will be linked by the caller; raises FileRefused."""
    return _keep(_examined(body), title=title, kind=kind, patient_id=patient_id)


def link(document_id: UUID, subject_kind: str, subject_id: UUID) -> bool:
    """Let a paper belong to a subject too; False where the same bytes belong to it already. Raises NotFound."""
    paper = find(Document, document_id)
    values = {
        "tenant_id": current_tenant_id(),
        "id": new_id(),
        "document_id": paper.id,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "sha256": paper.sha256,
        "linked_at": now(),
        "linked_by": actor_id(),
    }
    made = db.session.execute(
        insert(DocumentLink).values(values).on_conflict_do_nothing().returning(DocumentLink.id)
    ).scalar_one_or_none()
    if made is None:
        return False
    note("document.linked", "document", paper.id, of=subject_kind, subject=subject_id)
    return True


def reuse(document_id: UUID, subject_kind: str, subject_id: UUID) -> bool:
    """Let a paper of the same patient belong to this subject too; raises PaperOfAnotherPatient, NotFound."""
    patient_id = subjects.subject(subject_kind, subject_id).patient_id
    paper = find(Document, document_id)
    if patient_id is None or paper.patient_id not in same_person(patient_id):
        raise PaperOfAnotherPatient
    return link(document_id, subject_kind, subject_id)


def remove(document_id: UUID, subject_kind: str, subject_id: UUID) -> None:
    """Take a paper off a subject, and destroy it when nothing else has it; raises PaperWasSent, NotFound."""
    query = select(DocumentLink).where(
        DocumentLink.document_id == document_id,
        DocumentLink.subject_kind == subject_kind,
        DocumentLink.subject_id == subject_id,
    )
    paper = find(Document, document_id, for_update=True)
    held = db.session.scalars(query.with_for_update()).one_or_none()
    if held is None:
        raise NotFound
    if held.sent_at is not None:
        raise PaperWasSent
    db.session.delete(held)
    db.session.flush()
    note("document.removed", "document", paper.id, of=subject_kind, subject=subject_id)
    if not _links(paper.id):
        db.session.delete(paper)
        db.session.flush()


def mark_sent(subject_kind: str, subject_id: UUID) -> None:
    """The papers of a subject left with a message of ours: from now on they stay."""
    db.session.execute(
        update(DocumentLink)
        .where(
            DocumentLink.subject_kind == subject_kind,
            DocumentLink.subject_id == subject_id,
            DocumentLink.sent_at.is_(None),
        )
        .values(sent_at=now())
    )


def _examined(body: bytes) -> files.Examined:
    settings = current_app.extensions["settings"]
    return files.examine(
        body, megabytes=settings.document_megabytes, megapixels=settings.document_megapixels
    )


def _keep(found: files.Examined, *, title: str, kind: str, patient_id: UUID | None) -> Document:
    identity = new_id()
    paper = Document(
        id=identity,
        patient_id=patient_id,
        kind=kind,
        title_sealed=seal_text(
            title[:LONGEST_TITLE], table="documents", column="title_sealed", row_id=identity
        ),
        content_type=found.content_type,
        size=len(found.body),
        sha256=found.sha256,
        body_sealed=seal_bytes(
            found.body, table="documents", column="body_sealed", row_id=identity
        ),
        added_by=actor_id(),
    )
    db.session.add(paper)
    db.session.flush()
    note(
        "document.added", "document", paper.id,
        kind=kind, content_type=paper.content_type, size=paper.size, sha256=paper.sha256,
    )  # fmt: skip
    return paper


def _of_subject(subject_kind: str, subject_id: UUID, sha256: str) -> Document | None:
    query = select(DocumentLink.document_id).where(
        DocumentLink.subject_kind == subject_kind,
        DocumentLink.subject_id == subject_id,
        DocumentLink.sha256 == sha256,
    )
    known = db.session.scalars(query).one_or_none()
    return find(Document, known) if known else None


@across_branches()
def _links(document_id: UUID) -> int:
    query = select(func.count(DocumentLink.id)).where(DocumentLink.document_id == document_id)
    return db.session.scalar(query) or 0
