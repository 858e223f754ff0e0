"""How each insurer answers, from our own traffic of all tenants together, live or rehearsed: counts and times only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from app.exchange.messages import POLLED
from app.exchange.rules import FAILURES_WORTH_SAYING
from app.exchange.states import WAITING
from app.kernel.clock import now
from app.kernel.db import db
from app.platform_admin.tenants import LANES, MESSAGES
from app.tenants.models import Tenant

WINDOW = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Health:
    """One insurer over the last day. Seconds from leaving to the acknowledgement; None where nothing was acknowledged."""

    payer_id: UUID
    sent: int = 0
    acknowledged: int = 0
    median: float | None = None
    slow: float | None = None
    last_acknowledged: datetime | None = None
    failing: int = 0
    failing_since: datetime | None = None
    unsent: int = 0
    oldest_unsent: datetime | None = None


def by_payer(payer_ids: Sequence[UUID], *, practice: bool = False) -> list[Health]:
    """Each of these insurers, in this order; what tenants rehearse says nothing of how an insurer works."""
    lanes = _failing(payer_ids, practice=practice)
    day, waits = _day(payer_ids, practice=practice), _waiting(payer_ids, practice=practice)
    return [_health(one, day.get(one), waits.get(one), lanes.get(one)) for one in payer_ids]


def _health(payer_id: UUID, day: Any, waits: Any, lanes: Any) -> Health:
    return Health(
        payer_id=payer_id, sent=day.sent if day else 0, acknowledged=day.acknowledged if day else 0,
        median=day.median if day else None, slow=day.slow if day else None,
        last_acknowledged=day.last if day else None, failing=lanes.failing if lanes else 0,
        failing_since=lanes.since if lanes else None, unsent=waits.unsent if waits else 0,
        oldest_unsent=waits.oldest if waits else None,
    )  # fmt: skip


def _day(payer_ids: Sequence[UUID], *, practice: bool) -> dict[UUID, Row[Any]]:
    took = func.extract("epoch", MESSAGES.c.acked_at - MESSAGES.c.sent_at)
    query = select(
        MESSAGES.c.payer_id, func.count(MESSAGES.c.sent_at).label("sent"),
        func.count(MESSAGES.c.acked_at).label("acknowledged"),
        func.percentile_cont(0.5).within_group(took).label("median"),
        func.percentile_cont(0.95).within_group(took).label("slow"),
        func.max(MESSAGES.c.acked_at).label("last"),
    ).where(
        MESSAGES.c.payer_id.in_(payer_ids), MESSAGES.c.queued_at >= now() - WINDOW,
        MESSAGES.c.kind != POLLED, MESSAGES.c.practice.is_(practice),
    )  # fmt: skip
    return {row.payer_id: row for row in db.session.execute(query.group_by(MESSAGES.c.payer_id))}


def _waiting(payer_ids: Sequence[UUID], *, practice: bool) -> dict[UUID, Row[Any]]:
    query = select(
        MESSAGES.c.payer_id, func.count().label("unsent"),
        func.min(MESSAGES.c.queued_at).label("oldest"),
    ).where(
        MESSAGES.c.payer_id.in_(payer_ids), MESSAGES.c.status.in_(WAITING),
        MESSAGES.c.kind != POLLED, MESSAGES.c.practice.is_(practice),
    )  # fmt: skip
    return {row.payer_id: row for row in db.session.execute(query.group_by(MESSAGES.c.payer_id))}


def _failing(payer_ids: Sequence[UUID], *, practice: bool) -> dict[UUID, Row[Any]]:
    """At how many tenants the line to an insurer fails, and since when."""
    they = select(Tenant.id).where(Tenant.practice_mode.is_(practice))
    query = select(
        LANES.c.payer_id, func.count(LANES.c.tenant_id.distinct()).label("failing"),
        func.min(LANES.c.failing_since).label("since"),
    ).where(LANES.c.payer_id.in_(payer_ids), LANES.c.failures >= FAILURES_WORTH_SAYING, LANES.c.tenant_id.in_(they))  # fmt: skip
    return {row.payer_id: row for row in db.session.execute(query.group_by(LANES.c.payer_id))}
