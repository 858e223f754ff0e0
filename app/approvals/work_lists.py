"""What of the approvals needs a person, and what was approved and never used: bounded lists for other pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased, lazyload

from app.approvals import rules
from app.approvals.models import Approval, ApprovalFollowUp
from app.approvals.requirements import times_of
from app.approvals.states import (
    APPROVED,
    CANCELLED,
    HELD,
    PARTIAL,
    PENDED,
    QUEUED,
    REFUSED,
    REJECTED,
    SENT,
)
from app.approvals.units import any_left
from app.approvals.values import NeedsPerson
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.money import ZERO

LATE, ENDING, EMERGENCY = "late", "ending", "emergency"
KIND, FOLLOW_UP = "approval", "follow_up"


def needing_a_person(limit: int = 50) -> list[NeedsPerson]:
    """Emergencies, questions, rejected, held, denied, partly approved, overdue and ending approvals.

    What runs out first comes first. Each kind is read by its own index.
    """
    found = [*_emergencies(limit), *_unanswered(limit)]
    for status in (REJECTED, HELD):
        found += [_row(one, status) for one in _some((Approval.status == status,), limit)]
    unread = (Approval.noted_at.is_(None), ~_followed())
    for status in (REFUSED, PARTIAL):
        rows = _some((Approval.status == status, *unread), limit)
        found += [_row(one, status) for one in rows]
    found += _ending(limit)
    return sorted(found, key=_urgency)[:limit]


def _some(conditions: Iterable[ColumnElement[bool]], limit: int) -> list[Approval]:
    query = select(Approval).where(and_(*conditions)).order_by(Approval.created_at, Approval.id)
    return list(db.session.scalars(query.options(lazyload("*")).limit(limit)))


def _followed() -> ColumnElement[bool]:
    """A further request follows it already."""
    later = aliased(Approval)
    return exists(
        select(later.id).where(
            later.tenant_id == Approval.tenant_id,
            later.extends_id == Approval.id,
            later.status != CANCELLED,
        )
    )


def _row(one: Approval, cause: str) -> NeedsPerson:
    at_stake = one.net - (one.approved or ZERO)
    return NeedsPerson(
        id=one.id,
        kind=KIND,
        cause=cause,
        number=one.number,
        at_stake=at_stake,
        days_left=rules.days_left(one.valid_to, today()) if cause in {PARTIAL, ENDING} else None,
    )


def _unanswered(limit: int) -> list[NeedsPerson]:
    """Those whose payer has used up its time: silence approves nothing, so somebody asks."""
    waiting = _some((Approval.status.in_((QUEUED, SENT, PENDED)),), limit)
    times, moment = times_of({one.payer_id for one in waiting}), now()
    return [
        _timed(one, LATE, 0)
        for one in waiting
        if one.clock_from is not None
        and rules.clock(one.clock_from, times[one.payer_id].minutes, moment).tone == "red"
    ]


def _timed(one: Approval, cause: str, minutes: int | None) -> NeedsPerson:
    return NeedsPerson(
        id=one.id, kind=KIND, cause=cause, number=one.number, at_stake=one.net, days_left=0,
        minutes_left=minutes,
    )  # fmt: skip


def _ending(limit: int) -> list[NeedsPerson]:
    """Granted, units left, and its last week or last unit has come."""
    soon = today() + timedelta(days=rules.RENEW_DAYS)
    query = (
        select(Approval)
        .where(
            Approval.status == APPROVED,
            Approval.valid_to.between(today(), soon),
            Approval.noted_at.is_(None),
            ~_followed(),
            any_left(),
        )
        .order_by(Approval.valid_to, Approval.id)
        .options(lazyload("*"))
        .limit(limit)
    )
    return [_row(one, ENDING) for one in db.session.scalars(query)]


def _emergencies(limit: int) -> list[NeedsPerson]:
    """Emergencies for which no approval was obtained yet."""
    query = (
        select(ApprovalFollowUp)
        .where(ApprovalFollowUp.done_at.is_(None))
        .order_by(ApprovalFollowUp.due_at, ApprovalFollowUp.id)
        .limit(limit)
    )
    moment, found = now(), []
    for task in db.session.scalars(query):
        left = task.due_at - moment
        minutes = max(0, int(left.total_seconds() // 60))
        found.append(
            NeedsPerson(
                id=task.id,
                kind=FOLLOW_UP,
                cause=EMERGENCY,
                number=task.claim_number,
                days_left=max(0, left.days),
                minutes_left=minutes,
                claim_id=task.claim_id,
            )
        )
    return found


def _urgency(row: NeedsPerson) -> tuple[int, int, object]:
    days = 9999 if row.days_left is None else row.days_left
    minutes = 99999 if row.minutes_left is None else row.minutes_left
    return (days, minutes, -row.at_stake)
