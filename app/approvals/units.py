"""The units of approved lines: what claims have taken, what is left, and taking the last one only once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func, select, update

from app.approvals import rules
from app.approvals.errors import ApprovalNotUsable, NoUnitsLeft
from app.approvals.history import tell
from app.approvals.models import Approval, ApprovalLine, ApprovalUse
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.money import ZERO
from app.patients.queries import same_person
from app.tenants.scope import across_branches, actor_id, find

# Made once: every claim that leaves asks.
_HELD_BY_CLAIM = select(ApprovalUse.approval_id).where(
    ApprovalUse.claim_id == bindparam("claim_id"), ApprovalUse.released_at.is_(None)
)


@dataclass(frozen=True, kw_only=True)
class ClaimOfUnits:
    """A claim that wants units: whose it is, of which day, and (local code, exchange code, units) of its lines.

    `chain` are the other claims for the same visit, which it corrects or complains about.
    """

    claim_id: UUID
    patient_id: UUID
    payer_id: UUID
    on: date
    wanted: tuple[tuple[str, str, Decimal], ...]
    chain: frozenset[UUID] = frozenset()


def taken(line_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Line -> units that living claims hold of it."""
    query = (
        select(ApprovalUse.line_id, func.sum(ApprovalUse.units))
        .where(ApprovalUse.line_id.in_(set(line_ids)), ApprovalUse.released_at.is_(None))
        .group_by(ApprovalUse.line_id)
    )
    return dict(iter(db.session.execute(query)))


def left_of(line: ApprovalLine, used: dict[UUID, Decimal]) -> Decimal:
    """Units of the line that no claim holds; never below zero, whatever the payer took back."""
    return max(ZERO, (line.approved_units or ZERO) - used.get(line.id, ZERO))


def any_left() -> ColumnElement[bool]:
    """The condition that an approval has a line with units that no claim holds."""
    held_of_line = (
        select(func.coalesce(func.sum(ApprovalUse.units), ZERO))
        .where(
            ApprovalUse.tenant_id == ApprovalLine.tenant_id,
            ApprovalUse.line_id == ApprovalLine.id,
            ApprovalUse.released_at.is_(None),
        )
        .scalar_subquery()
    )
    return exists(
        select(ApprovalLine.id).where(
            ApprovalLine.tenant_id == Approval.tenant_id,
            ApprovalLine.approval_id == Approval.id,
            ApprovalLine.approved_units > held_of_line,
        )
    )


def use(claim_id: UUID, line_id: UUID, units: Decimal, on: date) -> ApprovalUse:
    """Take units of a line for a claim of a day. The approval is locked: the last unit goes once.

    Raises ApprovalNotUsable, NoUnitsLeft, NotFound.
    """
    line = find(ApprovalLine, line_id)
    approval = _usable(line.approval_id, on)
    return _take(approval, line, claim_id, units)


def use_for(claim: ClaimOfUnits, approval_id: UUID) -> list[ApprovalUse]:
    """Take what a claim's lines want of an approval, giving back first what it held before.

    Lines the approval does not hold stay without, and what the same visit holds already is not taken
    twice. Raises ApprovalNotUsable, NoUnitsLeft, NotFound.
    """
    approval = _usable(approval_id, claim.on)
    refuse_strange(approval, claim)
    _give_back(claim.claim_id)
    wanted = [
        (line, units - held(line.id, claim.chain))
        for line, units in by_line(approval, claim.wanted)
    ]
    return [_take(approval, line, claim.claim_id, more) for line, more in wanted if more > ZERO]


def refuse_strange(approval: Approval, claim: ClaimOfUnits) -> None:
    """An approval is of one person and one payer; raises ApprovalNotUsable for another's."""
    of_person = approval.patient_id == claim.patient_id or approval.patient_id in same_person(
        claim.patient_id
    )
    if approval.payer_id != claim.payer_id or not of_person:
        raise ApprovalNotUsable


