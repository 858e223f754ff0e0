"""The claims of the last weeks that left, in bounded steps, with what own rules need to know around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.claims.models import Claim
from app.claims.rulebook.cases import Around
from app.claims.rulebook.outcomes import Outcome, not_paid, refused
from app.claims.states import CANCELLED, REJECTED
from app.eligibility.models import EligibilityCheck
from app.kernel.clock import muscat_day
from app.kernel.db import db
from app.patients.models import Patient
from app.practitioners.models import Practitioner

DAYS = 90
STEP = 200


def ids(first: date, last: date) -> list[UUID]:
    """Claims with a visit in these days that left at least once, the newest first."""
    query = (
        select(Claim.id)
        .where(Claim.service_date.between(first, last), Claim.attempts > 0, Claim.status != CANCELLED)
        .order_by(Claim.service_date.desc(), Claim.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


def steps(claim_ids: Sequence[UUID]) -> Iterator[list[Claim]]:
    """The claims with their lines and diagnoses, so many at a time; what was read is let go again."""
    for start in range(0, len(claim_ids), STEP):
        query = select(Claim).where(Claim.id.in_(claim_ids[start : start + STEP]))
        yield list(db.session.scalars(query))
        db.session.expunge_all()


def around(claims: Sequence[Claim]) -> dict[UUID, Around]:
    """What own rules know around these claims, each kind read once."""
    people = _by_id(Patient, (one.patient_id for one in claims))
    doctors = _by_id(Practitioner, (one.practitioner_id for one in claims))
    answers = _by_id(EligibilityCheck, (one.eligibility_check_id for one in claims))
    return {
        one.id: _around(
            one, people[one.patient_id], doctors.get(one.practitioner_id),
            answers.get(one.eligibility_check_id),
        )
        for one in claims
    }  # fmt: skip


def _by_id(kind: Any, wanted: Iterable[UUID | None]) -> dict[UUID | None, Any]:
    found = {one for one in wanted if one is not None}
    if not found:
        return {}
    return {row.id: row for row in db.session.scalars(select(kind).where(kind.id.in_(found)))}


def _around(claim: Claim, person: Patient, doctor: Any, answer: Any) -> Around:
    return Around(
        birth_date=person.birth_date,
        sex=person.sex if person.sex in {"male", "female"} else "",
        specialty=doctor.specialty if doctor else "",
        has_eligibility=answer is not None and answer.verdict is not None,
        day=muscat_day(claim.submitted_at) if claim.submitted_at else claim.service_date,
    )


def outcome(claim: Claim) -> Outcome:
    """What became of a claim."""
    was_refused = refused(claim.status, claim.adjudication)
    return Outcome(
        claim_id=str(claim.id),
        number=claim.number,
        day=claim.service_date.isoformat(),
        payer_share=claim.payer_share,
        refused=was_refused,
        decision=REJECTED if claim.status == REJECTED else claim.adjudication,
        amount=not_paid(claim.status, claim) if was_refused else claim.payer_share * 0,
    )
