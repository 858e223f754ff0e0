"""Reading stock: what lies where, what is kept back and why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from app.kernel.db import db
from app.pharmacy.stock.models import Recall, StockBatch, StockLevel
from app.pharmacy.stock.rules import BatchOnHand, why_kept_back


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
