"""The newest accepted claim like this one, and what this one says differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from app.claims.habits import words
from app.claims.habits.last_visit import said
from app.claims.habits.rules import differences
from app.claims.models import Claim, ClaimDiagnosis
from app.claims.states import APPROVED
from app.claims.values import PRINCIPAL
from app.kernel.db import db

# Farther back, prices and practice have changed; and the search must not grow with the years.
LATEST = 500


@dataclass(frozen=True)
class Accepted:
    """The other claim's number and id, and the rows of what differs; nothing of its patient."""

    claim_id: UUID
    number: str
    rows: list[dict[str, Any]]


def similar(claim: Claim) -> Claim | None:
    """The newest claim approved in full with the same insurer and principal diagnosis."""
    codes = [row.code for row in claim.diagnoses if row.kind == PRINCIPAL]
    if not codes:
        return None
    latest = (
        select(Claim.id, Claim.tenant_id, Claim.service_date)
        .where(
            Claim.adjudication == APPROVED, Claim.payer_id == claim.payer_id, Claim.id != claim.id
        )
        .order_by(Claim.service_date.desc(), Claim.id.desc())
        .limit(LATEST)
        .subquery()
    )
    same_claim = and_(
        ClaimDiagnosis.tenant_id == latest.c.tenant_id, ClaimDiagnosis.claim_id == latest.c.id
    )
    wanted = (
        select(latest.c.id)
        .join(ClaimDiagnosis, same_claim)
        .where(ClaimDiagnosis.kind == PRINCIPAL, ClaimDiagnosis.code == codes[0])
        .order_by(latest.c.service_date.desc(), latest.c.id.desc())
        .limit(1)
    )
    query = select(Claim).where(Claim.id.in_(wanted))
    return db.session.scalars(query).one_or_none()


def beside(claim: Claim) -> Accepted | None:
    """What the check page shows beside a claim; None where none like it was accepted yet."""
    other = similar(claim)
    if other is None:
        return None
    rows = words.beside_accepted(differences(said(claim), said(other)))
    return Accepted(other.id, other.number, rows)
