"""Work lists of claims, and one claim with all that its page needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from app.access.models import User
from app.access.timeline import Step, steps
from app.claims.models import Claim, ClaimDiagnosis, ClaimEvent, Submission
from app.claims.work_lists import needing_a_person as needing_a_person  # noqa: PLC0414 - read here by the first page
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import Page, page_of
from app.patients.models import Patient
from app.reference.models import Payer
from app.tenants.scope import actor_id, find

EXPORT_STEP = 1000
# Beyond this a total is not counted: the list must cost the same at a thousand claims and at a million.
MOST_COUNTED = 1000
LATELY = 200
STILL_AT_IT = timedelta(minutes=10)


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
class Totals:
    """What a list holds; amounts in OMR, None where it holds more than is counted."""

    count: int
    net: Decimal | None
    payer_share: Decimal | None

    @property
    def is_exact(self) -> bool:
        return self.net is not None


def claim(claim_id: UUID) -> Claim:
    """The claim; raises NotFound."""
    return find(Claim, claim_id)


def page(wanted: ClaimFilter, cursor: str | None = None) -> Page[Any]:
    """One page of the list, the newest visit first. Raises NotFound for a cursor not made here."""
    return page_of(_rows(wanted), by=(Claim.service_date, Claim.id), cursor=cursor)


def rows(wanted: ClaimFilter) -> Iterator[Any]:
    """Every row of the list, in steps, for exports."""
    query = _rows(wanted).order_by(Claim.service_date.desc(), Claim.id.desc())
    yield from db.session.execute(query.execution_options(yield_per=EXPORT_STEP))


def first_ids(wanted: ClaimFilter, most: int) -> list[UUID]:
    """The ids of the list's claims, the oldest visit first, at most so many."""
    query = select(Claim.id).where(*_conditions(wanted)).order_by(Claim.service_date, Claim.id)
    return list(db.session.scalars(query.limit(most)))


def totals(wanted: ClaimFilter) -> Totals:
    """How many claims the list holds and what they come to, as far as that is counted."""
    some = (
        select(Claim.net, Claim.payer_share)
        .where(*_conditions(wanted))
        .order_by(Claim.service_date.desc(), Claim.id.desc())
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    query = select(func.count(), func.sum(some.c.net), func.sum(some.c.payer_share))
    count, net, share = db.session.execute(query.select_from(some)).one()
    if count > MOST_COUNTED:
        return Totals(MOST_COUNTED, None, None)
    return Totals(count, net or ZERO, share or ZERO)


def _rows(wanted: ClaimFilter) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Claim.id, Claim.number, Claim.service_date, Claim.created_at, Claim.status,
            Claim.adjudication, Claim.net, Claim.patient_share, Claim.payer_share, Claim.approved,
            Claim.patient_id, Claim.payer_id, Claim.practitioner_id, Claim.submitted_at,
            Claim.payer_reference, Patient.file_number, Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
            Payer.name_en.label("payer_en"), Payer.name_ar.label("payer_ar"),
        )
        .join(Patient, and_(Patient.tenant_id == Claim.tenant_id, Patient.id == Claim.patient_id))
        .join(Payer, Payer.id == Claim.payer_id)
        .where(*_conditions(wanted))
    )  # fmt: skip
    return query


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


def timeline(claim_id: UUID) -> list[Step]:
    """Everything that happened to a claim, in order."""
    return steps(ClaimEvent, ClaimEvent.claim_id, claim_id)


def submissions(claim_id: UUID) -> list[Submission]:
    """Every sending of a claim, the newest first."""
    query = (
        select(Submission)
        .where(Submission.claim_id == claim_id)
        .order_by(Submission.attempt.desc())
    )
    return list(db.session.scalars(query))


def other_editor(claim: Claim) -> Any | None:
    """Somebody else who saved this draft within the last minutes: names and moment, or None."""
    if claim.saved_by in (None, actor_id()) or claim.saved_at is None:
        return None
    if now() - claim.saved_at > STILL_AT_IT:
        return None
    query = select(User.name_en, User.name_ar).where(User.id == claim.saved_by)
    found = db.session.execute(query).one_or_none()
    return found and {"name_en": found.name_en, "name_ar": found.name_ar, "at": claim.saved_at}


def usual_diagnoses(limit: int) -> list[str]:
    """The codes entered most in the latest claims, for the boxes' digits."""
    latest = select(Claim.id).order_by(Claim.service_date.desc(), Claim.id.desc()).limit(LATELY)
    query = (
        select(ClaimDiagnosis.code)
        .where(ClaimDiagnosis.claim_id.in_(latest))
        .group_by(ClaimDiagnosis.code)
        .order_by(func.count().desc(), ClaimDiagnosis.code)
        .limit(limit)
    )
    return list(db.session.scalars(query))
