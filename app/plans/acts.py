"""What the operator did for the tenant in scope, as its own trail tells it: read from the rows the operator wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.audit.people import everybody
from app.kernel.clock import now
from app.kernel.db import db
from app.plans.models import Invoice, Payment, PlanChange
from app.plans.states import FINAL

# A round comes every hour; whoever was away longer than this reads the invoices themselves.
LOOKED_BACK = timedelta(days=62)


@dataclass(frozen=True)
class Act:
    """An event of the trail."""

    event: str
    subject_kind: str
    subject_id: UUID
    changes: dict[str, Any]


def of_operator() -> Iterator[Act]:
    """Plans chosen and planned changes withdrawn at the desk, invoices and credit notes made final, payments set against them and taken off."""
    since = now() - LOOKED_BACK
    own = {one.user_id for one in everybody()}
    yield from _plans(since, own)
    yield from _withdrawals(since, own)
    yield from _papers(since)
    yield from _payments(since)


def _plans(since: datetime, own: set[UUID]) -> Iterator[Act]:
    query = select(PlanChange).where(PlanChange.decided_at >= since).order_by(PlanChange.position)
    for one in db.session.scalars(query):
        if one.decided_by not in own:
            yield Act(
                "plan.chosen_by_operator", "plan_change", one.id,
                {"plan": one.plan, "add_ons": one.add_ons, "paused": one.paused, "on": one.on_day.isoformat()},
            )  # fmt: skip


def _withdrawals(since: datetime, own: set[UUID]) -> Iterator[Act]:
    query = select(PlanChange).where(PlanChange.withdrawn_at >= since)
    for one in db.session.scalars(query.order_by(PlanChange.position)):
        if one.withdrawn_by not in own:
            told = {"plan": one.plan, "on": one.on_day.isoformat()}
            yield Act("plan.withdrawn_by_operator", "plan_change", one.id, told)


def _papers(since: datetime) -> Iterator[Act]:
    query = select(Invoice).where(Invoice.status == FINAL, Invoice.issued_at >= since)
    for one in db.session.scalars(query.order_by(Invoice.issued_at)):
        event = "invoice.credit_given" if one.corrects_id else "invoice.finalised"
        yield Act(event, "invoice", one.id, {"number": one.number, "gross": str(one.gross)})


def _payments(since: datetime) -> Iterator[Act]:
    query = select(Payment).where(Payment.matched_at >= since).order_by(Payment.matched_at)
    for one in db.session.scalars(query):
        yield Act("payment.matched", "payment", one.id, {"amount": str(one.amount)})
    query = select(Payment).where(Payment.undone_at >= since).order_by(Payment.undone_at)
    for one in db.session.scalars(query):
        yield Act("payment.taken_off", "payment", one.id, {"amount": str(one.amount)})
