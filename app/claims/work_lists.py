"""What of the claims needs a person, and a patient's own claims: bounded lists for other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import lazyload

from app.claims.models import Claim
from app.claims.rules import days_left
from app.claims.states import ADJUDICATED, DENIED, DRAFT, HELD, PARTIAL, REJECTED
from app.contracts.models import Contract
from app.contracts.queries import contract_for
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.money import ZERO


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
    """Rejected and held claims, drafts of earlier days, and what was not approved in full.

    The oldest visits first: their time runs out first. Each kind is read by its own index.
    """
    kinds: tuple[tuple[ColumnElement[bool], ...], ...] = (
        (Claim.status == REJECTED,),
        (Claim.status == HELD,),
        (Claim.status == DRAFT, Claim.service_date < today()),
        (Claim.adjudication == DENIED, Claim.status == ADJUDICATED),
        (Claim.adjudication == PARTIAL, Claim.status == ADJUDICATED),
    )
    found: list[Claim] = []
    for conditions in kinds:
        query = select(Claim).where(and_(*conditions)).order_by(Claim.service_date, Claim.id)
        found += db.session.scalars(query.options(lazyload("*")).limit(limit))
    contracts = _contracts(found)
    rows = [_row(one, contracts[one.payer_id, one.service_date]) for one in found]
    return sorted(rows, key=_urgency)[:limit]


def _contracts(claims: Sequence[Claim]) -> dict[tuple[UUID, date], Contract | None]:
    """The contract of each claim's payer, asked once for each contract rather than for each claim."""
    held: dict[UUID, list[Contract]] = {}
    found: dict[tuple[UUID, date], Contract | None] = {}
    for claim in claims:
        known = next(
            (one for one in held.get(claim.payer_id, []) if _holds(one, claim.service_date)), None
        )
        if known is None:
            known = contract_for(claim.payer_id, claim.service_date)
            if known is not None:
                held.setdefault(claim.payer_id, []).append(known)
        found[claim.payer_id, claim.service_date] = known
    return found


def _holds(contract: Contract, on: date) -> bool:
    return contract.valid_from <= on and (contract.valid_to is None or on <= contract.valid_to)


def _row(claim: Claim, contract: Contract | None) -> NeedsPerson:
    window = _window(claim, contract)
    return NeedsPerson(
        id=claim.id,
        number=claim.number,
        status=claim.status,
        adjudication=claim.adjudication,
        service_date=claim.service_date,
        payer_share=claim.payer_share,
        approved=claim.approved,
        at_stake=claim.payer_share - (claim.approved or ZERO),
        days_left=None if window is None else days_left(claim.service_date, today(), window),
    )


def _window(claim: Claim, contract: Contract | None) -> int | None:
    if contract is None:
        return None
    judged = claim.status == ADJUDICATED
    return contract.resubmission_days if judged else contract.filing_days


def _urgency(row: NeedsPerson) -> tuple[int, Decimal]:
    return (9999 if row.days_left is None else row.days_left, -row.at_stake)
