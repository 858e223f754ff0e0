"""The verbs on stock. Levels are kept by the database; every verb writes movements only."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from app.audit.trail import note
from app.kernel.clock import today
from app.kernel.errors import NotFound
from app.pharmacy.stock.errors import BatchExpired, SameBranch, UnitsUnchanged
from app.pharmacy.stock.models import StockBatch, StockMovement
from app.pharmacy.stock.movements import Change, left, move
from app.pharmacy.stock.recalls import lift, recall
from app.pharmacy.stock.receiving import Receipt, ReceiptLine, receive
from app.pharmacy.stock.rules import (
    ADJUSTED,
    ARRIVED,
    COUNTED,
    PUT_BACK,
    RETURNED,
    SENT,
    SUPPLIED,
)
from app.tenants.scope import find

__all__ = [
    "Receipt", "ReceiptLine", "adjust", "count", "lift", "put_back", "recall", "receive",
    "return_to_supplier", "take", "transfer",
]  # fmt: skip


def take(
    batch_id: UUID, facility_id: UUID, units: Decimal, subject_kind: str, subject_id: UUID
) -> StockMovement:
    """Supply units of a batch for something, such as a line of a dispense.

    Raises BatchExpired, BatchRecalled, NotEnough, NotFound.
    """
    if find(StockBatch, batch_id).expires_on < today():
        raise BatchExpired
    subject = {"subject_kind": subject_kind, "subject_id": subject_id}
    return move(Change(kind=SUPPLIED, batch_id=batch_id, facility_id=facility_id, units=-units, details=subject))  # fmt: skip


def put_back(movement_id: UUID) -> StockMovement:
    """Return what a supply took to its batch and branch, once; raises AlreadyPutBack, NotFound."""
    supplied = find(StockMovement, movement_id)
    if supplied.kind != SUPPLIED:
        raise NotFound
    details = {
        "reverses_id": supplied.id,
        "subject_kind": supplied.subject_kind,
        "subject_id": supplied.subject_id,
    }
    return move(Change(kind=PUT_BACK, batch_id=supplied.batch_id, facility_id=supplied.facility_id, units=-supplied.units, details=details))  # fmt: skip


def count(batch_id: UUID, facility_id: UUID, units: Decimal, reason: str) -> StockMovement:
    """So many units were found on the shelf; the movement is the difference, also where there is none."""
    found = find(StockBatch, batch_id, for_update=True)
    change = units - left(batch_id, facility_id)
    moved = move(Change(kind=COUNTED, batch_id=found.id, facility_id=facility_id, units=change, details={"reason": reason}))  # fmt: skip
    note("stock.counted", "stock_batch", batch_id, units=str(units), difference=str(change))
    return moved


def adjust(batch_id: UUID, facility_id: UUID, units: Decimal, reason: str) -> StockMovement:
    """Units went (negative) or came to light, for a coded reason; raises UnitsUnchanged, NotEnough."""
    if units == 0:
        raise UnitsUnchanged
    moved = move(Change(kind=ADJUSTED, batch_id=batch_id, facility_id=facility_id, units=units, details={"reason": reason}))  # fmt: skip
    note("stock.adjusted", "stock_batch", batch_id, units=str(units), reason=reason)
    return moved


def return_to_supplier(
    batch_id: UUID, facility_id: UUID, units: Decimal, reason: str, reference: str = ""
) -> StockMovement:
    """Send units back to where they came from; expired and recalled ones may go. Raises NotEnough."""
    details = {"reason": reason, "reference": reference}
    moved = move(Change(kind=RETURNED, batch_id=batch_id, facility_id=facility_id, units=-units, details=details))  # fmt: skip
    note("stock.returned", "stock_batch", batch_id, units=str(units), reason=reason)
    return moved


def transfer(
    batch_id: UUID, from_facility: UUID, to_facility: UUID, units: Decimal
) -> tuple[StockMovement, StockMovement]:
    """Carry units from one branch to another; raises SameBranch, NotEnough, NotFound."""
    if from_facility == to_facility:
        raise SameBranch
    went = move(Change(kind=SENT, batch_id=batch_id, facility_id=from_facility, units=-units, details={}))  # fmt: skip
    paired = {"subject_kind": "stock_transfer", "subject_id": went.id}
    came = move(Change(kind=ARRIVED, batch_id=batch_id, facility_id=to_facility, units=units, details=paired))  # fmt: skip
    note("stock.transferred", "stock_batch", batch_id, units=str(units), to=str(to_facility))
    return went, came
