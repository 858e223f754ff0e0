"""Reading stock: what lies where, what is kept back and why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from app.kernel.db import db
from app.kernel.pagewords import name_of
from app.kernel.paging import Page, page_of
from app.pharmacy.stock.models import (
    Recall,
    StockBatch,
    StockLevel,
    StockMovement,
    StockReceipt,
)
from app.pharmacy.stock.rules import BatchOnHand, why_kept_back
from app.tenants.queries import branch_to_work_in
from app.tenants.scope import find


def on_hand(
    medicine_ids: Collection[UUID], facility_id: UUID, on: date
) -> dict[UUID, list[BatchOnHand]]:
    """Medicine -> its batches in a branch, first expiry first; an empty list where there is none."""
    found: dict[UUID, list[BatchOnHand]] = {one: [] for one in medicine_ids}
    if not found:
        return found
    query = (
        select(
            StockLevel.medicine_id, StockLevel.batch_id, StockBatch.lot, StockLevel.expires_on,
            StockLevel.units, StockBatch.unit_cost, Recall.id.is_not(None),
        )
        .join(StockBatch, batch_of_level())
        .outerjoin(Recall, recall_of_batch())
        .where(
            StockLevel.medicine_id.in_(found),
            StockLevel.facility_id == facility_id,
            StockLevel.units > 0,
        )
        .order_by(StockLevel.expires_on, StockBatch.lot, StockLevel.batch_id)
    )  # fmt: skip
    for medicine_id, batch_id, lot, expires_on, units, cost, recalled in db.session.execute(query):
        why = why_kept_back(expires_on, recalled=recalled, on=on)
        found[medicine_id].append(BatchOnHand(batch_id, lot, expires_on, units, cost, why))
    return found


def batch_of_level() -> ColumnElement[bool]:
    """Joins a level to its batch."""
    return and_(StockBatch.tenant_id == StockLevel.tenant_id, StockBatch.id == StockLevel.batch_id)


def recall_of_batch() -> ColumnElement[bool]:
    """Joins a batch to the recall that holds it back."""
    return and_(
        Recall.tenant_id == StockBatch.tenant_id,
        Recall.medicine_id == StockBatch.medicine_id,
        Recall.lot == StockBatch.lot,
        Recall.lifted_at.is_(None),
    )


def batch(batch_id: UUID) -> StockBatch:
    """The batch; raises NotFound."""
    return find(StockBatch, batch_id)


def levels_of(batch_id: UUID) -> list[StockLevel]:
    """What of a batch lies in which branch, empty shelves too."""
    query = select(StockLevel).where(StockLevel.batch_id == batch_id)
    return list(db.session.scalars(query.order_by(StockLevel.facility_id)))


def movements_page(batch_id: UUID, cursor: str | None) -> Page[StockMovement]:
    """A page of what came and went of a batch, the latest first."""
    query = select(StockMovement).where(StockMovement.batch_id == batch_id)
    return page_of(query, by=[StockMovement.position], cursor=cursor)


def recall_that_holds(medicine_id: UUID, lot: str) -> Recall | None:
    """The recall that keeps a lot back now."""
    query = select(Recall).where(
        Recall.medicine_id == medicine_id, Recall.lot == lot, Recall.lifted_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def recalls_page(cursor: str | None) -> Page[Recall]:
    """A page of recalls, the latest first."""
    return page_of(select(Recall), by=[Recall.recalled_at, Recall.id], cursor=cursor)


def receipt(receipt_id: UUID) -> StockReceipt:
    """The delivery; raises NotFound."""
    return find(StockReceipt, receipt_id)


def receipts_page(cursor: str | None) -> Page[StockReceipt]:
    """A page of deliveries, the latest first."""
    return page_of(
        select(StockReceipt), by=[StockReceipt.received_on, StockReceipt.id], cursor=cursor
    )


def lines_of(receipt_id: UUID) -> list[tuple[StockMovement, StockBatch]]:
    """What a delivery brought, in the order of its lines."""
    query = (
        select(StockMovement, StockBatch)
        .join(StockBatch, (StockBatch.tenant_id == StockMovement.tenant_id) & (StockBatch.id == StockMovement.batch_id))
        .where(StockMovement.receipt_id == receipt_id)
        .order_by(StockMovement.position)
    )  # fmt: skip
    return [(moved, of) for moved, of in db.session.execute(query)]


def branch_name(facility_id: UUID) -> str:
    """A branch where this person works, in the language of the page; raises NotFound."""
    return name_of(branch_to_work_in(facility_id))
