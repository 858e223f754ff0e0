"""What the approvals would refuse to claims that leave one after the other: read only, nothing locked or taken."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.approvals import rules, units
from app.approvals.errors import ApprovalNotUsable, NoUnitsLeft
from app.approvals.models import Approval
from app.approvals.units import ClaimOfUnits
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.money import ZERO


def refusals(wanted: Sequence[tuple[ClaimOfUnits, UUID]]) -> dict[UUID, DomainError]:
    """Claim -> what `units.use_for` would raise for it, the claims with their approvals in this order.

    A claim that is refused takes nothing, so that the next one finds what it would have taken.
    """
    approvals = _approvals({approval_id for _claim, approval_id in wanted})
    used = units.taken([line.id for one in approvals.values() for line in one.lines])
    found: dict[UUID, DomainError] = {}
    for claim, approval_id in wanted:
        try:
            _use(claim, approvals.get(approval_id), used)
        except (ApprovalNotUsable, NoUnitsLeft) as refusal:
            found[claim.claim_id] = refusal
    return found


def _approvals(ids: set[UUID]) -> dict[UUID, Approval]:
    if not ids:
        return {}
    return {one.id: one for one in db.session.scalars(select(Approval).where(Approval.id.in_(ids)))}


def _use(claim: ClaimOfUnits, approval: Approval | None, used: dict[UUID, Decimal]) -> None:
    if approval is None or not rules.holds(
        approval.status, approval.valid_from, approval.valid_to, claim.on
    ):
        raise ApprovalNotUsable
    units.refuse_strange(approval, claim)
    taking: dict[UUID, Decimal] = {}
    for line, asked in units.by_line(approval, claim.wanted):
        held = units.held(line.id, claim.chain) if claim.chain else ZERO
        more = max(ZERO, asked - held)
        units.refuse_more(more, units.left_of(line, used))
        taking[line.id] = more
    for line_id, more in taking.items():
        used[line_id] = used.get(line_id, ZERO) + more
