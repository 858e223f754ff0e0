"""What of the disputes needs a person: those being prepared, by days left and money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.claims.models import Claim
from app.disputes.models import Dispute
from app.disputes.states import DRAFTED
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.paging import in_any
from app.kernel.urgency import most_urgent


@dataclass(frozen=True)
class NeedsPerson:
    """A correction or complaint that waits to be sent: rials at stake, days left where a window is known."""

    id: UUID
    claim_id: UUID
    kind: str
    number: str
    at_stake: Decimal
    days_left: int | None


def needing_a_person(limit: int = 50) -> list[NeedsPerson]:
    """What is being prepared, the most urgent first: the windows that close first, the dearest, and the dearest that are over."""
    day, until = today(), Dispute.window_until
    dearest = Dispute.at_stake.desc()
    lists = [
        select(Dispute.id).where(Dispute.status == DRAFTED, condition).order_by(order).limit(limit)
        for condition, order in (
            (until >= day, until), (or_(until >= day, until.is_(None)), dearest), (until < day, dearest),
        )
    ]  # fmt: skip
    query = (
        select(Dispute.id, Dispute.following_claim_id, Dispute.kind, Claim.number, Dispute.at_stake, Dispute.window_until)
        .join(Claim, and_(Claim.tenant_id == Dispute.tenant_id, Claim.id == Dispute.following_claim_id))
        .where(in_any(Dispute.id, lists))
    )  # fmt: skip
    found = (
        NeedsPerson(row.id, row.following_claim_id, row.kind, row.number, row.at_stake, (row.window_until - day).days if row.window_until else None)
        for row in db.session.execute(query)
    )  # fmt: skip
    return most_urgent(found, limit)
