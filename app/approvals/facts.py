"""What the checker of claims may know of patients' approvals, many patients read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select

from app.approvals import rules
from app.approvals.conversing import asked_about
from app.approvals.models import Approval, ApprovalLine, ApprovalUse
from app.approvals.states import CANCELLED, DRAFT
from app.approvals.values import ApprovalFacts, LineFactsOfApproval
from app.kernel.db import db
from app.kernel.money import ZERO
from app.patients.models import Patient

Uses = Mapping[UUID, Mapping[UUID, Decimal]]
Person = tuple[UUID, UUID]

# Made once: every check of claims asks.
_LEFT_THE_CLINIC = (
    select(Approval, Patient.person_id)
    .join(Patient, and_(Patient.tenant_id == Approval.tenant_id, Patient.id == Approval.patient_id))
    .where(
        or_(
            and_(Patient.merged_into.is_(None), Patient.id.in_(bindparam("people"))),
            Patient.merged_into.in_(bindparam("people")),
        ),
        Approval.payer_id.in_(bindparam("payer_ids")),
        Approval.status.not_in((DRAFT, CANCELLED)),
    )
    .order_by(Approval.created_at.desc(), Approval.id.desc())
)
_USES = select(ApprovalUse.line_id, ApprovalUse.claim_id, ApprovalUse.units).where(
    ApprovalUse.line_id.in_(bindparam("line_ids")), ApprovalUse.released_at.is_(None)
)


def facts(patient_id: UUID, payer_id: UUID, on: date) -> tuple[ApprovalFacts, ...]:
    """Every request to this payer for this person that left the clinic, the newest first.

    `status` is as of the day; `used_by` names the claims that hold units.
    """
    found = facts_of({(patient_id, payer_id)}).get((patient_id, payer_id), ())
    return tuple(
        replace(one, status=rules.status_on(one.status, one.valid_to, on)) for one in found
    )


def facts_of(people: Collection[Person]) -> dict[Person, tuple[ApprovalFacts, ...]]:
    """(Patient, payer) -> the same for many; the number of statements does not grow with them.

    Statuses are as they stand, without a day.
    """
    asked_of = {
        "people": list({patient_id for patient_id, _payer in people}),
        "payer_ids": list({payer_id for _patient, payer_id in people}),
    }
    rows = db.session.execute(_LEFT_THE_CLINIC, asked_of).all()
    if not rows:
        return {}
    uses = _uses([line.id for one, _person in rows for line in one.lines])
    asked = asked_about([one.id for one, _person in rows])
    found: dict[Person, tuple[ApprovalFacts, ...]] = defaultdict(tuple)
    for one, patient_id in rows:
        found[patient_id, one.payer_id] += (_facts(one, uses, is_asked=one.id in asked),)
    return dict(found)


def _facts(one: Approval, uses: Uses, *, is_asked: bool) -> ApprovalFacts:
    lines = tuple(_line(line, uses.get(line.id, {})) for line in one.lines)
    return ApprovalFacts(
        id=one.id,
        number=one.number,
        reference=one.payer_reference or "",
        status=one.status,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        lines=lines,
        question_open=is_asked,
        used_by=tuple(dict.fromkeys(claim_id for line in lines for claim_id in line.uses)),
        practitioner_id=one.practitioner_id,
        diagnoses=tuple(row.code for row in one.diagnoses),
    )


def _line(line: ApprovalLine, uses: Mapping[UUID, Decimal]) -> LineFactsOfApproval:
    granted = line.approved_units
    return LineFactsOfApproval(
        line_id=line.id,
        local_code=line.local_code,
        code=line.code or "",
        code_system=line.code_system or "",
        units=granted,
        units_left=None if granted is None else max(ZERO, granted - sum(uses.values(), ZERO)),
        approved=line.approved,
        uses=uses,
    )


def _uses(line_ids: Collection[UUID]) -> Uses:
    """Line -> claim -> units it holds."""
    found: dict[UUID, dict[UUID, Decimal]] = defaultdict(dict)
    for line_id, claim_id, units in db.session.execute(_USES, {"line_ids": list(line_ids)}):
        found[line_id][claim_id] = found[line_id].get(claim_id, ZERO) + units
    return found
