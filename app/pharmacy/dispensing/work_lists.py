"""What of the supplies needs a person: claims that the checker kept back, provisional ones nobody pays yet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, select

from app.claims import urgent
from app.claims.models import Claim
from app.claims.states import DRAFT
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.urgency import most_urgent
from app.pharmacy.dispensing import queries
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.states import SUPPLIED
from app.pharmacy.dispensing.worth import worth_of


@dataclass(frozen=True, kw_only=True)
class KeptBack:
    """A claim of a supply that did not leave; rials at stake, days left where the contract says a window."""

    claim_id: UUID
    number: str
    at_stake: Decimal
    days_left: int | None


@dataclass(frozen=True, kw_only=True)
class Unsettled:
    """Provisional supplies to be followed up: how many, and the rials of the first of them."""

    count: int
    at_stake: Decimal


def kept_back(limit: int = 50) -> list[KeptBack]:
    """Claims of supplies that stand, kept as drafts; the most urgent first."""
    supplied = select(Dispense.id).where(
        Dispense.tenant_id == Claim.tenant_id,
        Dispense.claim_id == Claim.id,
        Dispense.status == SUPPLIED,
    )
    kind = urgent.Kind(and_(Claim.status == DRAFT, supplied.exists()))
    rows = (
        KeptBack(claim_id=one.id, number=one.number, at_stake=one.payer_share, days_left=left)
        for one, left in urgent.read([kind], limit)
    )
    return most_urgent(rows, limit)


@dataclass(frozen=True, kw_only=True)
class NotLetGo:
    """A claim that the insurer keeps though its supply came back; the rials it asks for."""

    dispense_id: UUID
    number: str
    at_stake: Decimal


def not_let_go(limit: int = 50) -> list[NotLetGo]:
    """Claims of reversed supplies that the insurer did not cancel."""
    return [
        NotLetGo(dispense_id=one.id, number=claim.number, at_stake=claim.payer_share)
        for one, claim in queries.refused_cancellations(limit)
    ]


def unsettled(limit: int = 50) -> Unsettled:
    """What was handed out provisionally and is neither claimed nor paid, or whose money is not squared."""
    first = queries.to_follow_up(limit)
    count = len(first)
    if count == limit:
        count = db.session.scalar(select(func.count(Dispense.id)).where(queries.is_open())) or 0
    left = sum((one.left for one in worth_of(first).values()), ZERO)
    return Unsettled(count=count, at_stake=max(left, ZERO))
