"""How late tenants are with what they owe, as the desk sees it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from app.kernel.clock import today
from app.kernel.db import db
from app.plans import dunning
from app.plans.billing import INVOICES
from app.plans.dunning import READ_ONLY_ON, Standing
from app.plans.owing import IS_OWED, PAYMENTS
from app.tenants.models import Tenant


def _since() -> ColumnElement[date]:
    """The day from which the invoice of a row counts as late: its due day, or a later one once a payment was taken off."""
    same = (PAYMENTS.c.tenant_id == INVOICES.c.tenant_id) & (PAYMENTS.c.invoice_id == INVOICES.c.id)
    resumed = select(func.max(PAYMENTS.c.late_from)).where(same).correlate(INVOICES)
    return func.coalesce(resumed.scalar_subquery(), INVOICES.c.due_on)


def standings(ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Where each of these tenants stands by its oldest invoice that is due and unpaid. One question."""
    query = select(INVOICES.c.tenant_id, func.min(_since())).where(
        INVOICES.c.tenant_id.in_(ids), IS_OWED, INVOICES.c.due_on <= today()
    )
    rows = db.session.execute(query.group_by(INVOICES.c.tenant_id))
    found = {row[0]: row[1] for row in rows}
    return {one: dunning.standing([found[one]] if one in found else [], today()) for one in ids}


def is_late(*, frozen: bool) -> ColumnElement[bool]:
    """Of a tenant that owes what was due yesterday or before; `frozen`: so long that new work waits."""
    most = date.fromordinal(today().toordinal() - (READ_ONLY_ON if frozen else 1))
    query: Select[UUID] = select(INVOICES.c.tenant_id).where(
        IS_OWED, INVOICES.c.due_on <= today(), _since() <= most
    )
    return Tenant.id.in_(query)
