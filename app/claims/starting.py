"""What a new claim begins with, so that nobody types what is known."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.access.models import Membership, User
from app.claims.errors import NoPolicyToBill
from app.claims.models import Claim
from app.claims.service import NewClaim, start_draft
from app.kernel.clock import today
from app.kernel.db import db
from app.patients import coverage
from app.patients import queries as patients
from app.patients.models import Policy
from app.practitioners.models import Practitioner
from app.practitioners.queries import practitioners
from app.tenants.queries import branches_to_work_in

LATELY = 20


def start_for(patient_id: UUID, user_id: UUID) -> Claim:
    """A draft for a visit of today; raises NoPolicyToBill, NotFound."""
    patient, day = patients.patient(patient_id), today()
    policy = usual_policy(patients.policies(patient.id), day)
    if policy is None:
        raise NoPolicyToBill
    return start_draft(
        NewClaim(
            patient_id=patient.id,
            payer_id=policy.payer_id,
            policy_id=policy.id,
            facility_id=branch_of(user_id),
            service_date=day,
            practitioner_id=usual_practitioner(user_id, day),
        )
    )


def usual_policy(policies: list[Policy], on: date) -> Policy | None:
    """The policy that pays first on the day; without one, the newest, so that the page can say why not."""
    newest = max(policies, key=lambda policy: policy.valid_from, default=None)
    return coverage.first_on(policies, on) or newest


def branch_of(user_id: UUID) -> UUID:
    """The branch where this person works; for somebody without one, the first."""
    query = select(Membership.facility_id).where(Membership.user_id == user_id)
    found = db.session.scalars(query).first()
    return found or branches_to_work_in()[0].id


def usual_practitioner(user_id: UUID, on: date) -> UUID | None:
    """The signed-in doctor; else the one this person entered last; else the only one there is."""
    working = {one.id: one for one in practitioners(active_on=on)}
    me = db.session.scalar(select(User.name_en).where(User.id == user_id))
    mine = [one.id for one in working.values() if me and _same_name(one, me)]
    return next((found for found in [*mine, *_entered_lately(user_id)] if found in working), None) or (
        next(iter(working)) if len(working) == 1 else None
    )  # fmt: skip


def _same_name(doctor: Practitioner, name: str) -> bool:
    return doctor.name_en.casefold().removeprefix("dr ") == name.casefold().removeprefix("dr ")


def _entered_lately(user_id: UUID) -> list[UUID]:
    query = (
        select(Claim.practitioner_id)
        .where(Claim.created_by == user_id)
        .order_by(Claim.created_at.desc())
        .limit(LATELY)
    )
    return [found for found in db.session.scalars(query) if found is not None]
