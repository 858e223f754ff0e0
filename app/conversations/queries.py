"""Reading threads. Whoever opens one leaves a trace; that is the view's part."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.conversations.models import IN, Communication
from app.conversations.states import ASKED
from app.documents import queries as papers
from app.documents.queries import DocumentRow
from app.kernel.db import db
from app.kernel.subjects import subject
from app.tenants.keys import open_text
from app.tenants.scope import find

LONGEST_THREAD = 200


def communication(communication_id: UUID) -> Communication:
    """One message either way; raises NotFound."""
    return find(Communication, communication_id)


def thread(subject_kind: str, subject_id: UUID) -> list[Communication]:
    """Everything said about a subject, the oldest first; of very long ones the newest part."""
    query = (
        select(Communication)
        .where(Communication.subject_kind == subject_kind, Communication.subject_id == subject_id)
        .order_by(Communication.position.desc())
        .limit(LONGEST_THREAD)
    )
    return list(reversed(db.session.scalars(query).all()))


def unanswered(limit: int = 50) -> list[Communication]:
    """Questions that wait for us, the most urgent first."""
    query = (
        select(Communication)
        .where(Communication.status == ASKED, Communication.direction == IN)
        .order_by(Communication.due_at, Communication.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def text_of(one: Communication) -> str:
    """What was said, opened."""
    return open_text(one.text_sealed, table="communications", column="text_sealed", row_id=one.id)


def papers_to_choose(subject_kind: str, subject_id: UUID) -> list[DocumentRow]:
    """The papers that may travel with words about a subject: its own, and the patient's others."""
    own = papers.documents_of(subject_kind, subject_id)
    patient_id = subject(subject_kind, subject_id).patient_id
    if patient_id is None:
        return own
    return own + papers.others_of_patient(patient_id, besides=(subject_kind, subject_id))
