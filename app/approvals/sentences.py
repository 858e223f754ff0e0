"""The clinic's own sentences that justify requests, and how often those requests were granted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, func, select

from app.approvals.errors import SentenceTwice
from app.approvals.models import Approval, ApprovalSentence, ApprovalSentenceUse
from app.approvals.states import APPROVED, EXPIRED, PARTIAL, REFUSED
from app.audit.trail import note
from app.kernel.db import db
from app.tenants.scope import actor_id, find

SUBJECT = "approval_sentence"
MOST = 200


@dataclass(frozen=True)
class Luck:
    """A sentence with the requests it stood in that were judged, and how many were granted."""

    sentence: ApprovalSentence
    judged: int
    granted: int


def add(text_en: str, text_ar: str) -> ApprovalSentence:
    """Keep a sentence in both languages; raises SentenceTwice."""
    query = select(ApprovalSentence).where(func.lower(ApprovalSentence.text_en) == text_en.lower())
    if db.session.scalars(query).first() is not None:
        raise SentenceTwice
    row = ApprovalSentence(text_en=text_en, text_ar=text_ar, created_by=actor_id())
    db.session.add(row)
    db.session.flush()
    note("approval.sentence_added", SUBJECT, row.id)
    return row


def turn(sentence_id: UUID) -> ApprovalSentence:
    """Put a sentence away, or take it out again; raises NotFound."""
    row = find(ApprovalSentence, sentence_id, for_update=True)
    row.active = not row.active
    db.session.flush()
    note("approval.sentence_turned", SUBJECT, row.id, active=row.active)
    return row


def library(*, active_only: bool = False) -> list[Luck]:
    """The sentences with their luck: those in use first, the luckiest on top."""
    judged = func.count().filter(Approval.status.in_((APPROVED, PARTIAL, EXPIRED, REFUSED)))
    granted = func.count().filter(Approval.status.in_((APPROVED, PARTIAL, EXPIRED)))
    query = (
        select(ApprovalSentence, judged, granted)
        .outerjoin(
            ApprovalSentenceUse,
            and_(
                ApprovalSentenceUse.tenant_id == ApprovalSentence.tenant_id,
                ApprovalSentenceUse.sentence_id == ApprovalSentence.id,
            ),
        )
        .outerjoin(
            Approval,
            and_(
                Approval.tenant_id == ApprovalSentenceUse.tenant_id,
                Approval.id == ApprovalSentenceUse.approval_id,
            ),
        )
        .group_by(ApprovalSentence.tenant_id, ApprovalSentence.id)
        .order_by(ApprovalSentence.active.desc(), granted.desc(), ApprovalSentence.created_at)
        .limit(MOST)
    )
    if active_only:
        query = query.where(ApprovalSentence.active)
    return [Luck(*row) for row in db.session.execute(query)]


def write_uses(approval_id: UUID, sentence_ids: Collection[UUID]) -> None:
    """Which sentences the request holds; raises NotFound."""
    for one in sentence_ids:
        find(ApprovalSentence, one)
    db.session.execute(
        delete(ApprovalSentenceUse).where(ApprovalSentenceUse.approval_id == approval_id)
    )
    for one in dict.fromkeys(sentence_ids):
        db.session.add(ApprovalSentenceUse(approval_id=approval_id, sentence_id=one))


def used_in(approval_id: UUID) -> list[ApprovalSentence]:
    """The sentences of a request, in the order of the library."""
    query = (
        select(ApprovalSentence)
        .join(
            ApprovalSentenceUse,
            and_(
                ApprovalSentenceUse.tenant_id == ApprovalSentence.tenant_id,
                ApprovalSentenceUse.sentence_id == ApprovalSentence.id,
            ),
        )
        .where(ApprovalSentenceUse.approval_id == approval_id)
        .order_by(ApprovalSentence.created_at)
    )
    return list(db.session.scalars(query))