def stand_for(claim: ClaimOfUnits, approval_id: UUID | None) -> None:
    """Let a chain hold just what this claim of it wants, and more than before only as far as there is any."""
    everybody = claim.chain | {claim.claim_id}
    wanted: list[tuple[ApprovalLine, Decimal]] = []
    if approval_id is not None:
        approval = find(Approval, approval_id, for_update=True)
        wanted = by_line(approval, claim.wanted)
    if _held_of(everybody) == {line.id: more for line, more in wanted}:
        return
    for one in sorted(everybody):
        release(one)
    for line, more in wanted:
        available = min(more, left_of(line, taken([line.id])))
        if available > ZERO:
            _take(approval, line, claim.claim_id, available)


def _held_of(claim_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Line -> units that these claims hold of it together."""
    query = (
        select(ApprovalUse.line_id, func.sum(ApprovalUse.units))
        .where(ApprovalUse.claim_id.in_(claim_ids), ApprovalUse.released_at.is_(None))
        .group_by(ApprovalUse.line_id)
    )
    return dict(iter(db.session.execute(query)))


def held(line_id: UUID, claim_ids: Collection[UUID]) -> Decimal:
    """Units of the line that these claims hold."""
    query = select(func.coalesce(func.sum(ApprovalUse.units), ZERO)).where(
        ApprovalUse.line_id == line_id,
        ApprovalUse.claim_id.in_(claim_ids),
        ApprovalUse.released_at.is_(None),
    )
    return db.session.scalar(query) or ZERO


def by_line(
    approval: Approval, wanted: Iterable[tuple[str, str, Decimal]]
) -> list[tuple[ApprovalLine, Decimal]]:
    """The granted lines that are wanted, each with its units added up."""
    found: dict[UUID, tuple[ApprovalLine, Decimal]] = {}
    for local_code, code, units in wanted:
        line = _line_for(approval, local_code, code)
        if line is not None:
            before = found[line.id][1] if line.id in found else ZERO
            found[line.id] = (line, before + units)
    return list(found.values())


def _line_for(approval: Approval, local_code: str, code: str) -> ApprovalLine | None:
    """The granted line of this service: the same code of the exchange, else the same own code."""
    granted = [line for line in approval.lines if (line.approved_units or ZERO) > ZERO]
    by_code = [line for line in granted if code and line.code == code]
    by_name = [line for line in granted if line.local_code == local_code]
    return next(iter([*by_code, *by_name]), None)


def _usable(approval_id: UUID, on: date) -> Approval:
    try:
        approval = find(Approval, approval_id, for_update=True)
    except NotFound:
        raise ApprovalNotUsable from None
    if not rules.holds(approval.status, approval.valid_from, approval.valid_to, on):
        raise ApprovalNotUsable
    return approval


def _take(approval: Approval, line: ApprovalLine, claim_id: UUID, units: Decimal) -> ApprovalUse:
    left = left_of(line, taken([line.id]))
    refuse_more(units, left)
    row = ApprovalUse(
        approval_id=approval.id,
        line_id=line.id,
        claim_id=claim_id,
        units=units,
        used_at=now(),
        used_by=actor_id(),
    )
    db.session.add(row)
    db.session.flush()
    tell(approval, "units_used", line=line.sequence, units=str(units), claim=str(claim_id))
    return row


def refuse_more(wanted: Decimal, left: Decimal) -> None:
    """No claim takes more than is left; raises NoUnitsLeft."""
    if wanted > left:
        raise NoUnitsLeft(left=f"{left.normalize():f}", wanted=f"{wanted.normalize():f}")


@across_branches()
def release(claim_id: UUID) -> None:
    """Give back what a claim held: it was withdrawn, cancelled or put away."""
    for approval_id in _give_back(claim_id):
        tell(find(Approval, approval_id), "units_released", claim=str(claim_id))


def _give_back(claim_id: UUID) -> set[UUID]:
    held = set(db.session.scalars(_HELD_BY_CLAIM, {"claim_id": claim_id}))
    if held:
        mine = (ApprovalUse.claim_id == claim_id, ApprovalUse.released_at.is_(None))
        db.session.execute(update(ApprovalUse).where(*mine).values(released_at=now()))
    return held
