"""Reading what was asked of the exchange about prescriptions, and which medicines of ours were ordered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, lazyload

from app.contracts.models import CodeMap, Service
from app.contracts.queries import holds_on
from app.kernel.clock import now, today
from app.kernel.db import db
from app.pharmacy.prescriptions import states
from app.pharmacy.prescriptions.matching import Coded, Match, coded, match
from app.pharmacy.prescriptions.models import (
    GIVE_BACK,
    TAKE_UP,
    Prescription,
    PrescriptionLine,
    PrescriptionTask,
)
from app.pharmacy.prescriptions.queries import MEDICATION, reference_index
from app.prescribing.ordered import Ordered, from_text
from app.reference.models import CodeSystem
from app.tenants.scope import find

WAITING = (states.ASKED, states.HANDED_OVER)
SHOWN_FOR = timedelta(days=2)
MOST_SHOWN = 20


def task(task_id: UUID) -> PrescriptionTask:
    """The task; raises NotFound."""
    return find(PrescriptionTask, task_id)


def ordered(of: PrescriptionTask) -> Ordered | None:
    """What was handed over; None while nothing was. Raises UnreadableOrder."""
    text = of.ordered
    return from_text(text) if text else None


def open_of_token(token: str) -> PrescriptionTask | None:
    """The newest question about this prescription that waits for an answer, or for us to take it up."""
    query = (
        select(PrescriptionTask)
        .where(
            PrescriptionTask.token_index == reference_index(token),
            PrescriptionTask.wish == TAKE_UP,
            PrescriptionTask.status.in_(WAITING),
        )
        .order_by(PrescriptionTask.asked_at.desc(), PrescriptionTask.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def is_under_way(token: str) -> bool:
    """Whether a question about this prescription waits for its answer, or was answered and is not on file."""
    query = select(PrescriptionTask.id).where(
        PrescriptionTask.token_index == reference_index(token), PrescriptionTask.status.in_(WAITING)
    )
    return db.session.scalars(query.limit(1)).one_or_none() is not None


def unfinished(token: str) -> list[PrescriptionTask]:
    """Every question for this prescription that was not answered, or answered and not put on file; locked."""
    query = (
        select(PrescriptionTask)
        .where(
            PrescriptionTask.token_index == reference_index(token),
            PrescriptionTask.wish == TAKE_UP,
            PrescriptionTask.status.in_((*WAITING, states.FAILED)),
        )
        .order_by(PrescriptionTask.id)
        .with_for_update()
    )
    return list(db.session.scalars(query))


def open_tasks() -> list[PrescriptionTask]:
    """What was asked for lately and is not on file yet, the newest first."""
    query = (
        select(PrescriptionTask)
        .where(
            PrescriptionTask.wish == TAKE_UP,
            PrescriptionTask.status.in_(WAITING),
            PrescriptionTask.asked_at >= now() - SHOWN_FOR,
        )
        .order_by(PrescriptionTask.asked_at.desc(), PrescriptionTask.id.desc())
        .limit(MOST_SHOWN)
    )
    return list(db.session.scalars(query))


def taken_up(prescription_id: UUID) -> PrescriptionTask | None:
    """The newest question that brought the prescription on file."""
    query = (
        select(PrescriptionTask)
        .where(PrescriptionTask.prescription_id == prescription_id, PrescriptionTask.wish == TAKE_UP)
        .order_by(PrescriptionTask.asked_at.desc(), PrescriptionTask.id.desc())
        .limit(1)
    )  # fmt: skip
    return db.session.scalars(query).one_or_none()


def last_let_go(prescription_id: UUID) -> PrescriptionTask | None:
    """The newest word to the exchange that it may give the prescription to others."""
    query = (
        select(PrescriptionTask)
        .where(PrescriptionTask.prescription_id == prescription_id, PrescriptionTask.wish == GIVE_BACK)
        .order_by(PrescriptionTask.asked_at.desc(), PrescriptionTask.id.desc())
        .limit(1)
    )  # fmt: skip
    return db.session.scalars(query).one_or_none()


def is_untold(prescription: Prescription) -> bool:
    """Whether the exchange turned down the newest word about a prescription that is no longer open here."""
    last = last_let_go(prescription.id)
    is_turned_down = last is not None and last.status == states.TURNED_DOWN
    return is_turned_down and prescription.status != states.OPEN


def untold(on: date, limit: int) -> list[Prescription]:
    """Prescriptions that hold on the day and whose newest word the exchange turned down; the first to end first."""
    later = aliased(PrescriptionTask)
    query = (
        select(Prescription)
        .join(PrescriptionTask, and_(PrescriptionTask.tenant_id == Prescription.tenant_id, PrescriptionTask.prescription_id == Prescription.id))
        .where(
            PrescriptionTask.wish == GIVE_BACK, PrescriptionTask.status == states.TURNED_DOWN,
            Prescription.status != states.OPEN, Prescription.expires_on >= on,
            ~exists().where(
                later.prescription_id == Prescription.id, later.wish == GIVE_BACK,
                tuple_(later.asked_at, later.id) > tuple_(PrescriptionTask.asked_at, PrescriptionTask.id),
            ),
        )
        .order_by(Prescription.expires_on, Prescription.id)
        .options(lazyload("*"))
        .limit(limit)
    )  # fmt: skip
    return list(db.session.scalars(query))


def matches(of: Ordered) -> tuple[Match, ...]:
    """Each ordered medicine with ours."""
    codes = {named for one in of.medicines if (named := coded(one)) is not None}
    return match(of.medicines, _mapped(codes, today()), _chosen_before(codes))


def _mapped(codes: Collection[Coded], on: date) -> dict[Coded, list[str]]:
    """Code -> local codes of the medicines in use that are billed under it on the day."""
    if not codes:
        return {}
    query = (
        select(CodeSystem.uri, CodeMap.code, Service.local_code)
        .join(CodeSystem, CodeSystem.key == CodeMap.system)
        .join(Service, and_(Service.tenant_id == CodeMap.tenant_id, Service.id == CodeMap.service_id))
        .where(
            tuple_(CodeSystem.uri, CodeMap.code).in_(codes), holds_on(CodeMap, on),
            Service.category == MEDICATION, Service.active,
        )
        .order_by(Service.local_code)
    )  # fmt: skip
    found: dict[Coded, list[str]] = {}
    for uri, code, local_code in db.session.execute(query):
        found.setdefault((uri, code), []).append(local_code)
    return found


def _chosen_before(codes: Collection[Coded]) -> dict[Coded, str]:
    """Code -> the medicine that was last chosen for it here, if it is still in use."""
    if not codes:
        return {}
    named = PrescriptionLine.ordered_system, PrescriptionLine.ordered_code
    query = (
        select(*named, PrescriptionLine.local_code)
        .ext(distinct_on(*named))
        .join(Service, and_(Service.tenant_id == PrescriptionLine.tenant_id, Service.id == PrescriptionLine.service_id))
        .where(PrescriptionLine.ordered_code != "", tuple_(*named).in_(codes), Service.active)
        .order_by(*named, PrescriptionLine.id.desc())
    )  # fmt: skip
    return {(system, code): local_code for system, code, local_code in db.session.execute(query)}
