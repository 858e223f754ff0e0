"""What patients pay at the desk: receipts without gaps, cancelled by counter-receipts only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from app.access.models import User
from app.audit.trail import note
from app.claims.models import Claim
from app.claims.states import CANCELLED
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.money import ZERO
from app.kernel.words import N_
from app.remittances import judgements
from app.remittances.desk_models import Receipt
from app.remittances.errors import AlreadyCancelled, AnotherAmount
from app.tenants.scope import actor_id, find
from app.tenants.service import next_number

MOST_A_DAY = 2000


class NothingOwed(DomainError):
    """The patient owes nothing for the visit."""

    sentence = N_("The patient owes nothing more for this visit.")


def _visit_of(claim: Claim) -> Select[UUID]:
    """The claims of one visit: the first, and the corrections and complaints that follow it."""
    first_id = claim.root_claim_id or claim.id
    return select(Claim.id).where(or_(Claim.id == first_id, Claim.root_claim_id == first_id))


def of_visit(claim: Claim) -> list[Receipt]:
    """The receipts of a claim's visit, counter-receipts among them, in the order they were written."""
    query = select(Receipt).where(Receipt.claim_id.in_(_visit_of(claim)))
    return list(db.session.scalars(query.order_by(Receipt.issued_at, Receipt.id)))


def receipt(receipt_id: UUID) -> Receipt:
    """The receipt; raises NotFound."""
    return find(Receipt, receipt_id)


def counter_of(receipt_id: UUID) -> Receipt | None:
    """What cancelled a receipt, or None."""
    return db.session.scalars(select(Receipt).where(Receipt.cancels_id == receipt_id)).one_or_none()


def taken(claim: Claim) -> Decimal:
    """What was taken from the patient for a claim's visit, less what was given back."""
    query = select(func.sum(Receipt.amount)).where(Receipt.claim_id.in_(_visit_of(claim)))
    return db.session.scalar(query) or ZERO


def taken_for(visits: Collection[UUID]) -> dict[UUID, Decimal]:
    """First claim of a visit -> what its receipts come to; visits without a receipt are left out."""
    visit = func.coalesce(Claim.root_claim_id, Claim.id)
    query = (
        select(visit, func.sum(Receipt.amount))
        .join(Claim, and_(Claim.tenant_id == Receipt.tenant_id, Claim.id == Receipt.claim_id))
        .where(or_(Claim.id.in_(visits), Claim.root_claim_id.in_(visits)))
        .group_by(visit)
    )
    return dict(iter(db.session.execute(query)))


def owed(claim: Claim) -> Decimal:
    """What the patient still owes for the visit, whichever of its claims the money was taken for.

    A complaint repeats some lines only: the share is that of the claim it is about.
    """
    if claim.status == CANCELLED:
        return ZERO
    share = find(Claim, judgements.root_id_of(claim)).patient_share
    return max(share - taken(claim), ZERO)


def issue(claim_id: UUID, amount: Decimal, method: str) -> Receipt:
    """Take money for a visit under the next number; raises AnotherAmount, NothingOwed, NotFound."""
    claim = find(Claim, claim_id)
    # Two desks at two claims of one visit wait for each other at its first claim.
    find(Claim, claim.root_claim_id or claim.id, for_update=True)
    most = owed(claim)
    if not most:
        raise NothingOwed
    if not ZERO < amount <= most:
        raise AnotherAmount(most=most)
    written = _write(claim, amount, method)
    note("receipt.issued", "claim", claim.id, number=written.number, amount=str(amount))
    return written


def cancel(receipt_id: UUID, reason: str) -> Receipt:
    """Give the money back by a counter-receipt; raises AlreadyCancelled, NotFound."""
    first = find(Receipt, receipt_id)
    claim = find(Claim, first.claim_id, for_update=True)
    if first.cancels_id is not None or counter_of(first.id) is not None:
        raise AlreadyCancelled
    written = _write(claim, -first.amount, first.method, cancels_id=first.id, reason=reason)
    note("receipt.cancelled", "claim", claim.id, number=first.number, by=written.number)
    return written


def _write(
    claim: Claim, amount: Decimal, method: str, *, cancels_id: UUID | None = None, reason: str = ""
) -> Receipt:
    year = today().year
    written = Receipt(
        number=f"R-{year}-{next_number(f'receipt-{year}'):06}",
        claim_id=claim.id,
        facility_id=claim.facility_id,
        amount=amount,
        method=method,
        issued_by=actor_id(),
        cancels_id=cancels_id,
        reason=reason,
    )
    db.session.add(written)
    db.session.flush()
    return written


@dataclass(frozen=True)
class DaySum:
    """What one person took in one way on a day."""

    person_en: str
    person_ar: str
    method: str
    count: int
    amount: Decimal


def of_day(day: date) -> list[Any]:
    """The receipts of a day with their claims and writers, in the order they were written."""
    query = (
        select(Receipt, Claim.number.label("claim_number"), User.name_en, User.name_ar)
        .join(Claim, and_(Claim.tenant_id == Receipt.tenant_id, Claim.id == Receipt.claim_id))
        .outerjoin(User, User.id == Receipt.issued_by)
        .where(Receipt.day == day)
        .order_by(Receipt.id)
        .limit(MOST_A_DAY)
    )
    return list(db.session.execute(query))


def sums_of_day(day: date) -> list[DaySum]:
    """The day by person and way of paying."""
    query = (
        select(User.name_en, User.name_ar, Receipt.method, func.count(), func.sum(Receipt.amount))
        .select_from(Receipt)
        .outerjoin(User, User.id == Receipt.issued_by)
        .where(Receipt.day == day)
        .group_by(User.name_en, User.name_ar, Receipt.method)
        .order_by(User.name_en, Receipt.method)
    )
    return [
        DaySum(en or "", ar or "", method, count, amount)
        for en, ar, method, count, amount in db.session.execute(query)
    ]
