"""Tenants as the desk sees them: state, plan, use of the month, health of the line, last sign-in. Counts and times only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from app.access.models import SignInSession
from app.exchange.messages import POLLED
from app.exchange.models import Connection, Lane, Message
from app.exchange.rules import PAUSED, WORKING, Strain, condition
from app.exchange.states import WAITING
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.paging import Page, page_of
from app.plans.books import CHANGES, SEATS, USAGE, table
from app.plans.dunning import CLEAR, Standing
from app.plans.proration import Month
from app.platform_admin.lateness import is_late, standings
from app.support.asking import GRANTS
from app.support.states import IN_FORCE
from app.tenants.models import Tenant

LANES, MESSAGES = table(Lane), table(Message)
CONNECTIONS, SESSIONS = table(Connection), table(SignInSession)
PRACTICE, CLOSED, LATE, FROZEN = "practice", "closed", "late", "frozen"
GRANTED, NOT_GRANTED = "granted", "none"
MOST_ROWS = 10_000
IN_TIME = Standing(CLEAR)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which tenants: in a state, on a plan, with or without a grant of support access, of a name or licence."""

    state: str | None = None
    plan: str | None = None
    grant: str | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a tenant's use and line. `oldest_unsent`: since when the oldest message waits to leave."""

    plan: str | None = None
    paused: bool = False
    used: int = 0
    last_success: datetime | None = None
    line: str = WORKING
    oldest_unsent: datetime | None = None
    unsent: int = 0
    last_sign_in: datetime | None = None
    granted_until: datetime | None = None
    standing: Standing = IN_TIME


def _newest_change(column: str) -> Any:
    """What was decided last for today or a day before."""
    return (
        select(CHANGES.c[column])
        .where(
            CHANGES.c.tenant_id == Tenant.id,
            CHANGES.c.withdrawn_at.is_(None),
            CHANGES.c.on_day <= today(),
        )
        .order_by(CHANGES.c.on_day.desc(), CHANGES.c.position.desc())
        .limit(1)
        .correlate(Tenant)
        .scalar_subquery()
    )


def _query(wanted: Wanted) -> Select[Any]:
    query = select(Tenant)
    if wanted.state:
        query = query.where(_in_state(wanted.state))
    if wanted.plan:
        query = query.where(_newest_change("plan") == wanted.plan)
    if wanted.grant:
        granted = Tenant.id.in_(select(GRANTS.c.tenant_id).where(*_in_force()))
        query = query.where(granted if wanted.grant == GRANTED else ~granted)
    if wanted.name:
        like = f"%{wanted.name.replace('%', '').replace('_', '')}%"
        columns = (Tenant.name_en, Tenant.name_ar, Tenant.provider_licence)
        query = query.where(or_(*(column.ilike(like) for column in columns)))
    return query


def _in_force() -> tuple[ColumnElement[bool], ...]:
    """Grants of support access that hold at this moment."""
    return GRANTS.c.status == IN_FORCE, GRANTS.c.until_at > now()


def _in_state(state: str) -> ColumnElement[bool]:
    if state in {LATE, FROZEN}:
        return is_late(frozen=state == FROZEN)
    if state == CLOSED:
        return Tenant.status == CLOSED
    return and_(Tenant.status == "active", Tenant.practice_mode.is_(state == PRACTICE))


def tenants(wanted: Wanted, cursor: str | None) -> Page[Tenant]:
    """A page of tenants, the newest first; raises NotFound for a foreign cursor."""
    return page_of(_query(wanted), by=(Tenant.id,), cursor=cursor)


def all_tenants(wanted: Wanted) -> Sequence[Tenant]:
    """The same for a file."""
    return db.session.scalars(_query(wanted).order_by(Tenant.id.desc()).limit(MOST_ROWS)).all()


def tenant(tenant_id: UUID) -> Tenant:
    """One; raises NotFound."""
    found = db.session.get(Tenant, tenant_id)
    if found is None:
        raise NotFound
    return found


