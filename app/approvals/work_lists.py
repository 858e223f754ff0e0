"""What of the approvals needs a person, and what was approved and never used: bounded lists for other pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import lazyload

from app.approvals import renewing, rules
from app.approvals.models import Approval, ApprovalFollowUp
from app.approvals.requirements import times_of
from app.approvals.states import (
    HELD,
    PARTIAL,
    PENDED,
    QUEUED,
    REFUSED,
    REJECTED,
    SENT,
)
from app.approvals.values import NeedsPerson
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import in_any
from app.kernel.urgency import most_urgent

LATE, ENDING, EMERGENCY = "late", "ending", "emergency"
KIND, FOLLOW_UP = "approval", "follow_up"
# Written as the index of the dearest says it.
AT_STAKE = Approval.net - func.coalesce(Approval.approved, 0)


def needing_a_person(limit: int = 50) -> list[NeedsPerson]:
    """Emergencies, questions, rejected, held, denied, partly approved, overdue and ending approvals; the most urgent first.

    Of each kind the oldest and the dearest are read, by an index each.
    """
    renewals = renewing.open_ones(limit)
    ending = {one.approval.id for one in renewals}
    unread = (Approval.noted_at.is_(None), ~renewing.followed())
    kinds = [
        Approval.status == REJECTED,
        Approval.status == HELD,
        *(and_(Approval.status == status, *unread) for status in (REFUSED, PARTIAL)),
    ]
    judged = (
        _row(one, one.status)
        for one in _some(kinds, Approval.created_at, limit)
        if one.id not in ending
    )
    found = [
        *_emergencies(limit),
        *_unanswered(limit),
        *judged,
        *(_ending(one) for one in renewals),
    ]
    return most_urgent(found, limit)


def still_asked(approval_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Approval -> the rials that are asked for and not granted."""
    query = select(Approval.id, AT_STAKE).where(Approval.id.in_(approval_ids))
    return dict(iter(db.session.execute(query)))


def _some(kinds: Iterable[ColumnElement[bool]], first: Any, limit: int) -> list[Approval]:
    """Of each kind the first and the dearest."""
    lists = [
        select(Approval.id).where(kind).order_by(order).limit(limit)
        for kind in kinds
        for order in (first, AT_STAKE.desc())
    ]
    query = select(Approval).where(in_any(Approval.id, lists))
    return list(db.session.scalars(query.options(lazyload("*"))))


def _row(one: Approval, cause: str) -> NeedsPerson:
    return NeedsPerson(
        id=one.id,
        kind=KIND,
        cause=cause,
        number=one.number,
        at_stake=one.net - (one.approved or ZERO),
        days_left=rules.days_left(one.valid_to, today()) if cause == PARTIAL else None,
    )


def _unanswered(limit: int) -> list[NeedsPerson]:
    """Those whose payer has used up its time: silence approves nothing, so somebody asks."""
    begun = and_(Approval.status.in_((QUEUED, SENT, PENDED)), Approval.clock_from.is_not(None))
    waiting = _some([begun], Approval.clock_from, limit)
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


def _ending(renewal: renewing.Renewal) -> NeedsPerson:
    one = renewal.approval
    return NeedsPerson(
        id=one.id, kind=KIND, cause=ENDING, number=one.number, at_stake=renewal.worth,
        days_left=rules.days_left(one.valid_to, today()),
    )  # fmt: skip


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
