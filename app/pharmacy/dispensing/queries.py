"""Reading dispenses: one, those of a prescription, what waits, what is provisional."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import defaultload, lazyload

from app.access.timeline import Step, steps
from app.approvals.models import Approval
from app.approvals.states import JUDGED
from app.claims.models import Claim
from app.claims.states import ACCEPTED, ADJUDICATED, DRAFT
from app.exchange.messages import CANCEL
from app.exchange.models import Message
from app.exchange.states import OPEN
from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.patients.models import Patient
from app.pharmacy.dispensing.models import Dispense, DispenseEvent, DispenseLine, DispensePack
from app.pharmacy.dispensing.states import REVERSED, SUPPLIED, WAITING
from app.pharmacy.prescriptions.models import Prescription
from app.tenants.scope import across_branches, find


def dispense(dispense_id: UUID) -> Dispense:
    """The dispense; raises NotFound."""
    return find(Dispense, dispense_id)


def dispenses(dispense_ids: Collection[UUID]) -> list[Dispense]:
    """These dispenses, read at once."""
    return list(db.session.scalars(select(Dispense).where(Dispense.id.in_(dispense_ids))))


def of_claim(claim_id: UUID) -> Dispense | None:
    """What a claim bills."""
    return db.session.scalars(select(Dispense).where(Dispense.claim_id == claim_id)).one_or_none()


def still_claimed() -> list[Dispense]:
    """What was taken back while its claim lies with the insurer, and nobody has asked to cancel it."""
    asked = exists().where(Message.subject_id == Claim.id, Message.kind == CANCEL)
    query = (
        select(Dispense)
        .join(Claim, and_(Claim.tenant_id == Dispense.tenant_id, Claim.id == Dispense.claim_id))
        .where(Dispense.status == REVERSED, Claim.status.in_((ACCEPTED, ADJUDICATED)), ~asked)
    )
    return list(db.session.scalars(query.order_by(Dispense.id)))


def refused_cancellations(limit: int) -> list[tuple[Dispense, Claim]]:
    """What was taken back while its claim stands with the insurer, who was asked to cancel it and did not; the oldest first."""
    asked = exists().where(Message.subject_id == Claim.id, Message.kind == CANCEL)
    query = (
        select(Dispense, Claim)
        .join(Claim, and_(Claim.tenant_id == Dispense.tenant_id, Claim.id == Dispense.claim_id))
        .where(
            Dispense.status == REVERSED, Claim.status.in_((ACCEPTED, ADJUDICATED)),
            asked, ~asked.where(Message.status.in_(OPEN)),
        )
        .order_by(Dispense.id)
        .options(lazyload("*"))
        .limit(limit)
    )  # fmt: skip
    return [(one, claim) for one, claim in db.session.execute(query)]


def is_cancel_refused(dispense: Dispense) -> bool:
    """Whether its insurer was asked to let its claim go, answered, and did not."""
    if dispense.status != REVERSED or dispense.claim_id is None:
        return False
    claim = find(Claim, dispense.claim_id)
    query = select(Message.status).where(Message.subject_id == claim.id, Message.kind == CANCEL)
    asked = list(db.session.scalars(query))
    return claim.status in (ACCEPTED, ADJUDICATED) and bool(asked) and not {*asked} & {*OPEN}


@across_branches()
def box_went_with(gtin: str, serial: str) -> str | None:
    """The number of the supply with which this very box left the shelf; None while it is here."""
    query = (
        select(Dispense.number)
        .join(DispenseLine, and_(DispenseLine.tenant_id == Dispense.tenant_id, DispenseLine.dispense_id == Dispense.id))
        .join(DispensePack, and_(DispensePack.tenant_id == DispenseLine.tenant_id, DispensePack.dispense_line_id == DispenseLine.id))
        .where(DispensePack.gtin == gtin, DispensePack.serial == serial, ~DispensePack.came_back)
    )  # fmt: skip
    return db.session.scalars(query).one_or_none()


@across_branches()
def unclaimed_units(
    approval_ids: Collection[UUID], apart_from: UUID | None = None
) -> dict[tuple[UUID, str], Decimal]:
    """(Approval, local code) -> units handed out on it that no claim holds yet: kept back, or provisional."""
    if not approval_ids:
        return {}
    query = (
        select(Dispense.approval_id, DispenseLine.local_code, func.sum(DispenseLine.quantity))
        .join(DispenseLine, and_(DispenseLine.tenant_id == Dispense.tenant_id, DispenseLine.dispense_id == Dispense.id))
        .outerjoin(Claim, and_(Claim.tenant_id == Dispense.tenant_id, Claim.id == Dispense.claim_id))
        .where(
            Dispense.approval_id.in_(approval_ids),
            Dispense.status == SUPPLIED,
            DispenseLine.cash.is_(False),
            or_(Claim.id.is_(None), Claim.status == DRAFT),
        )
        .group_by(Dispense.approval_id, DispenseLine.local_code)
    )  # fmt: skip
    if apart_from is not None:
        query = query.where(Dispense.id != apart_from)
    rows = db.session.execute(query)
    return {(approval, code): units for approval, code, units in rows if approval is not None}


def of_prescription(prescription_id: UUID) -> list[Dispense]:
    """Every dispense of a prescription, the newest first."""
    query = select(Dispense).where(Dispense.prescription_id == prescription_id)
    return list(db.session.scalars(query.order_by(Dispense.id.desc())))


def waiting_of(prescription_id: UUID) -> Dispense | None:
    """The dispense of a prescription that waits for an approval."""
    query = select(Dispense).where(
        Dispense.prescription_id == prescription_id, Dispense.status == WAITING
    )
    return db.session.scalars(query.order_by(Dispense.id).limit(1)).one_or_none()


def answers_count() -> int:
    """How many queued dispenses have their answer."""
    query = select(func.count(Dispense.id)).join(Approval, _approval_of())
    return db.session.scalar(query.where(*_answered())) or 0


def waiting(cursor: str | None = None) -> Page[Any]:
    """What was queued for an approval, with how the insurer stands to it; the newest first."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Dispense.id, Dispense.number, Dispense.prescription_id, Prescription.number.label("prescription_number"),
            Dispense.created_at, Approval.id.label("approval_id"), Approval.status.label("approval_status"),
            Approval.number.label("approval_number"), Approval.answered_at, Patient.file_number,
            Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
        )
        .join(Approval, _approval_of())
        .join(Prescription, and_(Prescription.tenant_id == Dispense.tenant_id, Prescription.id == Dispense.prescription_id))
        .join(Patient, _patient_of())
        .where(Dispense.status == WAITING)
    )  # fmt: skip
    return page_of(query, by=(Dispense.created_at, Dispense.id), cursor=cursor)


