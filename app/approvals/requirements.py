"""What each payer wants, as dated rows: who needs approval, with which papers, answered within what time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select

from app.approvals import rules
from app.approvals.errors import EndsTooEarly, PeriodOverlaps, UnknownTarget
from app.approvals.models import AnswerTime, ApprovalRequirement
from app.approvals.rules import Requirement
from app.approvals.values import ABOVE, CATEGORY, EVERYTHING, SERVICE
from app.audit.trail import note
from app.contracts.models import CATEGORIES, CodeMap, Service
from app.contracts.rules import holds, overlap
from app.kernel.clock import today
from app.kernel.db import db
from app.reference.models import Payer
from app.reference.queries import all_payers, payer
from app.tenants.scope import find

SUBJECT = "approval_requirement"


@dataclass(frozen=True, kw_only=True)
class NewRequirement:
    """A rule as a person keeps it; `target` fits `scope`, `threshold` (OMR) belongs to level above."""

    payer_id: UUID
    scope: str
    level: str
    target: str = ""
    threshold: Decimal | None = None
    documents: tuple[str, ...] = ()
    note: str = ""
    valid_from: date
    valid_to: date | None = None


def add(new: NewRequirement) -> ApprovalRequirement:
    """Keep a rule. Raises PeriodOverlaps, UnknownTarget, EndsTooEarly, NotFound."""
    payer(new.payer_id)
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise EndsTooEarly
    target = _target(new.scope, new.target)
    for other in of_payer(new.payer_id):
        same = (other.scope, other.target) == (new.scope, target)
        if same and overlap(new.valid_from, new.valid_to, other.valid_from, other.valid_to):
            raise PeriodOverlaps
    row = ApprovalRequirement(
        payer_id=new.payer_id,
        scope=new.scope,
        target=target,
        level=new.level,
        threshold=new.threshold if new.level == ABOVE else None,
        documents=list(new.documents),
        note=new.note,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
    )
    db.session.add(row)
    db.session.flush()
    note("approval.rule_added", SUBJECT, row.id, payer=str(new.payer_id), level=new.level)
    return row


def _target(scope: str, typed: str) -> str:
    """The target as it is on file; raises UnknownTarget."""
    if scope == EVERYTHING:
        return ""
    if scope == CATEGORY:
        known = typed if typed in CATEGORIES else None
    elif scope == SERVICE:
        spelled = Service.local_code.in_((typed, typed.upper()))
        known = db.session.scalars(select(Service.local_code).where(spelled).limit(1)).first()
    else:
        spelled = CodeMap.code.in_((typed, typed.upper()))
        known = db.session.scalars(select(CodeMap.code).where(spelled).limit(1)).first()
    if not known:
        raise UnknownTarget
    return known


def end(requirement_id: UUID, last_day: date) -> ApprovalRequirement:
    """Let a rule hold for the last time on that day. Raises EndsTooEarly, NotFound."""
    row = find(ApprovalRequirement, requirement_id, for_update=True)
    if last_day < row.valid_from:
        raise EndsTooEarly
    row.valid_to = last_day
    db.session.flush()
    note("approval.rule_ended", SUBJECT, row.id, last_day=last_day.isoformat())
    return row


def requirement(requirement_id: UUID) -> ApprovalRequirement:
    """The rule; raises NotFound."""
    return find(ApprovalRequirement, requirement_id)


def of_payer(payer_id: UUID) -> list[ApprovalRequirement]:
    """Every rule about a payer, past ones too: the newest first."""
    query = select(ApprovalRequirement).where(ApprovalRequirement.payer_id == payer_id)
    newest = query.order_by(ApprovalRequirement.valid_from.desc(), ApprovalRequirement.id)
    return list(db.session.scalars(newest))


def in_force(payer_id: UUID, on: date) -> tuple[Requirement, ...]:
    """The payer's rules of a day, as plain values."""
    row = ApprovalRequirement
    query = select(row).where(
        row.payer_id == payer_id,
        row.valid_from <= on,
        or_(row.valid_to.is_(None), row.valid_to >= on),
    )
    return tuple(_plain(db.session.scalars(query)))


# Made once: every check of claims asks.
_OF_PAYERS = select(ApprovalRequirement).where(
    ApprovalRequirement.payer_id.in_(bindparam("payer_ids"))
)


def in_force_of(payer_ids: Iterable[UUID]) -> list[ApprovalRequirement]:
    """Every rule about these payers, of whatever day."""
    return list(db.session.scalars(_OF_PAYERS, {"payer_ids": list(set(payer_ids))}))


def plain_on(
    rows: Iterable[ApprovalRequirement], payer_id: UUID, on: date
) -> tuple[Requirement, ...]:
    """Those of them that hold with a payer on a day, as plain values."""
    return tuple(_plain(row for row in rows if row.payer_id == payer_id and holds(row, on)))


def _plain(rows: Iterable[ApprovalRequirement]) -> Iterable[Requirement]:
    for row in rows:
        yield Requirement(
            scope=row.scope,
            target=row.target,
            level=row.level,
            threshold=row.threshold,
            documents=tuple(row.documents),
            note=row.note,
            valid_from=row.valid_from,
        )


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long a payer may take: minutes for an answer, hours to obtain one after an emergency."""

    minutes: int = rules.ANSWER_MINUTES
    emergency_hours: int = rules.EMERGENCY_HOURS


def set_times(payer_id: UUID | None, times: Times, valid_from: date) -> AnswerTime:
    """How long a payer (None: every payer) may take from a day on; the same day is overwritten."""
    if payer_id is not None:
        payer(payer_id)
    same = AnswerTime.payer_id.is_(None) if payer_id is None else AnswerTime.payer_id == payer_id
    query = select(AnswerTime).where(same, AnswerTime.valid_from == valid_from)
    row = db.session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        row = AnswerTime(payer_id=payer_id, valid_from=valid_from, minutes=0, emergency_hours=0)
        db.session.add(row)
    row.minutes, row.emergency_hours = times.minutes, times.emergency_hours
    db.session.flush()
    note("approval.times_set", "approval_answer_time", row.id, minutes=times.minutes)
    return row


def times_of(payer_ids: Iterable[UUID], on: date | None = None) -> dict[UUID, Times]:
    """How long each payer may take on a day: its own row, else the one for every payer, else what its entry in the list of payers says."""
    set_for = or_(AnswerTime.payer_id == Payer.id, AnswerTime.payer_id.is_(None))
    query = (
        select(Payer.id, Payer.approval_minutes, AnswerTime)
        .outerjoin(AnswerTime, and_(set_for, AnswerTime.valid_from <= (on or today())))
        .where(Payer.id.in_(set(payer_ids)))
        .order_by(AnswerTime.payer_id.is_not(None), AnswerTime.valid_from)
    )
    # What comes last holds: the newest for every payer, and over it the newest of its own.
    return {
        payer_id: Times(minutes=listed)
        if row is None
        else Times(minutes=row.minutes, emergency_hours=row.emergency_hours)
        for payer_id, listed, row in db.session.execute(query)
    }


def answer_minutes(payer_id: UUID) -> int:
    """The minutes on a payer's clock today, for its answers and for ours."""
    return times_of([payer_id])[payer_id].minutes


def times_today() -> dict[UUID, Times]:
    """How long each payer may take today."""
    return times_of(all_payers())
