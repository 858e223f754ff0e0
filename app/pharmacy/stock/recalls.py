"""Recalls: a lot is kept back everywhere; who received it is told by those who supplied it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.stock.errors import AlreadyLifted, AlreadyRecalled
from app.pharmacy.stock.models import Recall, StockBatch
from app.pharmacy.stock.rules import lot_as_compared
from app.tenants.scope import actor_id, find


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Somebody who was handed units of a batch, and how to reach them."""

    patient_id: UUID
    name_en: str
    name_ar: str
    phone: str | None
    facility_id: UUID
    batch_id: UUID
    units: Decimal
    supplied_at: datetime


Tell = Callable[[Iterable[UUID]], Iterable[Receiver]]
_tellers: list[Tell] = []


def add_receivers(tell: Tell) -> None:
    """Let a feature say who received units of some batches (ids in, `Receiver`s out); once each."""
    if tell not in _tellers:
        _tellers.append(tell)


def receivers(batch_ids: Iterable[UUID]) -> list[Receiver]:
    """Everybody who received units of these batches, the latest first."""
    wanted = list(batch_ids)
    found = [one for tell in _tellers for one in tell(wanted)] if wanted else []
    return sorted(found, key=lambda one: one.supplied_at, reverse=True)


def recall(medicine_id: UUID, lot: str, reason: str) -> Recall:
    """Keep a lot back from now on, also one that is still to come; raises AlreadyRecalled, NotFound."""
    find(Medicine, medicine_id)
    recalled = Recall(
        medicine_id=medicine_id, lot=lot_as_compared(lot), reason=reason, recalled_by=actor_id()
    )
    try:
        with db.session.begin_nested():
            db.session.add(recalled)
            db.session.flush()
    except IntegrityError as refused:
        raise AlreadyRecalled from refused
    note("stock.recalled", "recall", recalled.id, medicine_id=str(medicine_id))
    return recalled


def lift(recall_id: UUID, reason: str) -> Recall:
    """End a recall that was withdrawn or entered by mistake; raises AlreadyLifted, NotFound."""
    lifted = find(Recall, recall_id, for_update=True)
    if lifted.lifted_at is not None:
        raise AlreadyLifted
    lifted.lifted_at, lifted.lifted_by, lifted.lifted_reason = now(), actor_id(), reason
    db.session.flush()
    note("stock.recall_lifted", "recall", recall_id, reason=reason)
    return lifted


def batches_of(recalled: Recall) -> list[StockBatch]:
    """The batches that a recall keeps back."""
    query = select(StockBatch).where(
        StockBatch.medicine_id == recalled.medicine_id, StockBatch.lot == recalled.lot
    )
    return list(db.session.scalars(query.order_by(StockBatch.expires_on)))


def recall_of(recall_id: UUID) -> Recall:
    """The recall; raises NotFound."""
    return find(Recall, recall_id)
