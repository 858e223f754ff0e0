"""The lanes messages travel: who drives one now, and how it fares."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.exchange import rules
from app.exchange.connections import gateway
from app.exchange.models import Lane, Message
from app.exchange.states import WAITING
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.scope import current_tenant_id

log = logging.getLogger(__name__)

# Short, so that a killed worker's lane is taken over soon; losing it too early only repeats bytes.
LEASE = timedelta(seconds=8)
RENEW_SECONDS = 2.0

SAY_TENANT = text("SELECT set_config('app.tenant', :tenant, true)")
RENEW = text(
    "UPDATE lanes SET leased_until = :until "
    "WHERE tenant_id = :tenant AND id = :lane AND leased_by = :me"
)


# Made once: every message asks. The exchange's own lane has no payer.
_LANE_FOR = (
    select(Lane)
    .where(
        Lane.payer_id.is_not_distinct_from(bindparam("payer_id")),
        Lane.stream == bindparam("stream"),
    )
    .with_for_update()
)


def lane_for(payer_id: UUID | None, stream: str) -> Lane:
    """The lane, locked until the transaction ends, so that order of numbers is order of commits."""
    asked = {"payer_id": payer_id, "stream": stream}
    found = db.session.scalars(_LANE_FOR, asked).one_or_none()
    if found is None:
        values = {
            "tenant_id": current_tenant_id(), "id": new_id(), "payer_id": payer_id,
            "stream": stream, "failures": 0,
        }  # fmt: skip
        db.session.execute(insert(Lane).values(values).on_conflict_do_nothing())
        found = db.session.scalars(_LANE_FOR, asked).one()
    return found


def take(lane_id: UUID) -> UUID | None:
    """Drive the lane from now on; the driver's token, or None while another drives or it rests."""
    moment, me = now(), new_id()
    taken = db.session.execute(
        update(Lane)
        .where(
            Lane.tenant_id == current_tenant_id(),
            Lane.id == lane_id,
            or_(Lane.leased_until.is_(None), Lane.leased_until < moment),
            or_(Lane.open_until.is_(None), Lane.open_until <= moment),
        )
        .values(leased_by=me, leased_until=moment + LEASE)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return me if taken.rowcount else None  # type: ignore[attr-defined]


def release(lane_id: UUID, me: UUID) -> None:
    """Let the next driver in."""
    db.session.execute(
        update(Lane)
        .where(Lane.tenant_id == current_tenant_id(), Lane.id == lane_id, Lane.leased_by == me)
        .values(leased_by=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


@contextmanager
def kept(lane_id: UUID, me: UUID) -> Iterator[None]:
    """Keep the lease while a socket is waited for, on connections of its own; no transaction stays open."""
    done, engine, tenant_id = threading.Event(), db.engine, current_tenant_id()

    def renew() -> None:
        while not done.wait(RENEW_SECONDS):
            try:
                with engine.begin() as connection:
                    connection.execute(SAY_TENANT, {"tenant": str(tenant_id)})
                    values = {
                        "until": now() + LEASE,
                        "tenant": tenant_id,
                        "lane": lane_id,
                        "me": me,
                    }
                    connection.execute(RENEW, values)
            except Exception:
                # Without the lease another may send the same bytes: the exchange counts them once.
                log.exception("a lane's lease could not be renewed")

    keeper = threading.Thread(target=renew, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()


def head_of(lane_id: UUID) -> Message | None:
    """The message that goes next, locked: in the order they were queued, questions of status first."""
    return db.session.scalars(
        select(Message)
        .where(Message.lane_id == lane_id, Message.status.in_(WAITING))
        .order_by(Message.kind != "status", Message.position)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def fared_well(lane_id: UUID) -> None:
    """Somebody answered: the lane works."""
    db.session.execute(
        update(Lane)
        .where(Lane.tenant_id == current_tenant_id(), Lane.id == lane_id)
        .where(or_(Lane.failures > 0, Lane.open_until.is_not(None)))
        .values(failures=0, failing_since=None, open_until=None, problem=None)
        .execution_options(synchronize_session=False)
    )


def fared_badly(lane_id: UUID, problem: str) -> datetime:
    """One more failure in a row; when to try again."""
    lane = _locked(lane_id)
    manner, moment = gateway().manner, now()
    strain = rules.after_failure(strain_of(lane), moment, manner)
    lane.failures, lane.failing_since = strain.failures, strain.failing_since
    lane.open_until, lane.problem = strain.open_until, problem
    waiting = rules.pause(strain.failures - 1, manner, random.random())  # noqa: S311 - jitter
    return strain.open_until or moment + waiting


def rest(lane_id: UUID, seconds: float) -> datetime:
    """The exchange asked for a pause: nothing goes until then, and nothing is wrong."""
    lane = _locked(lane_id)
    lane.open_until = now() + timedelta(seconds=seconds)
    return lane.open_until


def strain_of(lane: Lane) -> rules.Strain:
    return rules.Strain(lane.failures, lane.failing_since, lane.open_until)


def due(moment: datetime) -> list[UUID]:
    """Lanes with something to deliver now and nobody driving."""
    ready = select(Message.lane_id).where(
        Message.status.in_(WAITING), Message.next_attempt_at <= moment
    )
    return list(
        db.session.scalars(
            select(Lane.id).where(
                Lane.id.in_(ready),
                or_(Lane.leased_until.is_(None), Lane.leased_until < moment),
                or_(Lane.open_until.is_(None), Lane.open_until <= moment),
            )
        )
    )


def _locked(lane_id: UUID) -> Lane:
    query = select(Lane).where(Lane.id == lane_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
