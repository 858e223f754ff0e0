"""The register of controlled medicines: every movement with the balance after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from app.contracts.models import Service
from app.kernel.db import db
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.medicines.queries import facts_of, with_service
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.stock.models import StockBatch, StockMovement

MOST_ENTRIES = 2_000


@dataclass(frozen=True)
class Entry:
    """One line of the register; `balance` is what the branch held after it, in units."""

    movement: StockMovement
    lot: str
    expires_on: date
    balance: Decimal


@dataclass(frozen=True)
class Register:
    """A medicine's movements in a branch between two days, with the balance before and after."""

    opening: Decimal
    entries: tuple[Entry, ...]
    more: bool

    @property
    def closing(self) -> Decimal:
        return self.entries[-1].balance if self.entries else self.opening


def controlled() -> list[MedicineFacts]:
    """The medicines that are kept in the register, by local code."""
    query = with_service().where(Medicine.controlled).order_by(Service.local_code)
    return [facts_of(medicine, service) for medicine, service in db.session.execute(query)]


def register(
    medicine_id: UUID, facility_id: UUID, first: date, last: date, *, whole: bool = False
) -> Register:
    """The register of a medicine in a branch, whole or at most `MOST_ENTRIES` lines; `more` says there are others."""
    of = StockMovement.medicine_id == medicine_id, StockMovement.facility_id == facility_id
    before = select(func.coalesce(func.sum(StockMovement.units), 0)).where(*of, StockMovement.day < first)  # fmt: skip
    opening = balance = Decimal(db.session.scalars(before).one())
    query = (
        select(StockMovement, StockBatch.lot, StockBatch.expires_on)
        .join(StockBatch, (StockBatch.tenant_id == StockMovement.tenant_id) & (StockBatch.id == StockMovement.batch_id))
        .where(*of, StockMovement.day >= first, StockMovement.day <= last)
        .order_by(StockMovement.position)
        .limit(None if whole else MOST_ENTRIES + 1)
    )  # fmt: skip
    found = db.session.execute(query).all()
    entries: list[Entry] = []
    shown = found if whole else found[:MOST_ENTRIES]
    for movement, lot, expires_on in shown:
        balance += movement.units
        entries.append(Entry(movement, lot, expires_on, balance))
    return Register(opening, tuple(entries), len(found) > len(shown))
