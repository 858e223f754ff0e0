"""Work lists of claims, and one claim with all that its page needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from app.access.models import User
from app.claims.models import Claim, ClaimEvent, Submission
from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.patients.models import Patient
from app.reference.models import Payer
from app.tenants.scope import find

EXPORT_STEP = 1000


@dataclass(frozen=True, kw_only=True)
class ClaimFilter:
    """What the list is narrowed to; no patient data, because it stands in the address."""

    statuses: tuple[str, ...] = ()
    adjudication: str | None = None
    payer_id: UUID | None = None
    practitioner_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None
    number: str = ""


@dataclass(frozen=True)
class ClaimRow:
    """A claim as a row of a list; amounts in OMR."""

    id: UUID
    number: str
    service_date: date
    created_at: datetime
    status: str
    adjudication: str
    net: Decimal
    payer_share: Decimal
    approved: Decimal | None
    patient_en: str
    patient_ar: str
    payer_en: str
    payer_ar: str


def claim(claim_id: UUID) -> Claim:
    """The claim; raises NotFound."""
    return find(Claim, claim_id)


def page(wanted: ClaimFilter, cursor: str | None = None) -> Page[Any]:
    """One page of the list, the newest first. Raises NotFound for a cursor not made here."""
    return page_of(_rows(wanted), by=(Claim.created_at, Claim.id), cursor=cursor)


def rows(wanted: ClaimFilter) -> Iterator[Any]:
    """Every row of the list, in steps, for exports."""
    query = _rows(wanted).order_by(Claim.created_at.desc(), Claim.id.desc())
    yield from db.session.execute(query.execution_options(yield_per=EXPORT_STEP))


def total(wanted: ClaimFilter) -> tuple[int, Decimal]:
    """How many claims the list holds, and what they come to."""
    query = select(func.count(), func.coalesce(func.sum(Claim.net), 0)).where(*_conditions(wanted))
    count, net = db.session.execute(query).one()
    return count, net


def _rows(wanted: ClaimFilter) -> Select[Any]:
    return (
        select(
            Claim.id, Claim.number, Claim.service_date, Claim.created_at, Claim.status,
            Claim.adjudication, Claim.net, Claim.payer_share, Claim.approved,
            Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
            Payer.name_en.label("payer_en"), Payer.name_ar.label("payer_ar"),
        )
        .join(Patient, and_(Patient.tenant_id == Claim.tenant_id, Patient.id == Claim.patient_id))
        .join(Payer, Payer.id == Claim.payer_id)
        .where(*_conditions(wanted))
    )  # fmt: skip


def _conditions(wanted: ClaimFilter) -> list[Any]:
    found: list[Any] = []
    if wanted.statuses:
        found.append(Claim.status.in_(wanted.statuses))
    if wanted.adjudication:
        found.append(Claim.adjudication == wanted.adjudication)
    if wanted.payer_id:
        found.append(Claim.payer_id == wanted.payer_id)
    if wanted.practitioner_id:
        found.append(Claim.practitioner_id == wanted.practitioner_id)
    if wanted.first_day:
        found.append(Claim.service_date >= wanted.first_day)
    if wanted.last_day:
        found.append(Claim.service_date <= wanted.last_day)
    if wanted.number:
        found.append(Claim.number == wanted.number)
    return found


@dataclass(frozen=True)
class Step:
    """One step of a claim's timeline; the actor is empty when the house itself acted."""

    at: datetime
    axis: str
    event: str
    from_status: str
    to_status: str
    actor_en: str
    actor_ar: str
    details: dict[str, Any]


def timeline(claim_id: UUID) -> list[Step]:
    """Everything that happened to a claim, in order."""
    query = (
        select(ClaimEvent, User.name_en, User.name_ar)
        .outerjoin(User, User.id == ClaimEvent.actor_id)
        .where(ClaimEvent.claim_id == claim_id)
        .order_by(ClaimEvent.at, ClaimEvent.id)
    )
    return [
        Step(
            one.at,
            one.axis,
            one.event,
            one.from_status,
            one.to_status,
            en or "",
            ar or "",
            one.details,
        )
        for one, en, ar in db.session.execute(query)
    ]


def submissions(claim_id: UUID) -> list[Submission]:
    """Every sending of a claim, the newest first."""
    query = (
        select(Submission)
        .where(Submission.claim_id == claim_id)
        .order_by(Submission.attempt.desc())
    )
    return list(db.session.scalars(query))


def of_patient(patient_id: UUID, limit: int = 50) -> list[Any]:
    """A patient's claims, the newest visit first."""
    query = (
        _rows(ClaimFilter())
        .where(Claim.patient_id == patient_id)
        .order_by(Claim.service_date.desc(), Claim.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(query))


def counts(statuses: tuple[str, ...]) -> dict[str, tuple[int, Decimal]]:
    """How many claims stand in each of these statuses, and what they ask of the payers."""
    query = (
        select(Claim.status, func.count(), func.sum(Claim.payer_share))
        .where(Claim.status.in_(statuses))
        .group_by(Claim.status)
    )
    return {status: (count, net) for status, count, net in db.session.execute(query)}
