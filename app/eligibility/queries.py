"""Reading questions and answers about cover."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select

from app.eligibility.models import EligibilityCheck
from app.eligibility.rules import COVERED, NOT_COVERED
from app.eligibility.states import ANSWERED
from app.exchange import rules as exchange_rules
from app.exchange.lanes import strain_of
from app.exchange.messages import DESK
from app.exchange.models import Lane
from app.kernel.clock import MUSCAT, now
from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.patients.models import Patient
from app.patients.queries import records_of_person
from app.tenants.keys import open_text
from app.tenants.scope import find

# Whom, whose policy, for which day.
Visit = tuple[UUID, UUID, date]


@dataclass(frozen=True)
class Line:
    """The line to an insurer: working, failing, paused or trying; since when not working."""

    condition: str
    since: datetime | None = None
    next_try: datetime | None = None

    @property
    def is_down(self) -> bool:
        return self.condition != exchange_rules.WORKING


def check(check_id: UUID) -> EligibilityCheck:
    """The check; raises NotFound."""
    return find(EligibilityCheck, check_id)


def latest(patient_id: UUID, payer_id: UUID, on: date) -> EligibilityCheck | None:
    """The newest answered check of this person with this insurer for this service date."""
    query = _of(records_of_person(patient_id), payer_id).where(
        EligibilityCheck.service_date == on, EligibilityCheck.status == ANSWERED
    )
    return db.session.scalars(query).first()


# Made once: every check of claims asks. The newest comes last.
_LATEST = (
    select(EligibilityCheck, Patient.merged_into)
    .join(
        Patient,
        and_(
            Patient.tenant_id == EligibilityCheck.tenant_id,
            Patient.id == EligibilityCheck.patient_id,
        ),
    )
    .where(
        or_(
            Patient.id.in_(bindparam("people")),
            Patient.merged_into.in_(bindparam("people")),
        ),
        EligibilityCheck.payer_id.in_(bindparam("payer_ids")),
        EligibilityCheck.service_date.in_(bindparam("days")),
        EligibilityCheck.status == ANSWERED,
    )
    .order_by(EligibilityCheck.asked_at, EligibilityCheck.id)
)


def latest_of(visits: Collection[Visit]) -> dict[Visit, EligibilityCheck]:
    """The newest answered check of each (patient, payer, service date) among these, read at once."""
    people = {patient_id for patient_id, _, _ in visits}
    asked = {
        "people": list(people),
        "payer_ids": list({payer_id for _, payer_id, _ in visits}),
        "days": list({day for _, _, day in visits}),
    }
    found: dict[Visit, EligibilityCheck] = {}
    for one, merged_into in db.session.execute(_LATEST, asked):
        for person in people.intersection((one.patient_id, merged_into)):
            found[person, one.payer_id, one.service_date] = one
    return found


def last_asked(patient_id: UUID, payer_id: UUID, on: date) -> EligibilityCheck | None:
    """The newest check of this person with this insurer for this service date, answered or not."""
    query = _of(records_of_person(patient_id), payer_id).where(EligibilityCheck.service_date == on)
    return db.session.scalars(query).first()


def last_known(before: EligibilityCheck) -> EligibilityCheck | None:
    """What the insurer last said about this person before this check, whatever the day."""
    query = _of(records_of_person(before.patient_id), before.payer_id).where(
        EligibilityCheck.id != before.id, EligibilityCheck.verdict.in_((COVERED, NOT_COVERED))
    )
    return db.session.scalars(query).first()


def _of(patient_ids: Select[UUID], payer_id: UUID) -> Select[EligibilityCheck]:
    newest_first = EligibilityCheck.asked_at.desc(), EligibilityCheck.id.desc()
    return (
        select(EligibilityCheck)
        .where(EligibilityCheck.patient_id.in_(patient_ids), EligibilityCheck.payer_id == payer_id)
        .order_by(*newest_first)
        .limit(1)
    )


def of_person(patient_ids: Sequence[UUID], limit: int = 50) -> list[EligibilityCheck]:
    """All checks of a person, the newest first."""
    query = select(EligibilityCheck).where(EligibilityCheck.patient_id.in_(patient_ids))
    newest_first = EligibilityCheck.asked_at.desc(), EligibilityCheck.id.desc()
    return list(db.session.scalars(query.order_by(*newest_first).limit(limit)))


def asked_on(
    day: date,
    *,
    payer_id: UUID | None = None,
    verdict: str | None = None,
    cursor: str | None = None,
) -> Page[EligibilityCheck]:
    """The checks asked on a Muscat day, the newest first; `verdict` may be `open`."""
    begins = datetime.combine(day, time.min, MUSCAT)
    query = select(EligibilityCheck).where(
        EligibilityCheck.asked_at >= begins, EligibilityCheck.asked_at < begins + timedelta(days=1)
    )
    if payer_id is not None:
        query = query.where(EligibilityCheck.payer_id == payer_id)
    if verdict is not None:
        is_open = EligibilityCheck.verdict.is_(None)
        query = query.where(is_open if verdict == "open" else EligibilityCheck.verdict == verdict)
    return page_of(query, by=(EligibilityCheck.asked_at, EligibilityCheck.id), cursor=cursor)


def categories_needing_approval(check: EligibilityCheck | None) -> frozenset[str]:
    """Categories of care for which a covered answer wants approval before."""
    if check is None or check.verdict != COVERED:
        return frozenset()
    return frozenset(row["category"] for row in check.benefits if row.get("approval_required"))


def copayment(check: EligibilityCheck, category: str = "") -> tuple[Decimal | None, Decimal | None]:
    """Percent and maximum the patient pays: of this category of care where the answer names it, else of the plan."""
    row = next((one for one in check.benefits if one["category"] == category), {})
    percent, most = row.get("copay_percent"), row.get("copay_max")
    if percent is None:
        return check.copay_percent, check.copay_max
    return Decimal(percent), Decimal(most) if most is not None else None


def member_number(check: EligibilityCheck) -> str | None:
    """The member number the insurer named, opened."""
    if check.member_number_sealed is None:
        return None
    return open_text(
        check.member_number_sealed,
        table="eligibility_checks",
        column="member_number_sealed",
        row_id=check.id,
    )


def line(payer_id: UUID | None) -> Line:
    """How the desk's line to an insurer fares now; None is the exchange itself."""
    query = select(Lane).where(Lane.payer_id.is_not_distinct_from(payer_id), Lane.stream == DESK)
    lane = db.session.scalars(query).one_or_none()
    if lane is None:
        return Line(exchange_rules.WORKING)
    condition = exchange_rules.condition(strain_of(lane), now())
    return Line(condition, lane.failing_since, lane.open_until)
