"""What of the tenant's own account waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.kernel.clock import today
from app.kernel.db import db
from app.plans.billing import INVOICES
from app.plans.owing import IS_OWED, paid_of
from app.tenants.scope import current_tenant_id

# An invoice is work a week before its day.
SOON_DAYS = 7


def to_pay() -> Sequence[Any]:
    """Own invoices that are due soon or late, with what is left to pay in OMR, the longest due first. One query."""
    query = select(
        INVOICES.c.id, INVOICES.c.number, INVOICES.c.due_on, (INVOICES.c.gross - paid_of()).label("left")
    ).where(
        INVOICES.c.tenant_id == current_tenant_id(), IS_OWED,
        INVOICES.c.due_on <= today() + timedelta(days=SOON_DAYS),
    )  # fmt: skip
    return db.session.execute(query.order_by(INVOICES.c.due_on, INVOICES.c.id)).all()
