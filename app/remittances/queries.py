"""Reading payments: lists, one remittance, the account of a claim, what all of it comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, select

from app.claims.models import Claim
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import Key, Page, page_of
from app.remittances import ledger as ledgers
from app.remittances.models import (
    ClaimAccount,
    LedgerEntry,
    Remittance,
    RemittanceLine,
)
from app.remittances.rules import PAID, TAKEN_BACK, LineLedger
from app.remittances.states import PARKED, POSTED, PUT_AWAY
from app.tenants.scope import find

EXPORT_STEP = 1000
LINES_A_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class RemittanceFilter:
    """What the list is narrowed to."""

    status: str | None = None
    payer_id: UUID | None = None
    reference: str = ""
    # Money that is advised and on no statement of the bank.
    unbanked: bool = False
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Figures:
    """What is expected and what came, in OMR: this month, and the whole month before it."""

    expected: Decimal
    month: Decimal
    month_before: Decimal
    parked: int


def remittance(remittance_id: UUID) -> Remittance:
    """The remittance; raises NotFound."""
    return find(Remittance, remittance_id)


def line(line_id: UUID) -> RemittanceLine:
    """The line; raises NotFound."""
    return find(RemittanceLine, line_id)


def lines_page(found: Remittance, *, waiting: bool, cursor: str | None = None) -> Page[Any]:
    """A page of its lines in their order, all or those that wait for a person. Raises NotFound for a foreign cursor."""
    query = select(RemittanceLine).where(*_lines_of(found, waiting=waiting))
    return page_of(query, by=(RemittanceLine.sequence,), cursor=cursor, descending=False, size=LINES_A_PAGE)  # fmt: skip


def lines_counted(found: Remittance, *, waiting: bool) -> int:
    """How many of its lines whoever asks may see, all or those that wait for a person."""
    query = select(func.count(RemittanceLine.id)).where(*_lines_of(found, waiting=waiting))
    return db.session.scalar(query) or 0


def _lines_of(found: Remittance, *, waiting: bool) -> list[Any]:
    here = [RemittanceLine.remittance_id == found.id]
    return [*here, RemittanceLine.status == PARKED] if waiting else here


def page(wanted: RemittanceFilter, cursor: str | None = None) -> Page[Any]:
    """One page of the list, the newest first. Raises NotFound for a cursor not made here."""
    return page_of(_rows(wanted), by=_order(wanted), cursor=cursor)


def rows(wanted: RemittanceFilter) -> Iterator[Any]:
    """Every row of the list, in steps, for exports."""
    query = _rows(wanted).order_by(*(column.desc() for column in _order(wanted)))
    yield from db.session.execute(query.execution_options(yield_per=EXPORT_STEP))


def _order(wanted: RemittanceFilter) -> tuple[Key, ...]:
    """By the day of payment where days are asked for, so that one index finds and orders them; else as they came."""
    newest = (Remittance.received_at, Remittance.id)
    return (Remittance.paid_on, *newest) if wanted.first_day or wanted.last_day else newest


def _rows(wanted: RemittanceFilter) -> Select[*tuple[Any, ...]]:
    waiting = (
        select(func.count())
        .where(
            RemittanceLine.tenant_id == Remittance.tenant_id,
            RemittanceLine.remittance_id == Remittance.id,
            RemittanceLine.status == PARKED,
        )
        .scalar_subquery()
    )
    query: Select[*tuple[Any, ...]] = select(
        Remittance.id, Remittance.received_at, Remittance.reference, Remittance.payment_reference,
        Remittance.payer_id, Remittance.amount, Remittance.paid_on, Remittance.status, Remittance.problem,
        Remittance.origin, Remittance.bank_line_id, waiting.label("waiting"),
    ).where(*_conditions(wanted))  # fmt: skip
    return query


def _conditions(wanted: RemittanceFilter) -> list[Any]:
    found: list[Any] = []
    if wanted.status:
        found.append(Remittance.status == wanted.status)
    if wanted.payer_id:
        found.append(Remittance.payer_id == wanted.payer_id)
    if wanted.reference:
        found.append(Remittance.reference == wanted.reference)
    if wanted.unbanked:
        found += [Remittance.bank_line_id.is_(None), Remittance.status != PUT_AWAY]
    if wanted.first_day:
        found.append(Remittance.paid_on >= wanted.first_day)
    if wanted.last_day:
        found.append(Remittance.paid_on <= wanted.last_day)
    return found


def figures() -> Figures:
    """What all open accounts are owed, and what came in lately."""
    owed = select(func.sum(ClaimAccount.outstanding)).where(ClaimAccount.outstanding != 0)
    first = today().replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    waiting = select(func.count()).select_from(Remittance).where(Remittance.status == PARKED)
    return Figures(
        expected=db.session.scalar(owed) or ZERO,
        month=_net(_came().where(LedgerEntry.day >= first)),
        month_before=_net(_came().where(LedgerEntry.day >= before, LedgerEntry.day < first)),
        parked=db.session.scalar(waiting) or 0,
    )


def _came() -> Select[str, Decimal]:
    return (
        select(LedgerEntry.kind, func.sum(LedgerEntry.amount))
        .where(LedgerEntry.kind.in_((PAID, TAKEN_BACK)))
        .group_by(LedgerEntry.kind)
    )


def _net(query: Select[str, Decimal]) -> Decimal:
    sums: dict[str, Decimal] = dict(db.session.execute(query).all())
    return sums.get(PAID, ZERO) - sums.get(TAKEN_BACK, ZERO)


def ledger(claim_id: UUID) -> list[LineLedger]:
    """The account of a claim, line by line; empty before the payer judged it."""
    return list(ledgers.account(claim_id).values())


def entries(claim_id: UUID) -> list[LedgerEntry]:
    """Every entry of a claim's ledger, in the order it was written."""
    return ledgers.entries(claim_id)


# Made once: every list of claims asks.
_STATES = select(ClaimAccount.claim_id, ClaimAccount.state).where(
    ClaimAccount.claim_id.in_(bindparam("claim_ids"))
)


def payment_state(claim_ids: Collection[UUID]) -> dict[UUID, str]:
    """Where each of these claims stands with its money, one of rules.STATES; judged ones only."""
    return dict(db.session.execute(_STATES, {"claim_ids": list(claim_ids)}).all())


def lines_of_claim(claim_id: UUID) -> list[tuple[RemittanceLine, Remittance]]:
    """Everything that was remitted for a claim, the newest first."""
    query = (
        select(RemittanceLine, Remittance)
        .join(
            Remittance,
            and_(
                Remittance.tenant_id == RemittanceLine.tenant_id,
                Remittance.id == RemittanceLine.remittance_id,
            ),
        )
        .where(RemittanceLine.claim_id == claim_id, RemittanceLine.status == POSTED)
        .order_by(Remittance.received_at.desc(), RemittanceLine.sequence)
    )
    return [(one, whole) for one, whole in db.session.execute(query)]


def claims_by_id(claim_ids: Collection[UUID]) -> dict[UUID, Any]:
    """What a page of payments shows of claims: number, day, amounts. No patient."""
    query = select(
        Claim.id, Claim.number, Claim.service_date, Claim.payer_id, Claim.patient_id, Claim.approved,
        Claim.payer_share, Claim.status,
    ).where(Claim.id.in_(claim_ids))  # fmt: skip
    return {row.id: row for row in db.session.execute(query)}