def is_open() -> ColumnElement[bool]:
    """A provisional supply that stands and is neither claimed nor paid, or whose money is not squared."""
    owes = and_(
        Dispense.squared_at.is_(None), Dispense.cash + Dispense.patient_share != Dispense.taken
    )
    return and_(
        Dispense.provisional, Dispense.status == SUPPLIED, or_(Dispense.settled_as.is_(None), owes)
    )


def provisional(cursor: str | None = None) -> Page[Any]:
    """Provisional supplies that are to be followed up, the newest first."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Dispense.id, Dispense.number, Dispense.supplied_at, Dispense.patient_id, Dispense.payer_id,
            Dispense.deposit, Dispense.settled_as, Dispense.waits_for, Dispense.approval_id, Patient.file_number,
            Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
        )
        .join(Patient, _patient_of())
        .where(is_open())
    )  # fmt: skip
    return page_of(query, by=(Dispense.supplied_at, Dispense.id), cursor=cursor)


def unsettled() -> list[Dispense]:
    """The provisional supplies that are neither claimed nor paid, the oldest first."""
    query = select(Dispense).where(is_open(), Dispense.settled_as.is_(None))
    return list(db.session.scalars(query.order_by(Dispense.id)))


def to_follow_up(limit: int) -> list[Dispense]:
    """The provisional supplies of which something is to be claimed, paid or given back, the oldest first."""
    # What it is worth stands on its lines: not which boxes were handed out.
    lines = defaultload(Dispense.lines)
    bare = lines.lazyload(DispenseLine.batches), lines.lazyload(DispenseLine.packs)
    query = select(Dispense).options(*bare).where(is_open()).order_by(Dispense.id).limit(limit)
    return list(db.session.scalars(query))


def _approval_of() -> Any:
    return and_(Approval.tenant_id == Dispense.tenant_id, Approval.id == Dispense.approval_id)


def _patient_of() -> Any:
    return and_(Patient.tenant_id == Dispense.tenant_id, Patient.id == Dispense.patient_id)


def _answered() -> tuple[Any, ...]:
    return Dispense.status == WAITING, Approval.status.in_(JUDGED)


def timeline(dispense_id: UUID) -> list[Step]:
    """Everything that happened to a dispense, in order."""
    return steps(DispenseEvent, DispenseEvent.dispense_id, dispense_id)
