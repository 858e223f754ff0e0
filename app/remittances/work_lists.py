"""What of the money needs a person: a bounded list for the first page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.urgency import most_urgent
from app.remittances.desk_models import Underpayment
from app.remittances.models import Remittance, RemittanceLine
from app.remittances.states import PARKED, WAITING

PARKED_REMITTANCE, UNDERPAID = "remittance", "underpaid"


@dataclass(frozen=True)
class NeedsPerson:
    """Money that waits for a person; `kind` says on which page."""

    kind: str
    id: UUID
    reference: str
    problem: str
    at_stake: Decimal
    days_left: int | None = None


def needing_a_person(limit: int = 50) -> list[NeedsPerson]:
    """Parked remittances, and lines paid below what was due; the dearest first."""
    return most_urgent([*_parked(limit), *_underpaid()], limit)


def _parked(limit: int) -> list[NeedsPerson]:
    query = (
        select(Remittance)
        .where(Remittance.status == PARKED)
        .order_by(func.abs(Remittance.amount).desc(), Remittance.id)
        .options(lazyload("*"))
        .limit(limit)
    )
    parked = list(db.session.scalars(query))
    sums = (
        select(RemittanceLine.remittance_id, func.sum(func.abs(RemittanceLine.amount)))
        .where(
            RemittanceLine.remittance_id.in_([one.id for one in parked]),
            RemittanceLine.status.in_((PARKED, WAITING)),
        )
        .group_by(RemittanceLine.remittance_id)
    )
    waiting: dict[UUID, Decimal] = dict(db.session.execute(sums).all())
    return [
        NeedsPerson(PARKED_REMITTANCE, one.id, one.reference, one.problem or "lines", waiting.get(one.id, ZERO))
        for one in parked
    ]  # fmt: skip


def _underpaid() -> list[NeedsPerson]:
    """One entry for all of them: any of the lines, how many there are, and what they lack together."""
    query = select(
        Underpayment.id, func.count().over(), func.sum(Underpayment.difference).over()
    ).where(Underpayment.status == "open")
    found = db.session.execute(query.limit(1)).one_or_none()
    if found is None:
        return []
    identity, count, together = found
    return [NeedsPerson(UNDERPAID, identity, str(count), "open", together)]
