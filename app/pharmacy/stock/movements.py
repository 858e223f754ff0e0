"""Writing one movement: the database keeps the level and refuses what may not be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.stock.errors import AlreadyPutBack, BatchExpired, BatchRecalled, NotEnough
from app.pharmacy.stock.models import StockBatch, StockLevel, StockMovement
from app.tenants.queries import branch_to_work_in
from app.tenants.scope import actor_id, find

# The names that the database gives to its refusals.
EXPIRED_RULE, RECALLED_RULE = "stock_movements_expired", "stock_movements_recalled"
LEVEL_RULE, ONCE_RULE = "ck_stock_levels_units", "uq_stock_movements_tenant_id_reverses_id"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to happen to a batch in a branch; `units` are negative where they go."""

    kind: str
    batch_id: UUID
    facility_id: UUID
    units: Decimal
    details: dict[str, Any]


def move(change: Change) -> StockMovement:
    """Write a movement; the database keeps the level and refuses what may not be.

    Raises BatchExpired, BatchRecalled, NotEnough, AlreadyPutBack, NotFound.
    """
    batch = find(StockBatch, change.batch_id)
    branch_to_work_in(change.facility_id)
    moved = StockMovement(
        kind=change.kind,
        batch_id=batch.id,
        medicine_id=batch.medicine_id,
        facility_id=change.facility_id,
        units=change.units,
        day=today(),
        actor_id=actor_id(),
        **change.details,
    )
    try:
        with db.session.begin_nested():
            db.session.add(moved)
            db.session.flush()
    except IntegrityError as refused:
        _answer(refused, change)
    return moved


def _answer(refused: IntegrityError, change: Change) -> None:
    """The database's refusal in the words of the domain; what is none of ours goes on as it is."""
    rule = getattr(getattr(refused.orig, "diag", None), "constraint_name", None)
    if rule == EXPIRED_RULE:
        raise BatchExpired from refused
    if rule == RECALLED_RULE:
        raise BatchRecalled from refused
    if rule == ONCE_RULE:
        raise AlreadyPutBack from refused
    if rule == LEVEL_RULE:
        raise NotEnough(left(change.batch_id, change.facility_id)) from refused
    raise refused


def left(batch_id: UUID, facility_id: UUID) -> Decimal:
    """How many units of a batch a branch holds now."""
    query = select(func.coalesce(func.sum(StockLevel.units), 0)).where(
        StockLevel.batch_id == batch_id, StockLevel.facility_id == facility_id
    )
    return Decimal(db.session.scalars(query).one())
