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
from app.contracts.rules import in_force
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
    rows = [_row(one, in_force(contracts.get(one.payer_id, ()), one.service_date)) for one in found]
    return sorted(rows, key=_urgency)[:limit]


def _contracts(claims: Sequence[Claim]) -> dict[UUID, list[Contract]]:
    """The contracts with the payers of these claims, asked once."""
    query = select(Contract).where(Contract.payer_id.in_({claim.payer_id for claim in claims}))
    found: dict[UUID, list[Contract]] = {}
    for contract in db.session.scalars(query):
        found.setdefault(contract.payer_id, []).append(contract)
    return found


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
