"""Taking a delivery into stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from app.audit.trail import note
from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.stock.errors import (
    InvoiceOnFile,
    LotExpiryDiffers,
    NothingReceived,
    ReceivedInFuture,
)
from app.pharmacy.stock.models import StockBatch, StockLevel, StockReceipt
from app.pharmacy.stock.movements import Change, move
from app.pharmacy.stock.rules import RECEIVED, average_cost, lot_as_compared
from app.tenants.scope import actor_id, find


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """One line of an invoice: units (not boxes) of a lot, and what a unit cost in OMR."""

    medicine_id: UUID
    lot: str
    expires_on: date
    units: Decimal
    unit_cost: Decimal


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A delivery; `sure` says that a lot really has the expiry given, whatever is on file."""

    facility_id: UUID
    supplier: str
    invoice_number: str
    received_on: date
    lines: tuple[ReceiptLine, ...]
    sure: bool = False


def receive(receipt: Receipt) -> StockReceipt:
    """Take a delivery into stock, all lines or none.

    Raises NothingReceived, ReceivedInFuture, InvoiceOnFile, LotExpiryDiffers, NotFound.
    """
    if not receipt.lines:
        raise NothingReceived
    if receipt.received_on > today():
        raise ReceivedInFuture
    _refuse_twice(receipt)
    if not receipt.sure:
        _refuse_other_expiry(receipt)
    received = StockReceipt(
        facility_id=receipt.facility_id,
        supplier=receipt.supplier,
        invoice_number=receipt.invoice_number,
        received_on=receipt.received_on,
        received_by=actor_id(),
    )
    db.session.add(received)
    db.session.flush()  # The movements point at it.
    for line in receipt.lines:
        _take_in(receipt.facility_id, received.id, line)
    note(
        "stock.received", "stock_receipt", received.id,
        invoice=receipt.invoice_number, lines=len(receipt.lines),
    )  # fmt: skip
    return received


def _refuse_twice(receipt: Receipt) -> None:
    query = select(StockReceipt.received_on).where(
        StockReceipt.supplier == receipt.supplier,
        StockReceipt.invoice_number == receipt.invoice_number,
    )
    day = db.session.scalars(query).one_or_none()
    if day is not None:
        raise InvoiceOnFile(number=receipt.invoice_number, day=day.isoformat())


def _refuse_other_expiry(receipt: Receipt) -> None:
    for line in receipt.lines:
        query = select(StockBatch.expires_on).where(
            StockBatch.medicine_id == line.medicine_id, StockBatch.lot == lot_as_compared(line.lot)
        )
        known = set(db.session.scalars(query))
        if known and line.expires_on not in known:
            raise LotExpiryDiffers(lot=line.lot, day=min(known).isoformat())


def _take_in(facility_id: UUID, receipt_id: UUID, line: ReceiptLine) -> None:
    find(Medicine, line.medicine_id)
    lot = lot_as_compared(line.lot)
    batch = _batch(line.medicine_id, lot, line.expires_on)
    if batch is None:
        batch = StockBatch(
            medicine_id=line.medicine_id,
            lot=lot,
            expires_on=line.expires_on,
            unit_cost=line.unit_cost,
        )
        db.session.add(batch)
        db.session.flush()
    else:
        batch = find(StockBatch, batch.id, for_update=True)
        batch.unit_cost = average_cost(_held(batch.id), batch.unit_cost, line.units, line.unit_cost)
    details = {"receipt_id": receipt_id, "unit_cost": line.unit_cost}
    move(Change(kind=RECEIVED, batch_id=batch.id, facility_id=facility_id, units=line.units, details=details))  # fmt: skip


def _batch(medicine_id: UUID, lot: str, expires_on: date) -> StockBatch | None:
    query = select(StockBatch).where(
        StockBatch.medicine_id == medicine_id,
        StockBatch.lot == lot,
        StockBatch.expires_on == expires_on,
    )
    return db.session.scalars(query).one_or_none()


def _held(batch_id: UUID) -> Decimal:
    """Units of a batch in all branches."""
    query = select(func.coalesce(func.sum(StockLevel.units), 0)).where(
        StockLevel.batch_id == batch_id
    )
    return Decimal(db.session.scalars(query).one())
