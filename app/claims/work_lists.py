"""What of the claims needs a person, and a patient's own claims: bounded lists for other pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, select

from app.claims import urgent
from app.claims.models import Claim
from app.claims.states import DRAFT, HELD, REJECTED
from app.claims.urgent import NOT_APPROVED, UNAPPROVED, Kind
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.urgency import most_urgent


@dataclass(frozen=True)
class NeedsPerson:
    """A claim that waits for a person: rials at stake, and days left where a deadline is known."""

    id: UUID
    number: str
    status: str
    adjudication: str
    service_date: date
    payer_share: Decimal
    approved: Decimal | None
    at_stake: Decimal
    days_left: int | None


def needing_a_person(limit: int = 50) -> list[NeedsPerson]:
    """Rejected and held claims, drafts of earlier days, and what was not approved in full; the most urgent first."""
    kinds = (
        Kind(Claim.status == REJECTED),
        Kind(Claim.status == HELD),
        Kind(and_(Claim.status == DRAFT, Claim.service_date < today())),
        Kind(NOT_APPROVED, judged=True),
    )
    return most_urgent((_row(*one) for one in urgent.read(kinds, limit)), limit)


def still_asked(claim_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Claim -> the rials that are asked for and not approved."""
    query = select(Claim.id, UNAPPROVED).where(Claim.id.in_(claim_ids))
    return dict(iter(db.session.execute(query)))


def _row(claim: Claim, days_left: int | None) -> NeedsPerson:
    return NeedsPerson(
        id=claim.id,
        number=claim.number,
        status=claim.status,
        adjudication=claim.adjudication,
        service_date=claim.service_date,
        payer_share=claim.payer_share,
        approved=claim.approved,
        at_stake=claim.payer_share - (claim.approved or ZERO),
        days_left=days_left,
    )
