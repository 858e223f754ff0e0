"""When it is time to ask for more: one unit or a week is left of what was granted, and nobody asked or decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, lazyload, selectinload

from app.approvals import rules
from app.approvals.models import Approval, ApprovalUse
from app.approvals.states import CANCELLED, GRANTED
from app.approvals.units import any_left, left_of, taken
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.money import ZERO, round_baisa, total
from app.kernel.paging import in_any

# The last unit is spoken of in the month after the one before it was taken; later the last week is.
LATELY = timedelta(days=30)


def followed() -> ColumnElement[bool]:
    """The condition that a further request follows an approval already."""
    later = aliased(Approval)
    return exists(
        select(later.id).where(
            later.tenant_id == Approval.tenant_id,
            later.extends_id == Approval.id,
            later.status != CANCELLED,
        )
    )


def is_due(approval: Approval) -> bool:
    """Is one unit or a week left of what was granted?"""
    return _wants_more(approval, taken([line.id for line in approval.lines]))


def _wants_more(approval: Approval, used: dict[UUID, Decimal]) -> bool:
    if approval.status not in GRANTED:
        return False
    days = rules.days_left(approval.valid_to, today())
    return any(
        rules.wants_renewal(line.approved_units, left_of(line, used), days)
        for line in approval.lines
        if line.approved_units
    )


def is_open(approval: Approval) -> bool:
    """Should a renewal be proposed: it is due, and nobody asked for it or decided about it."""
    query = select(Approval.id).where(Approval.id == approval.id, ~followed())
    undecided = approval.renewal_noted_at is None and is_due(approval)
    return undecided and db.session.scalars(query).one_or_none() is not None


@dataclass(frozen=True)
class Renewal:
    """An approval whose renewal should be proposed, and what its units that no claim holds are worth, in OMR."""

    approval: Approval
    worth: Decimal


def open_ones(limit: int) -> list[Renewal]:
    """Approvals whose renewal should be proposed: those that end soon, and those near their last unit."""
    waits = (
        Approval.status.in_(GRANTED),
        Approval.renewal_noted_at.is_(None),
        or_(Approval.valid_to.is_(None), Approval.valid_to >= today()),
        ~followed(),
    )
    soon = Approval.valid_to <= today() + timedelta(days=rules.RENEW_DAYS)
    ends_first = (Approval.valid_to, Approval.id)
    lists = [
        select(Approval.id).where(*waits, condition).order_by(*ends_first).limit(limit)
        for condition in (and_(soon, any_left()), Approval.id.in_(_taken_lately()))
    ]
    query = select(Approval).where(in_any(Approval.id, lists))
    found = list(db.session.scalars(query.options(lazyload("*"), selectinload(Approval.lines))))
    used = taken([line.id for one in found for line in one.lines])
    return [Renewal(one, _worth_left(one, used)) for one in found if _wants_more(one, used)]


def _taken_lately() -> Select[UUID]:
    lately = (ApprovalUse.used_at >= now() - LATELY, ApprovalUse.released_at.is_(None))
    return select(ApprovalUse.approval_id).where(*lately)


def _worth_left(approval: Approval, used: dict[UUID, Decimal]) -> Decimal:
    return total(
        round_baisa((line.approved or ZERO) * left_of(line, used) / line.approved_units)
        for line in approval.lines
        if line.approved_units
    )
