"""Stock on hand as a list, a file and an outlook: batch by batch, first expiry first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.contracts.models import Service
from app.contracts.queries import matching
from app.kernel import paging
from app.kernel.db import db
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.medicines.queries import service_of_medicine
from app.pharmacy.stock.models import Recall, StockBatch, StockLevel
from app.pharmacy.stock.queries import batch_of_level, recall_of_batch
from app.pharmacy.stock.rules import EXPIRED, OUTLOOK_DAYS, RECALLED

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class StockFilter:
    """What the list is narrowed to; `state` is expired, recalled or days within which batches expire."""

    words: str = ""
    facility_id: UUID | None = None
    state: str = ""


@dataclass(frozen=True)
class OutlookRow:
    """Batches that expire within so many days (0: already expired): how many, and their cost in OMR."""

    days: int
    batches: int
    value: Decimal


def page(wanted: StockFilter, today: date, cursor: str | None) -> paging.Page[Any]:
    """A page of what lies on the shelves."""
    by = [StockLevel.expires_on, StockLevel.id]
    return paging.page_of(_rows(wanted, today), by=by, cursor=cursor, descending=False, size=PAGE)


def rows(wanted: StockFilter, today: date) -> Iterator[Any]:
    """Every row that the filters show, in the order of the page."""
    query = _rows(wanted, today).order_by(StockLevel.expires_on, StockLevel.id)
    yield from db.session.execute(query)


def outlook(facility_id: UUID | None, today: date) -> list[OutlookRow]:
    """What has expired and what will within 30, 60, 90 and 180 days, each batch in its first step."""
    ends = [(StockLevel.expires_on < today, 0)]
    ends += [(StockLevel.expires_on <= today + timedelta(days=n), n) for n in OUTLOOK_DAYS]
    step = case(*ends).label("step")
    query = (
        select(step, func.count(StockLevel.id), func.sum(StockLevel.units * StockBatch.unit_cost))
        .join(StockBatch, batch_of_level())
        .where(
            StockLevel.units > 0, StockLevel.expires_on <= today + timedelta(days=OUTLOOK_DAYS[-1])
        )
        .group_by(step)
    )
    if facility_id is not None:
        query = query.where(StockLevel.facility_id == facility_id)
    found = {days: (batches, value) for days, batches, value in db.session.execute(query)}
    none = (0, Decimal(0))
    return [OutlookRow(days, *found.get(days, none)) for days in (0, *OUTLOOK_DAYS)]


def _rows(wanted: StockFilter, today: date) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            StockLevel.id, StockLevel.expires_on, StockLevel.batch_id, StockLevel.medicine_id,
            StockLevel.facility_id, StockLevel.units, StockBatch.lot, StockBatch.unit_cost,
            Recall.id.is_not(None).label("recalled"), Service.local_code, Service.name_en,
            Service.name_ar, Medicine.unit, Medicine.controlled,
        )
        .join(StockBatch, batch_of_level())
        .outerjoin(Recall, recall_of_batch())
        .join(Medicine, and_(Medicine.tenant_id == StockLevel.tenant_id, Medicine.id == StockLevel.medicine_id))
        .join(Service, service_of_medicine())
        .where(StockLevel.units > 0, *matching(wanted.words), *_state(wanted.state, today))
    )  # fmt: skip
    if wanted.facility_id is not None:
        query = query.where(StockLevel.facility_id == wanted.facility_id)
    return query


def _state(state: str, today: date) -> Sequence[ColumnElement[bool]]:
    if state == EXPIRED:
        return (StockLevel.expires_on < today,)
    if state == RECALLED:
        return (Recall.id.is_not(None),)
    if state.isdigit():
        last = today + timedelta(days=int(state))
        return StockLevel.expires_on >= today, StockLevel.expires_on <= last
    return ()
