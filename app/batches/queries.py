"""Reading batches: the list, one with its figures, its claims one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.access.models import User
from app.batches import rules
from app.batches.models import Batch, BatchItem
from app.batches.states import ITEM_STATUSES, LEFT_OUT, OPEN, SUBMITTED, WAITING
from app.claims import states as claim_states
from app.claims.models import Claim, Submission
from app.exchange.models import Message
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import Page, page_of
from app.patients.models import Patient
from app.tenants.keys import open_text
from app.tenants.scope import find

PACE_SECONDS = 60.0
EXPORT_STEP = 500


@dataclass(frozen=True)
class Tally:
    """So many claims of one payer at one stage; amounts in OMR."""

    payer_id: UUID
    stage: str
    count: int
    net: Decimal
    payer_share: Decimal
    approved: Decimal


@dataclass(frozen=True)
class Item:
    """One claim of a batch as it stands now."""

    claim_id: UUID
    position: int
    part: int
    number: str
    service_date: date
    payer_id: UUID
    patient_en: str
    patient_ar: str
    file_number: str
    net: Decimal
    payer_share: Decimal
    approved: Decimal | None
    stage: str
    adjudication: str
    reason: str | None
    findings: tuple[str, ...]
    problem_code: str | None
    problem_text: str | None
    submitted_at: datetime | None
    payer_reference: str


def batch(batch_id: UUID) -> Batch:
    """The batch; raises NotFound."""
    return find(Batch, batch_id)


def open_batch(key: str) -> Batch | None:
    """The batch of this filter that is under way."""
    query = select(Batch).where(Batch.filter_key == key, Batch.status.in_(OPEN))
    return db.session.scalars(query).one_or_none()


def page(cursor: str | None = None) -> Page[Any]:
    """Batches, the newest first, with who started each."""
    query: Select[*tuple[Any, ...]] = select(
        Batch.id, Batch.number, Batch.status, Batch.started_at, Batch.count, Batch.payer_share,
        User.name_en, User.name_ar,
    ).outerjoin(User, User.id == Batch.started_by)  # fmt: skip
    return page_of(query, by=(Batch.started_at, Batch.id), cursor=cursor)


def starter(found: Batch) -> User | None:
    """Who started it."""
    return db.session.get(User, found.started_by) if found.started_by else None


def tallies(batch_id: UUID) -> list[Tally]:
    """The batch added up by payer and stage; the one source of every total of it."""
    query = (
        select(
            BatchItem.payer_id, BatchItem.status, Claim.status, func.count(), func.sum(BatchItem.net),
            func.sum(BatchItem.payer_share), func.sum(Claim.approved),
        )
        .join(Claim, its_claim())
        .where(BatchItem.batch_id == batch_id)
        .group_by(BatchItem.payer_id, BatchItem.status, Claim.status)
    )  # fmt: skip
    return [
        Tally(payer_id, rules.stage(item, claim), count, net, share, approved or ZERO)
        for payer_id, item, claim, count, net, share, approved in db.session.execute(query)
    ]


def pace(found: Batch) -> int:
    """How many claims a minute left lately."""
    moment = now()
    since = max(moment - timedelta(seconds=PACE_SECONDS), found.started_at)
    query = (
        select(func.count())
        .select_from(BatchItem)
        .join(Submission, its_sending())
        .join(Message, its_message())
        .where(BatchItem.batch_id == found.id, Message.sent_at >= since)
    )
    sent = int(db.session.scalar(query) or 0)
    return rules.per_minute(sent, (moment - since).total_seconds())


def parts_gone(batch_id: UUID) -> int:
    """How many parts have nothing left here."""
    here = and_(
        BatchItem.status.in_((WAITING, SUBMITTED)),
        or_(BatchItem.status == WAITING, Claim.status == claim_states.QUEUED),
    )
    per_part = (
        select(func.count().filter(here).label("here"))
        .select_from(BatchItem)
        .join(Claim, its_claim())
        .where(BatchItem.batch_id == batch_id)
        .group_by(BatchItem.part)
        .subquery()
    )
    query = select(func.count()).select_from(per_part).where(per_part.c.here == 0)
    return int(db.session.scalar(query) or 0)


def items(
    batch_id: UUID, *, after: int = 0, limit: int = 50, stages: tuple[str, ...] = ()
) -> list[Item]:
    """Claims of a batch by their position, those after the given one."""
    query = rows_of(batch_id).where(BatchItem.position > after, *_at(stages))
    return [item_of(row) for row in db.session.execute(query.limit(limit))]


def every_item(batch_id: UUID) -> Iterator[Item]:
    """All of them, in steps, for the report."""
    query = rows_of(batch_id).execution_options(yield_per=EXPORT_STEP)
    for row in db.session.execute(query):
        yield item_of(row)


def needs_fix() -> ColumnElement[bool]:
    """What `rules.needs_fix` says, for the database; a test holds both against each other."""
    returned = (claim_states.REJECTED, claim_states.HELD, claim_states.DRAFT)
    return and_(BatchItem.status.in_((SUBMITTED, LEFT_OUT)), Claim.status.in_(returned))


def _at(stages: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """Conditions for the stages asked for; none asked for narrows nothing."""
    if not stages:
        return []
    pairs = [
        and_(BatchItem.status == item, Claim.status == claim)
        for item in ITEM_STATUSES
        for claim in claim_states.CLAIM.statuses
        if rules.stage(item, claim) in stages
    ]
    return [or_(*pairs)]


def rows_of(batch_id: UUID) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            BatchItem.claim_id, BatchItem.position, BatchItem.part, BatchItem.status.label("item_status"),
            BatchItem.net, BatchItem.payer_share, BatchItem.reason, BatchItem.findings,
            BatchItem.submitted_at, Claim.number, Claim.service_date, Claim.payer_id,
            Claim.status.label("claim_status"), Claim.adjudication, Claim.approved, Claim.problem_code,
            Claim.problem_text_sealed, Claim.payer_reference, Patient.name_en, Patient.name_ar, Patient.file_number,
        )
        .join(Claim, its_claim())
        .join(Patient, and_(Patient.tenant_id == Claim.tenant_id, Patient.id == Claim.patient_id))
        .where(BatchItem.batch_id == batch_id)
        .order_by(BatchItem.position)
    )  # fmt: skip
    return query


def _words(row: Any) -> str | None:
    """The exchange's own words about the claim, opened."""
    sealed, column = row.problem_text_sealed, "problem_text_sealed"
    return open_text(sealed, table="claims", column=column, row_id=row.claim_id) if sealed else None


