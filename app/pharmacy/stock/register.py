"""The register of controlled medicines: every movement, whom it concerns, and the balances after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.contracts.models import Service
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import Page, page_of
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.medicines.queries import facts_of, with_service
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.stock.models import StockBatch, StockMovement, StockReceipt
from app.pharmacy.stock.rules import ARRIVED, SENT

PAGE, CHUNK = 50, 500
TRANSFER = "stock_transfer"


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Whom units were handed to, on whose prescription, and by which dispense."""

    patient_name_en: str
    patient_name_ar: str
    file_number: str
    prescriber_name: str
    prescriber_licence: str
    prescription_number: str
    dispense_id: UUID
    dispense_number: str


@dataclass(frozen=True, kw_only=True)
class RegisterAsked:
    """Which register is shown: a medicine in a branch, between two days."""

    medicine_id: UUID
    facility_id: UUID
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the register; the balances are what the branch held after it, in units.

    A delivery has its supplier and invoice, a transfer the other branch, a supply its handover.
    """

    movement: StockMovement
    lot: str
    expires_on: date
    balance: Decimal
    balance_of_lot: Decimal
    supplier: str
    invoice_number: str
    other_branch: UUID | None
    handover: Handover | None


@dataclass(frozen=True)
class Register:
    """A page of a register: the balance brought forward, and its entries in their order."""

    opening: Decimal
    found: Page[Entry]

    @property
    def closing(self) -> Decimal:
        """The balance after the last entry."""
        return self.found.rows[-1].balance if self.found.rows else self.opening


Tell = Callable[[Iterable[UUID]], Mapping[UUID, Handover]]
_tellers: list[Tell] = []


def add_handovers(tell: Tell) -> None:
    """Let a feature say whom its movements concern (subject ids in, by subject id out); once each."""
    if tell not in _tellers:
        _tellers.append(tell)


def controlled() -> list[MedicineFacts]:
    """The medicines that are kept in the register, by local code."""
    query = with_service().where(Medicine.controlled).order_by(Service.local_code)
    return [facts_of(medicine, service) for medicine, service in db.session.execute(query)]


def page(wanted: RegisterAsked, cursor: str | None = None, size: int | None = None) -> Register:
    """A page of a register, from its first day on."""
    found = page_of(_rows(wanted), by=[StockMovement.position], cursor=cursor, descending=False, size=size or PAGE)  # fmt: skip
    held = _held_before(wanted, found.rows[0].position if found.rows else None)
    opening = sum(held.values(), ZERO)
    return Register(opening, Page(_entries(found.rows, held), found.next, found.previous))


def entries(wanted: RegisterAsked) -> Iterator[Entry]:
    """Every entry that the filters show, in the order of the pages."""
    cursor: str | None = None
    while True:
        shown = page(wanted, cursor, CHUNK)
        yield from shown.found.rows
        if (cursor := shown.found.next) is None:
            return


def count(wanted: RegisterAsked) -> int:
    """How many entries the filters show."""
    query = select(func.count()).select_from(StockMovement).where(*_within(wanted))
    return db.session.scalars(query).one()


def _of(wanted: RegisterAsked) -> tuple[ColumnElement[bool], ...]:
    return (
        StockMovement.medicine_id == wanted.medicine_id,
        StockMovement.facility_id == wanted.facility_id,
    )


def _within(wanted: RegisterAsked) -> tuple[ColumnElement[bool], ...]:
    return (*_of(wanted), StockMovement.day >= wanted.first, StockMovement.day <= wanted.last)


def _rows(wanted: RegisterAsked) -> Select[*tuple[Any, ...]]:
    of_batch = and_(StockBatch.tenant_id == StockMovement.tenant_id, StockBatch.id == StockMovement.batch_id)  # fmt: skip
    of_receipt = and_(StockReceipt.tenant_id == StockMovement.tenant_id, StockReceipt.id == StockMovement.receipt_id)  # fmt: skip
    query: Select[*tuple[Any, ...]] = select(
        StockMovement, StockMovement.position, StockBatch.lot, StockBatch.expires_on,
        StockReceipt.supplier, StockReceipt.invoice_number,
    )  # fmt: skip
    return query.join(StockBatch, of_batch).outerjoin(StockReceipt, of_receipt).where(*_within(wanted))  # fmt: skip


def _held_before(wanted: RegisterAsked, position: int | None) -> dict[UUID, Decimal]:
    """Batch -> units in the branch before the entry at a position, or before the first day.

    By days and places both: two people's movements around midnight may be written in either order.
    """
    before = StockMovement.day < wanted.first
    if position is not None:
        earlier = and_(StockMovement.day <= wanted.last, StockMovement.position < position)
        before = or_(before, earlier)
    query = (
        select(StockMovement.batch_id, func.sum(StockMovement.units))
        .where(*_of(wanted), before)
        .group_by(StockMovement.batch_id)
    )
    return dict(iter(db.session.execute(query)))


def _entries(rows: Sequence[Any], held: dict[UUID, Decimal]) -> list[Entry]:
    moved = [row.StockMovement for row in rows]
    branches, handovers = _other_branches(moved), _handovers(moved)
    balance = sum(held.values(), ZERO)
    made: list[Entry] = []
    for row in rows:
        movement = row.StockMovement
        balance += movement.units
        held[movement.batch_id] = held.get(movement.batch_id, ZERO) + movement.units
        made.append(
            Entry(
                movement=movement, lot=row.lot, expires_on=row.expires_on, balance=balance,
                balance_of_lot=held[movement.batch_id], supplier=row.supplier or "",
                invoice_number=row.invoice_number or movement.reference,
                other_branch=branches.get(movement.id), handover=handovers.get(movement.subject_id),
            )
        )  # fmt: skip
    return made


def _handovers(moved: Sequence[StockMovement]) -> dict[UUID | None, Handover]:
    """Subject -> its handover."""
    subjects = {one.subject_id for one in moved if one.subject_id and one.subject_kind != TRANSFER}
    tellers = _tellers if subjects else ()
    return {subject: one for tell in tellers for subject, one in tell(subjects).items()}


def _other_branches(moved: Sequence[StockMovement]) -> dict[UUID, UUID]:
    """Movement -> the branch that its units came from or went to."""
    sent = [one.id for one in moved if one.kind == SENT]
    came = {one.subject_id: one.id for one in moved if one.kind == ARRIVED}
    if not sent and not came:
        return {}
    there = and_(StockMovement.subject_id.in_(sent), StockMovement.kind == ARRIVED)
    query = select(StockMovement).where(or_(there, StockMovement.id.in_(came)))
    found: dict[UUID, UUID] = {}
    for one in db.session.scalars(query):
        paired = one.subject_id if one.kind == ARRIVED else came[one.id]
        if paired is not None:
            found[paired] = one.facility_id
    return found
