"""What a new request begins with, so that nobody types what is known."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.access.models import Membership
from app.approvals import emergencies, service
from app.approvals.errors import NoPolicyToAsk
from app.approvals.models import Approval
from app.approvals.service import NewRequest
from app.approvals.values import PROFESSIONAL, STAT
from app.kernel.clock import today
from app.kernel.db import db
from app.patients import coverage
from app.patients import queries as patients
from app.patients.models import Policy
from app.practitioners.queries import practitioners
from app.tenants.queries import branches_to_work_in
from app.tenants.scope import find


def start_for(patient_id: UUID, user_id: UUID, kind: str, policy_id: UUID) -> Approval:
    """A draft for services from today on; raises NotFound."""
    return service.start(
        NewRequest(
            patient_id=patients.patient(patient_id).id,
            policy_id=find(Policy, policy_id).id,
            facility_id=branch_of(user_id),
            kind=kind,
            service_from=today(),
            practitioner_id=usual_practitioner(user_id),
        )
    )


def start_after(follow_up_id: UUID, user_id: UUID) -> Approval:
    """A draft that is to obtain an approval after an emergency. Raises FollowUpDone, FollowUpAsked, NoPolicyToAsk, NotFound."""
    task = emergencies.to_be_asked(follow_up_id)
    policy_id = task.policy_id or usual_policy(task.patient_id)
    if policy_id is None:
        raise NoPolicyToAsk
    approval = service.start(
        NewRequest(
            patient_id=task.patient_id,
            policy_id=policy_id,
            facility_id=branch_of(user_id),
            kind=PROFESSIONAL,
            priority=STAT,
            service_from=task.service_date,
            practitioner_id=task.practitioner_id,
            emergency=True,
        )
    )
    emergencies.asked_with(follow_up_id, approval)
    return approval


def usual_policy(patient_id: UUID) -> UUID | None:
    """The policy that pays first today; without one, the newest."""
    held = patients.policies(patient_id)
    newest = max(held, key=lambda policy: policy.valid_from, default=None)
    found = coverage.first_on(held, today()) or newest
    return found.id if found else None


def branch_of(user_id: UUID) -> UUID:
    """The branch where this person works; for somebody without one, the first."""
    query = select(Membership.facility_id).where(Membership.user_id == user_id)
    return db.session.scalars(query).first() or branches_to_work_in()[0].id


def usual_practitioner(user_id: UUID) -> UUID | None:
    """The one this person asked for last; else the only one there is."""
    working = [one.id for one in practitioners(active_on=today())]
    query = (
        select(Approval.practitioner_id)
        .where(Approval.created_by == user_id, Approval.practitioner_id.in_(working))
        .order_by(Approval.created_at.desc())
        .limit(1)
    )
    last = db.session.scalars(query).first()
    return last or (working[0] if len(working) == 1 else None)
