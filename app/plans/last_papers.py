"""What a letter tells somebody who leaves of the last invoices: what they say, what is still owed, what is given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.kernel.db import db
from app.kernel.money import ZERO
from app.plans import wording
from app.plans.billing import INVOICES
from app.plans.owing import CREDIT_LEFT, HAS_CREDIT, IS_OWED, paid_of
from app.plans.states import FINAL
from app.tenants.scope import current_tenant_id


@dataclass(frozen=True)
class Paper:
    """A final invoice or credit note; its frozen document, its kind in words, what is owed on it or left of it."""

    said: dict[str, Any]
    kind: str
    owed: Decimal
    left: Decimal


def last_papers(since: datetime) -> list[Paper]:
    """Of the present tenant: what was issued from then on, and whatever is still owed or left, the oldest first."""
    query = select(
        INVOICES.c.kind, INVOICES.c.document,
        (INVOICES.c.gross - paid_of()).label("owed"), IS_OWED.label("is_owed"),
        CREDIT_LEFT.label("left"), HAS_CREDIT.label("has_credit"),
    ).where(
        INVOICES.c.tenant_id == current_tenant_id(), INVOICES.c.status == FINAL,
        (INVOICES.c.issued_at >= since) | IS_OWED | HAS_CREDIT,
    )  # fmt: skip
    return [
        Paper(
            row.document, wording.INVOICE_KINDS[row.kind], row.owed if row.is_owed else ZERO,
            row.left if row.has_credit else ZERO,
        )
        for row in db.session.execute(query.order_by(INVOICES.c.issued_at, INVOICES.c.id))
    ]  # fmt: skip
