"""Sending a batch: one claim after the other, each kept by a commit, by one worker at a time.

A worker that dies leaves each claim either waiting or submitted, never between: the next one goes on.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.batches.history import move
from app.batches.models import Batch, BatchItem
from app.batches.queries import its_claim
from app.batches.rules import may_leave
from app.batches.states import LEFT_OUT, OPEN, PREPARED, SUBMITTED, WAITING
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.states import QUEUED
from app.kernel import failpoints, jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.kernel.ids import new_id
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import current_tenant_id, find, in_tenant

log = logging.getLogger(__name__)

RUN = "batches.run"
# A worker drives a batch for so many claims, then lets other work in.
A_DRIVE = 25
# Short, so that a killed worker's batch is taken over soon; each claim renews it.
LEASE = timedelta(seconds=10)
NEXT_LOOK = timedelta(seconds=2)
# Nobody touched an open batch for so long: its job was lost.
FORGOTTEN_AFTER = timedelta(seconds=6)
UNEXPECTED = "unexpected"


@jobs.task(RUN)
def run(tenant_id: str, batch_id: str) -> None:
    """Drive a batch for a while, in the name of the person who started it."""
    tenant, batch = UUID(tenant_id), UUID(batch_id)
    with in_tenant(tenant):
        who = find(Batch, batch).started_by
    with in_tenant(tenant, who):
        drive(batch)


def drive(batch_id: UUID) -> None:
    """Submit what may leave now, up to one drive; see whether all have left. Commits."""
    me = take(batch_id)
    if me is None:
        return
    try:
        due = _next(batch_id)
        for item_id in due:
            if jobs.stopping() or not _submit(batch_id, item_id, me):
                break
            failpoints.reach("K17")
        else:
            _settle(batch_id, me, at_once=len(due) == A_DRIVE)
    except (OperationalError, StaleDataError):
        # The database is away, or somebody works on the same claim: the tick comes back to it.
        log.exception("a batch could not be driven")
        db.session.rollback()
    finally:
        _release(batch_id, me)


def take(batch_id: UUID) -> UUID | None:
    """Drive the batch from now on; the driver's token, or None while another does or nothing is left."""
    moment, me = now(), new_id()
    taken = db.session.execute(
        update(Batch)
        .where(
            Batch.tenant_id == current_tenant_id(),
            Batch.id == batch_id,
            Batch.status.in_(OPEN),
            or_(Batch.leased_until.is_(None), Batch.leased_until < moment),
        )
        .values(leased_by=me, leased_until=moment + LEASE, touched_at=moment)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    batch = _mine(batch_id, me)
    if batch is not None and batch.status == PREPARED:
        move(batch, "begun")
    db.session.commit()
    return me


def _next(batch_id: UUID) -> list[UUID]:
    """Claims whose part may leave, by position, as many as one drive takes."""
    query = (
        select(BatchItem.payer_id, func.min(BatchItem.part))
        .where(BatchItem.batch_id == batch_id)
        .group_by(BatchItem.payer_id)
    )
    waiting = query.where(BatchItem.status == WAITING)
    queued = query.join(Claim, its_claim()).where(
        BatchItem.status == SUBMITTED, Claim.status == QUEUED
    )
    now_leaving = may_leave(
        dict(iter(db.session.execute(waiting))), dict(iter(db.session.execute(queued)))
    )
    chosen = (
        select(BatchItem.id)
        .where(
            BatchItem.batch_id == batch_id,
            BatchItem.status == WAITING,
            tuple_(BatchItem.payer_id, BatchItem.part).in_(list(now_leaving.items())),
        )
        .order_by(BatchItem.position)
        .limit(A_DRIVE)
    )
    found = list(db.session.scalars(chosen)) if now_leaving else []
    db.session.rollback()
    return found


def _submit(batch_id: UUID, item_id: UUID, me: UUID) -> bool:
    """Queue one claim, or write down why not; False once the batch is no longer ours."""
    batch = _mine(batch_id, me)
    if batch is None:
        db.session.rollback()
        return False
    item = find(BatchItem, item_id, for_update=True)
    if item.status == WAITING:
        try:
            claim = claims.submit(item.claim_id, item.version, over_warnings=item.over_warnings)
        except (DomainError, NotFound) as refusal:
            _leave_out(item_id, refusal)
            return True
        except (OperationalError, StaleDataError):
            raise
        except Exception as trouble:
            # One claim's trouble never stops the others.
            log.exception("a claim of a batch could not be submitted")
            _leave_out(item_id, trouble)
            return True
        item.status, item.attempt, item.submitted_at = SUBMITTED, claim.attempts, now()
    batch.leased_until = now() + LEASE
    db.session.commit()
    return True


def _leave_out(item_id: UUID, trouble: Exception) -> None:
    """The claim stays the draft it was; the batch remembers why."""
    db.session.rollback()
    item = find(BatchItem, item_id, for_update=True)
    known = isinstance(trouble, (DomainError, NotFound))
    item.status = LEFT_OUT
    item.reason = type(trouble).__name__ if known else UNEXPECTED
    item.findings = sorted({finding.code for finding in getattr(trouble, "findings", ())})
    db.session.commit()


def _settle(batch_id: UUID, me: UUID, *, at_once: bool) -> None:
    """All have left: the batch is done. Else go on, or look again soon; a lane that rests is the tick's."""
    batch = _mine(batch_id, me)
    if batch is None:
        db.session.rollback()
        return
    waiting, queued = _unsent(batch_id)
    if not waiting and not queued:
        batch.ended_at = now()
        move(batch, "finished")
    elif waiting:
        then = None if at_once else now() + NEXT_LOOK
        jobs.defer(RUN, run_at=then, tenant_id=current_tenant_id(), batch_id=batch_id)
    db.session.commit()


def _unsent(batch_id: UUID) -> tuple[int, int]:
    """How many wait here, and how many lie queued."""
    waits, lies = BatchItem.status == WAITING, Claim.status == QUEUED
    query = (
        select(func.count().filter(waits), func.count().filter(BatchItem.status == SUBMITTED, lies))
        .select_from(BatchItem)
        .join(Claim, its_claim())
        .where(BatchItem.batch_id == batch_id)
    )
    waiting, queued = db.session.execute(query).one()
    return waiting, queued


def _mine(batch_id: UUID, me: UUID) -> Batch | None:
    """The batch, locked, while it is open and ours."""
    query = select(Batch).where(Batch.id == batch_id, Batch.leased_by == me, Batch.status.in_(OPEN))
    return db.session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def _release(batch_id: UUID, me: UUID) -> None:
    """Let the next driver in."""
    db.session.rollback()
    db.session.execute(
        update(Batch)
        .where(Batch.tenant_id == current_tenant_id(), Batch.id == batch_id, Batch.leased_by == me)
        .values(leased_by=None, leased_until=None, touched_at=now())
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def look_after_all() -> None:
    """On a worker's tick, every tenant in turn: an open batch that nobody touched lately goes on."""
    for_each_tenant(look_after)


def look_after() -> None:
    """Wake the forgotten batches of the present tenant."""
    moment = now()
    forgotten = select(Batch).where(
        Batch.status.in_(OPEN),
        Batch.touched_at < moment - FORGOTTEN_AFTER,
        or_(Batch.leased_until.is_(None), Batch.leased_until < moment),
    )
    for batch in db.session.scalars(forgotten.with_for_update(skip_locked=True)):
        batch.touched_at = moment
        jobs.defer(RUN, tenant_id=current_tenant_id(), batch_id=batch.id)
