"""The batch of the demo: what was entered on a day leaves together in the evening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from app.batches import running, service
from app.batches.values import Expected, Sum
from app.claims.queries import ClaimFilter
from app.kernel import clock
from app.kernel.db import db
from app.tenants.scope import in_tenant

EVENING = time(17, 5)


def send(tenant_id: UUID, officer: UUID, day: date, answer: Callable[..., None]) -> None:
    """Check the drafts of the day, send what is ready, and take the answers. Commits."""
    moment = datetime.combine(day, EVENING, clock.MUSCAT)
    with in_tenant(tenant_id, officer), clock.telling(moment):
        batch_id = _start(ClaimFilter(first_day=day, last_day=day))
        if batch_id is None:
            return
        running.drive(batch_id)
    answer(tenant_id, moment + timedelta(seconds=5))
    answer(tenant_id, moment + timedelta(minutes=7), polls=True)
    with in_tenant(tenant_id, officer), clock.telling(moment + timedelta(minutes=8)):
        running.drive(batch_id)


def _start(wanted: ClaimFilter) -> UUID | None:
    found = service.preflight(wanted)
    figures = Sum.of(found.chosen(with_warnings=True))
    if not figures.count:
        return None
    confirmed = Expected.of(figures, with_warnings=True)
    batch_id = service.start(wanted, confirmed).id
    db.session.commit()
    return batch_id
