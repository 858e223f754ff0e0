"""Reading approvals: the dot, what a claim may use, the list, one request with all that its page needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from app.access.timeline import Step, steps
from app.approvals import requirements, rules
from app.approvals.facts import facts as facts  # noqa: PLC0414 - read here by the checker
from app.approvals.models import Approval, ApprovalEvent, ApprovalSending
from app.approvals.rules import ServiceAsked
from app.approvals.states import GRANTED, JUDGED
from app.approvals.units import left_of, taken
from app.approvals.values import Need, Odds
from app.approvals.work_lists import needing_a_person as needing_a_person  # noqa: PLC0414
from app.contracts.queries import PricedService
from app.eligibility import queries as eligibility
from app.kernel.clock import MUSCAT, now
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import Page, page_of
from app.patients.models import Patient
from app.patients.queries import same_person
from app.reference.models import Payer
from app.tenants.scope import find

EXPORT_STEP = 1000
HISTORY_DAYS = 180
MOST_ANSWERS = 200


def needs(
    payer_id: UUID,
    on: date,
    services: Iterable[PricedService],
    *,
    answered: Collection[str] = (),
) -> dict[str, Need]:
    """Local code -> whether the service needs this payer's approval on the day.

    `answered` are the categories that the answer about this patient's cover wants authorised.
    """
    asked = {
        one.local_code: ServiceAsked(
            local_code=one.local_code,
            category=one.category,
            code=one.code or "",
            flagged=one.approval_required,
        )
        for one in services
    }
    return needs_of(payer_id, on, asked, answered)


def needs_of(
    payer_id: UUID, on: date, asked: Mapping[str, ServiceAsked], answered: Collection[str]
) -> dict[str, Need]:
    """The same for what stands on no price list: under the keys of `asked`."""
    in_force = requirements.in_force(payer_id, on)
    return {key: rules.need_of(one, in_force, answered) for key, one in asked.items()}


def categories_needing(patient_id: UUID, payer_id: UUID, on: date) -> frozenset[str]:
    """Categories of care for which the newest answer about this person's cover wants approval."""
    return eligibility.categories_needing_approval(eligibility.latest(patient_id, payer_id, on))


@dataclass(frozen=True, kw_only=True)
class Usable:
    """An approval that a claim of the day may name: the payer's number, last day, units left of units granted."""

    id: UUID
    number: str
    reference: str
    valid_to: date | None
    units: Decimal
    left: Decimal
    names: tuple[tuple[str, str], ...]


def usable(patient_id: UUID, payer_id: UUID, on: date) -> list[Usable]:
    """What holds on the day for this person with this payer, the one that ends first on top."""
    query = (
        select(Approval)
        .where(
            Approval.patient_id.in_(same_person(patient_id)),
            Approval.payer_id == payer_id,
            Approval.status.in_(GRANTED),
        )
        .order_by(Approval.valid_to.asc().nulls_last(), Approval.number)
    )
    held = [
        one for one in db.session.scalars(query)
        if rules.holds(one.status, one.valid_from, one.valid_to, on)
    ]  # fmt: skip
    used = taken([line.id for one in held for line in one.lines])
    return [_usable(one, used) for one in held]


def _usable(one: Approval, used: dict[UUID, Decimal]) -> Usable:
    granted = [line for line in one.lines if line.approved_units]
    return Usable(
        id=one.id,
        number=one.number,
        reference=one.payer_reference or "",
        valid_to=one.valid_to,
        units=sum((line.approved_units or ZERO for line in granted), ZERO),
        left=sum((left_of(line, used) for line in granted), ZERO),
        names=tuple((line.name_en, line.name_ar) for line in granted),
    )


def odds(payer_id: UUID, kind: str) -> Odds | None:
    """What this payer made of such requests lately, in this tenant's own history; None for too few."""
    query = (
        select(Approval.clock_from, Approval.answered_at, Approval.status)
        .where(
            Approval.payer_id == payer_id,
            Approval.kind == kind,
            Approval.status.in_(JUDGED),
            Approval.answered_at > now() - timedelta(days=HISTORY_DAYS),
            Approval.clock_from.is_not(None),
        )
        .order_by(Approval.answered_at.desc())
        .limit(MOST_ANSWERS)
    )
    return rules.odds(
        [
            (max(0, round((answered - began).total_seconds() / 60)), status)
            for began, answered, status in db.session.execute(query)
            if began is not None and answered is not None
        ]
    )


@dataclass(frozen=True, kw_only=True)
class ApprovalFilter:
    """What the list is narrowed to; no patient data, because it stands in the address."""

    status: str = ""
    kind: str = ""
    payer_id: UUID | None = None
    practitioner_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None
    number: str = ""


def approval(approval_id: UUID) -> Approval:
    """The request; raises NotFound."""
    return find(Approval, approval_id)


def page(wanted: ApprovalFilter, cursor: str | None = None) -> Page[Any]:
    """One page of the list, the newest request first. Raises NotFound for a cursor not made here."""
    return page_of(_rows(wanted), by=(Approval.created_at, Approval.id), cursor=cursor)


def rows(wanted: ApprovalFilter) -> Iterator[Any]:
    """Every row of the list, in steps, for exports."""
    query = _rows(wanted).order_by(Approval.created_at.desc(), Approval.id.desc())
    yield from db.session.execute(query.execution_options(yield_per=EXPORT_STEP))


def _rows(wanted: ApprovalFilter) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Approval.id, Approval.number, Approval.kind, Approval.status, Approval.created_at, Approval.submitted_at,
            Approval.clock_from, Approval.answered_at, Approval.valid_from, Approval.valid_to, Approval.net,
            Approval.approved, Approval.payer_reference, Approval.payer_id, Approval.practitioner_id,
            Patient.file_number, Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
            Payer.name_en.label("payer_en"), Payer.name_ar.label("payer_ar"),
        )
        .join(Patient, and_(Patient.tenant_id == Approval.tenant_id, Patient.id == Approval.patient_id))
        .join(Payer, Payer.id == Approval.payer_id)
        .where(*_conditions(wanted))
    )  # fmt: skip
    return query


def _conditions(wanted: ApprovalFilter) -> list[Any]:
    known = (
        (wanted.status, Approval.status == wanted.status),
        (wanted.kind, Approval.kind == wanted.kind),
        (wanted.payer_id, Approval.payer_id == wanted.payer_id),
        (wanted.practitioner_id, Approval.practitioner_id == wanted.practitioner_id),
        (wanted.number, Approval.number == wanted.number),
    )
    found: list[Any] = [condition for value, condition in known if value]
    if wanted.first_day:
        found.append(Approval.created_at >= _begin(wanted.first_day))
    if wanted.last_day:
        found.append(Approval.created_at < _begin(wanted.last_day) + timedelta(days=1))
    return found


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, MUSCAT)


def timeline(approval_id: UUID) -> list[Step]:
    """Everything that happened to a request, in order."""
    return steps(ApprovalEvent, ApprovalEvent.approval_id, approval_id)


def sendings(approval_id: UUID) -> list[ApprovalSending]:
    """Every sending of a request, the newest first."""
    query = select(ApprovalSending).where(ApprovalSending.approval_id == approval_id)
    return list(db.session.scalars(query.order_by(ApprovalSending.attempt.desc())))
