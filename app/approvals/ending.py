"""The day after its last day an approval is over: said in its timeline, never silently."""

from __future__ import annotations

from sqlalchemy import select

from app.approvals.history import move
from app.approvals.models import Approval
from app.approvals.states import GRANTED
from app.kernel.clock import today
from app.kernel.db import db
from app.tenants.rounds import for_each_tenant

AT_ONCE = 500


def end_what_is_over() -> None:
    """Every tenant in turn; one tenant's trouble does not stop the others."""
    for_each_tenant(end_here)


def end_here() -> int:
    """Mark what is over in the present tenant as ended; how many."""
    query = (
        select(Approval)
        .where(Approval.status.in_(GRANTED), Approval.valid_to < today())
        .order_by(Approval.valid_to)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    over = list(db.session.scalars(query))
    for approval in over:
        move(approval, "expired")
    db.session.flush()
    return len(over)
