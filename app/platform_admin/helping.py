"""What support sees of a tenant without looking into it: failures by kind and code, what waits, roles, sign-ins. Never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from app.access.models import Membership
from app.exchange.messages import POLLED
from app.exchange.states import FAILED, HELD, WAITING
from app.kernel.clock import now
from app.kernel.db import db
from app.plans.books import table
from app.platform_admin.tenants import MESSAGES, SESSIONS

MEMBERS = table(Membership)
SIGN_INS = 10
LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """Counts, codes and times of one tenant."""

    failures: Sequence[Row[Any]]
    waiting: Sequence[Row[Any]]
    roles: dict[str, int]
    sign_ins: Sequence[datetime]


def signs(tenant_id: UUID) -> Signs:
    """In four questions."""
    return Signs(
        failures=_failures(tenant_id),
        waiting=_waiting(tenant_id),
        roles=_roles(tenant_id),
        sign_ins=_sign_ins(tenant_id),
    )


def _failures(tenant_id: UUID) -> Sequence[Row[Any]]:
    """Messages of the last month that were refused or are held, by kind and code, the most first."""
    newest = func.max(MESSAGES.c.queued_at).label("newest")
    count = func.count().label("count")
    query = select(MESSAGES.c.kind, MESSAGES.c.status, MESSAGES.c.problem, count, newest).where(
        MESSAGES.c.tenant_id == tenant_id, MESSAGES.c.status.in_((FAILED, HELD)),
        MESSAGES.c.queued_at > now() - LOOKED_BACK,
    )  # fmt: skip
    grouped = query.group_by(MESSAGES.c.kind, MESSAGES.c.status, MESSAGES.c.problem)
    return db.session.execute(grouped.order_by(count.desc(), MESSAGES.c.kind).limit(100)).all()


def _waiting(tenant_id: UUID) -> Sequence[Row[Any]]:
    """What still has to leave, by kind, with the moment since when the oldest waits."""
    oldest = func.min(MESSAGES.c.queued_at).label("oldest")
    query = select(MESSAGES.c.kind, func.count().label("count"), oldest).where(
        MESSAGES.c.tenant_id == tenant_id, MESSAGES.c.status.in_(WAITING), MESSAGES.c.kind != POLLED
    )
    return db.session.execute(query.group_by(MESSAGES.c.kind).order_by(oldest)).all()


def _roles(tenant_id: UUID) -> dict[str, int]:
    query = select(MEMBERS.c.role, func.count()).where(
        MEMBERS.c.tenant_id == tenant_id, MEMBERS.c.status == "active"
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(MEMBERS.c.role))}


def _sign_ins(tenant_id: UUID) -> Sequence[datetime]:
    query = select(SESSIONS.c.created_at).where(
        SESSIONS.c.tenant_id == tenant_id, SESSIONS.c.proven_at.is_not(None)
    )
    return db.session.scalars(query.order_by(SESSIONS.c.created_at.desc()).limit(SIGN_INS)).all()
