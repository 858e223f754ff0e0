"""What months counted of a tenant that is deleted: written down before its rows go, and counted on ever after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert as upsert

from app.kernel.clock import today
from app.kernel.db import db
from app.plans.books import table
from app.plans.proration import Month
from app.platform_admin import counting
from app.platform_admin.models import LeaverMonth

KEPT = table(LeaverMonth)


def keep(tenant_id: UUID, departure_id: UUID) -> None:
    """Write down each month of a tenant once; the operator's work, in the transaction of its last bill."""
    rows = [{"departure_id": departure_id, **row} for row in _months(tenant_id)]
    if rows:
        # Begun again after a kill, it finds less to count than the first time.
        db.session.execute(upsert(KEPT).values(rows).on_conflict_do_nothing())


def since(month: Month) -> list[Row[Any]]:
    """Every month of every leaver from this one on."""
    return list(db.session.execute(select(KEPT).where(KEPT.c.month >= month.first)))


def _months(tenant_id: UUID) -> Iterable[dict[str, Any]]:
    decisions = counting.decisions(tenant_id).get(tenant_id, [])
    accepted, first_pass = counting.accepted(tenant_id=tenant_id), counting.first_pass(tenant_id=tenant_id)  # fmt: skip
    begun = [*(Month.of(day) for day, _plan in decisions), *accepted]
    if not begun:
        return
    # The plan of who leaves ends tomorrow, which may be a day of the next month.
    month, first = Month.of(today() + timedelta(days=1)), min(one.first for one in begun)
    while month.first >= first:
        yield {
            "month": month.first, "plan_before": counting.plan_on(decisions, month.before.last),
            "plan": counting.plan_on(decisions, month.last),
            "accepted": accepted.get(month, 0), "first_pass": first_pass.get(month, 0),
        }  # fmt: skip
        month = month.before
