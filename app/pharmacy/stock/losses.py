"""What went or came to light for a coded reason: counts, adjustments, returns, and the sum of what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.contracts.models import Service
from app.kernel import paging
from app.kernel.db import db
from app.kernel.money import ZERO, round_baisa
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.medicines.queries import service_of_medicine
from app.pharmacy.stock.models import StockBatch, StockMovement
from app.pharmacy.stock.rules import LOSS_REASONS

PAGE = 50
LOSSES = "losses"


@dataclass(frozen=True, kw_only=True)
class LossFilter:
    """What the list is narrowed to; `reason` is one of the coded ones, or `LOSSES` for all of those."""

    reason: str = ""
    facility_id: UUID | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class ReasonSum:
    """How often something moved for a reason, and what it cost: negative where it went, in OMR."""

    reason: str
    times: int
    value: Decimal


def page(wanted: LossFilter, cursor: str | None) -> paging.Page[Any]:
    """A page of movements with a reason, the latest first."""
    return paging.page_of(_rows(wanted), by=[StockMovement.position], cursor=cursor, size=PAGE)


def rows(wanted: LossFilter) -> Iterator[Any]:
    """Every movement that the filters show, in the order of the page."""
    yield from db.session.execute(_rows(wanted).order_by(StockMovement.position.desc()))


def sums(wanted: LossFilter) -> list[ReasonSum]:
    """What the filters show by reason, the dearest first; at what a unit of the batch cost on average."""
    value = func.sum(StockMovement.units * StockBatch.unit_cost)
    query = (
        select(StockMovement.reason, func.count(), value)
        .join(StockBatch, _of_batch())
        .where(*_conditions(wanted))
        .group_by(StockMovement.reason)
        .order_by(value, StockMovement.reason)
    )
    return [ReasonSum(reason, times, round_baisa(cost)) for reason, times, cost in db.session.execute(query)]  # fmt: skip


def total(found: list[ReasonSum]) -> Decimal:
    """What all of it cost together, in OMR."""
    return sum((one.value for one in found), ZERO)


def _rows(wanted: LossFilter) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(
        StockMovement, StockMovement.position, StockBatch.lot, StockBatch.unit_cost,
        Service.local_code, Service.name_en, Service.name_ar,
    )  # fmt: skip
    of_medicine = and_(Medicine.tenant_id == StockMovement.tenant_id, Medicine.id == StockMovement.medicine_id)  # fmt: skip
    return (
        query.join(StockBatch, _of_batch())
        .join(Medicine, of_medicine)
        .join(Service, service_of_medicine())
        .where(*_conditions(wanted))
    )


def _of_batch() -> ColumnElement[bool]:
    return and_(StockBatch.tenant_id == StockMovement.tenant_id, StockBatch.id == StockMovement.batch_id)  # fmt: skip


def _conditions(wanted: LossFilter) -> Iterator[ColumnElement[bool]]:
    yield StockMovement.reason != ""
    if wanted.reason == LOSSES:
        yield StockMovement.reason.in_(LOSS_REASONS)
    elif wanted.reason:
        yield StockMovement.reason == wanted.reason
    if wanted.facility_id is not None:
        yield StockMovement.facility_id == wanted.facility_id
    if wanted.first is not None:
        yield StockMovement.day >= wanted.first
    if wanted.last is not None:
        yield StockMovement.day <= wanted.last
