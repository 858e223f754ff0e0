"""Emergencies treated without approval: a task to obtain one afterwards, due by the payer's hours."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.approvals.errors import FollowUpAsked, FollowUpDone
from app.approvals.models import Approval, ApprovalFollowUp
from app.approvals.requirements import times_of
from app.approvals.states import CANCELLED, EXPIRED, REFUSED, REJECTED
from app.approvals.values import Visit
from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.scope import actor_id, find

SUBJECT = "approval_follow_up"
CAME_TO_NOTHING = (CANCELLED, EXPIRED, REFUSED, REJECTED)
APPROVED, OBTAINED, WITHDRAWN, NOT_NEEDED = "approved", "obtained", "withdrawn", "not_needed"


def emergency(visit: Visit) -> ApprovalFollowUp:
    """The visit was an emergency without approval: one task for its claim, however often this is said."""
    task = _of_claim(visit.claim_id)
    if task is not None and (task.done_at is None or task.outcome in {APPROVED, NOT_NEEDED}):
        task.practitioner_id, task.policy_id = visit.practitioner_id, visit.policy_id
        return task
    hours = times_of([visit.payer_id])[visit.payer_id].emergency_hours
    if task is None:
        task = ApprovalFollowUp(claim_id=visit.claim_id, created_by=actor_id())
    task.claim_number, task.patient_id = visit.claim_number, visit.patient_id
    task.payer_id, task.policy_id = visit.payer_id, visit.policy_id
    task.practitioner_id, task.service_date = visit.practitioner_id, visit.service_date
    task.created_at, task.due_at = now(), now() + timedelta(hours=hours)
    task.done_at = task.outcome = None
    db.session.add(task)
    db.session.flush()
    note("approval.emergency", SUBJECT, task.id, claim=str(visit.claim_id))
    return task


def no_emergency(claim_id: UUID, *, obtained: bool) -> None:
    """The claim needs no such task: an approval stands on it now, or it was no emergency after all."""
    task = _of_claim(claim_id)
    if task is not None and task.done_at is None:
        _end(task, OBTAINED if obtained else WITHDRAWN)


def obtained(approval: Approval) -> None:
    """An approval asked for afterwards, or what extends it, was granted: its task is done."""
    query = select(ApprovalFollowUp).where(
        ApprovalFollowUp.approval_id.in_(_asked_first(approval)), ApprovalFollowUp.done_at.is_(None)
    )
    for task in db.session.scalars(query.with_for_update()):
        _end(task, APPROVED)


def not_needed(follow_up_id: UUID) -> ApprovalFollowUp:
    """A person says that no approval is needed after all; raises FollowUpDone, NotFound."""
    task = find(ApprovalFollowUp, follow_up_id, for_update=True)
    if task.done_at is not None:
        raise FollowUpDone
    _end(task, NOT_NEEDED)
    return task


def to_be_asked(follow_up_id: UUID) -> ApprovalFollowUp:
    """The task, locked, while a request may be made for it; raises FollowUpDone, FollowUpAsked, NotFound."""
    task = find(ApprovalFollowUp, follow_up_id, for_update=True)
    if task.done_at is not None:
        raise FollowUpDone
    if (earlier := living_request(task)) is not None:
        raise FollowUpAsked(number=earlier.number)
    return task


def asked_with(follow_up_id: UUID, approval: Approval) -> None:
    """This request is to obtain it; raises what `to_be_asked` raises."""
    to_be_asked(follow_up_id).approval_id = approval.id
    db.session.flush()


def living_request(task: ApprovalFollowUp) -> Approval | None:
    """The request that may still obtain it: one that came to nothing leaves room for another."""
    found = find(Approval, task.approval_id) if task.approval_id else None
    return None if found is None or found.status in CAME_TO_NOTHING else found


def follow_up(follow_up_id: UUID) -> ApprovalFollowUp:
    """The task; raises NotFound."""
    return find(ApprovalFollowUp, follow_up_id)


def _asked_first(approval: Approval) -> list[UUID]:
    """The approval and those it extends, one after the other."""
    found = [approval.id]
    while approval.extends_id is not None and approval.extends_id not in found:
        approval = find(Approval, approval.extends_id)
        found.append(approval.id)
    return found


def _of_claim(claim_id: UUID) -> ApprovalFollowUp | None:
    query = select(ApprovalFollowUp).where(ApprovalFollowUp.claim_id == claim_id)
    return db.session.scalars(query.with_for_update()).one_or_none()


def _end(task: ApprovalFollowUp, outcome: str) -> None:
    task.done_at, task.outcome = now(), outcome
    db.session.flush()
    note("approval.emergency_settled", SUBJECT, task.id, outcome=outcome)
