"""Kept-back claims that wait for a release, for the list of what needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, select

from app.claims.models import Claim
from app.claims.rulebook.models import ClaimHold
from app.claims.rulebook.states import OPEN
from app.claims.states import DRAFT
from app.kernel.db import db


@dataclass(frozen=True)
class KeptBack:
    """A draft that waits for a release; rials at stake."""

    claim_id: UUID
    number: str
    service_date: date
    at_stake: Decimal


def needing_a_person(limit: int = 50) -> list[KeptBack]:
    """Drafts that were put before those who may release them, the dearest first."""
    query = (
        select(Claim.id, Claim.number, Claim.service_date, Claim.payer_share)
        .join(ClaimHold, and_(ClaimHold.tenant_id == Claim.tenant_id, ClaimHold.claim_id == Claim.id))
        .where(ClaimHold.status == OPEN, Claim.status == DRAFT)
        .order_by(Claim.payer_share.desc(), ClaimHold.id)
        .limit(limit)
    )  # fmt: skip
    return [KeptBack(*row) for row in db.session.execute(query)]
