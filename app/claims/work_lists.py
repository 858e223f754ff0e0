"""What of the claims needs a person, and a patient's own claims: bounded lists for other pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import lazyload

from app.claims.models import Claim
from app.claims.states import ADJUDICATED, DENIED, DRAFT, HELD, PARTIAL, REJECTED
from app.claims.windows import Window, filing_window, next_window
from app.contracts.models import Contract
from app.contracts.rules import in_force
from app.kernel.clock import muscat_day, today
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


# Written as the index of the dearest says it.
UNAPPROVED = Claim.payer_share - func.coalesce(Claim.approved, 0)
NOT_APPROVED = and_(
    Claim.status == ADJUDICATED,
    Claim.adjudication.in_((PARTIAL, DENIED)),
    Claim.followed_by_id.is_(None),
)


def needing_a_person(limit: int = 50) -> list[NeedsPerson]:
    """Rejected and held claims, drafts of earlier days, and what was not approved in full.

    Of each kind the oldest visits, whose time runs out first, and of what was not approved also the dearest;
    each is read by its own index.
    """
    kinds: tuple[tuple[ColumnElement[bool], ...], ...] = (
        (Claim.status == REJECTED,),
        (Claim.status == HELD,),
        (Claim.status == DRAFT, Claim.service_date < today()),
        (Claim.adjudication == DENIED, Claim.status == ADJUDICATED, Claim.followed_by_id.is_(None)),
        (
            Claim.adjudication == PARTIAL,
            Claim.status == ADJUDICATED,
            Claim.followed_by_id.is_(None),
        ),
    )
    read = [
        select(Claim).where(and_(*conditions)).order_by(Claim.service_date, Claim.id)
        for conditions in kinds
    ]
    read.append(select(Claim).where(NOT_APPROVED).order_by(UNAPPROVED.desc()))
    found: dict[UUID, Claim] = {}
    for query in read:
        some = db.session.scalars(query.options(lazyload("*")).limit(limit))
        found.update({one.id: one for one in some})
    contracts = contracts_with({one.payer_id for one in found.values()})
    return [
        _row(one, in_force(contracts.get(one.payer_id, ()), one.service_date))
        for one in found.values()
    ]


def contracts_with(payer_ids: Collection[UUID]) -> dict[UUID, list[Contract]]:
    """The contracts with these payers, asked once."""
    found: dict[UUID, list[Contract]] = {}
    if not payer_ids:
        return found
    query = select(Contract).where(Contract.payer_id.in_(payer_ids))
    for contract in db.session.scalars(query):
        found.setdefault(contract.payer_id, []).append(contract)
    return found


def _row(claim: Claim, contract: Contract | None) -> NeedsPerson:
    return NeedsPerson(
        id=claim.id,
        number=claim.number,
        status=claim.status,
        adjudication=claim.adjudication,
        service_date=claim.service_date,
        payer_share=claim.payer_share,
        approved=claim.approved,
        at_stake=claim.payer_share - (claim.approved or ZERO),
        days_left=window_of(claim, contract).left(today()),
    )


def window_of(claim: Any, contract: Contract | None) -> Window:
    """The window that runs for a claim now: to answer a decision, else to send it."""
    if claim.status == ADJUDICATED and claim.judged_at is not None:
        return next_window(contract, muscat_day(claim.judged_at))
    return filing_window(contract, claim.service_date)