def facts(ids: Collection[UUID]) -> dict[UUID, Facts]:
    """What is known of these tenants, in eight questions however many they are."""
    plans = {
        row.id: row
        for row in db.session.execute(
            select(Tenant.id, _newest_change("plan").label("plan"), _newest_change("paused").label("paused"))
            .where(Tenant.id.in_(ids))
        )
    }  # fmt: skip
    used, signed = (
        _used(ids),
        _newest(SESSIONS.c.created_at, SESSIONS.c.proven_at.is_not(None), ids),
    )
    answered = _newest(CONNECTIONS.c.last_answer_at, CONNECTIONS.c.active, ids)
    waits, lines, grants, late = _waiting(ids), _lines(ids), _grants(ids), standings(ids)
    return {
        one: Facts(
            plan=plans[one].plan if one in plans else None,
            paused=bool(plans[one].paused) if one in plans else False,
            used=used.get(one, 0), last_success=answered.get(one), line=lines.get(one, WORKING),
            unsent=waits[one][0] if one in waits else 0,
            oldest_unsent=waits[one][1] if one in waits else None, last_sign_in=signed.get(one),
            granted_until=grants.get(one), standing=late[one],
        )
        for one in ids
    }  # fmt: skip


def _used(ids: Collection[UUID]) -> dict[UUID, int]:
    month = Month.of(today())
    query = select(USAGE.c.tenant_id, func.count()).where(
        USAGE.c.tenant_id.in_(ids), USAGE.c.voided_at.is_(None),
        USAGE.c.counted_on.between(month.first, month.last),
    )  # fmt: skip
    return {row[0]: row[1] for row in db.session.execute(query.group_by(USAGE.c.tenant_id))}


def _newest(column: Any, holds: Any, ids: Collection[UUID]) -> dict[UUID, datetime]:
    of = column.table.c.tenant_id
    query = select(of, func.max(column)).where(of.in_(ids), holds).group_by(of)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _grants(ids: Collection[UUID]) -> dict[UUID, datetime]:
    query = select(GRANTS.c.tenant_id, GRANTS.c.until_at).where(
        GRANTS.c.tenant_id.in_(ids), *_in_force()
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _waiting(ids: Collection[UUID]) -> dict[UUID, tuple[int, datetime]]:
    query = select(MESSAGES.c.tenant_id, func.count(), func.min(MESSAGES.c.queued_at)).where(
        MESSAGES.c.tenant_id.in_(ids), MESSAGES.c.status.in_(WAITING), MESSAGES.c.kind != POLLED
    )
    rows = db.session.execute(query.group_by(MESSAGES.c.tenant_id))
    return {row[0]: (row[1], row[2]) for row in rows}


def _lines(ids: Collection[UUID]) -> dict[UUID, str]:
    """The worst of each tenant's lanes: paused before failing before working."""
    query = select(LANES.c.tenant_id, LANES.c.failures, LANES.c.failing_since, LANES.c.open_until)
    found: dict[UUID, str] = {}
    for row in db.session.execute(query.where(LANES.c.tenant_id.in_(ids), LANES.c.failures > 0)):
        state = condition(Strain(row.failures, row.failing_since, row.open_until), now())
        if found.get(row.tenant_id) != PAUSED:
            found[row.tenant_id] = state
    return found


def seats(tenant_id: UUID) -> int:
    """How many people count today."""
    counts = SEATS.c.left_on.is_(None) | (SEATS.c.left_on > today())
    query = select(func.count()).where(SEATS.c.tenant_id == tenant_id, counts)
    return int(db.session.scalar(query.select_from(SEATS)) or 0)


def changes(tenant_id: UUID) -> Sequence[Row[Any]]:
    """Every decision about a tenant's plan, the newest first; withdrawn ones too."""
    query = select(CHANGES).where(CHANGES.c.tenant_id == tenant_id)
    return db.session.execute(query.order_by(CHANGES.c.position.desc()).limit(240)).all()