def item_of(row: Any) -> Item:
    return Item(
        claim_id=row.claim_id,
        position=row.position,
        part=row.part,
        number=row.number,
        service_date=row.service_date,
        payer_id=row.payer_id,
        patient_en=row.name_en,
        patient_ar=row.name_ar,
        file_number=row.file_number,
        net=row.net,
        payer_share=row.payer_share,
        approved=row.approved,
        stage=rules.stage(row.item_status, row.claim_status),
        adjudication=row.adjudication,
        reason=row.reason,
        findings=tuple(row.findings),
        problem_code=row.problem_code,
        problem_text=_words(row),
        submitted_at=row.submitted_at,
        payer_reference=row.payer_reference or "",
    )


def its_claim() -> ColumnElement[bool]:
    """Joins a claim to its place in a batch."""
    return and_(Claim.tenant_id == BatchItem.tenant_id, Claim.id == BatchItem.claim_id)


def its_sending() -> ColumnElement[bool]:
    """Joins the sending that the batch made."""
    return and_(
        Submission.tenant_id == BatchItem.tenant_id,
        Submission.claim_id == BatchItem.claim_id,
        Submission.attempt == BatchItem.attempt,
    )


def its_message() -> ColumnElement[bool]:
    """Joins the message of a sending."""
    return and_(Message.tenant_id == Submission.tenant_id, Message.id == Submission.message_id)
