"""Claims the payer should have answered by now: an alarm for people, and a question a day by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.claims.history import tell
from app.claims.models import Claim
from app.claims.service import last_submission
from app.claims.states import ACCEPTED, SENT
from app.contracts.models import Contract
from app.contracts.rules import in_force
from app.exchange import outbox
from app.exchange.errors import NothingToAsk
from app.kernel.clock import now, today
from app.kernel.db import db
from app.reference.models import Payer
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import find

USUAL_DAYS = 5
ONE_DAY = timedelta(hours=24)
A_ROUND = 100


# Made once: every list of claims counts the silent ones.
_PERIODS = select(Payer.id, Contract.valid_from, Contract.valid_to, Contract.answer_days).outerjoin(
    Contract, Contract.payer_id == Payer.id
)


def answer_days() -> dict[UUID, int]:
    """Payer -> days in which it answers, as the contract of today says, else the usual ones."""
    contracts: dict[UUID, list[Any]] = {}
    for row in db.session.execute(_PERIODS):
        contracts.setdefault(row.id, []).extend([] if row.valid_from is None else [row])
    found = {payer_id: in_force(several, today()) for payer_id, several in contracts.items()}
    return {payer: (one and one.answer_days) or USUAL_DAYS for payer, one in found.items()}


def is_silent(moment: datetime | None = None) -> ColumnElement[bool]:
    """Sent or taken, and the payer's days have passed without an answer."""
    at = moment or now()
    payers: dict[int, list[UUID]] = {}
    for payer_id, days in answer_days().items():
        payers.setdefault(days, []).append(payer_id)
    late = (
        and_(Claim.payer_id.in_(several), Claim.submitted_at < at - timedelta(days=days))
        for days, several in payers.items()
    )
    waits = or_(Claim.status == SENT, Claim.status == ACCEPTED)
    # Nobody is silent sooner than the quickest promised; by this the index knows where to stop.
    at_least = Claim.submitted_at < at - timedelta(days=min(payers, default=USUAL_DAYS))
    return and_(waits, at_least, or_(false(), *late))


def ask(claim_id: UUID) -> bool:
    """Ask what became of a claim, unless that was asked within the day or nothing can be asked."""
    claim = find(Claim, claim_id, for_update=True)
    asked_lately = claim.status_asked_at is not None and claim.status_asked_at > now() - ONE_DAY
    if claim.status not in {SENT, ACCEPTED} or asked_lately:
        return False
    try:
        outbox.ask_status(last_submission(claim).message_id)
    except NothingToAsk:
        return False
    claim.status_asked_at = now()
    tell(claim, "status_asked")
    db.session.flush()
    return True


def ask_all(claim_ids: Iterable[UUID]) -> int:
    """Ask about each; how many questions left."""
    return sum(ask(claim_id) for claim_id in claim_ids)


def watch() -> int:
    """Ask about the silent claims of the present tenant that nobody asked about within the day."""
    unasked = or_(Claim.status_asked_at.is_(None), Claim.status_asked_at <= now() - ONE_DAY)
    query = select(Claim.id).where(is_silent(), unasked)
    return ask_all(
        db.session.scalars(query.order_by(Claim.submitted_at, Claim.id).limit(A_ROUND)).all()
    )


def watch_all() -> None:
    """Every tenant in turn, as the scheduler ticks."""
    for_each_tenant(watch)
