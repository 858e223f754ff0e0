"""The worker's part: comparing long files, writing rows lot by lot, undoing them. Each lot is one commit.

Whoever holds the import's row writes its next lot; a worker that dies loses no lot and repeats none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.imports import judging_now, undoing, writing
from app.imports.history import move
from app.imports.models import DataImport
from app.imports.states import JUDGING, RUNNING, UNDOING, WORKING
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import current_tenant_id, find, in_tenant

log = logging.getLogger(__name__)

RUN = "imports.run"
# Nobody touched an import at work for so long: its job was lost.
FORGOTTEN_AFTER = timedelta(seconds=30)
MOST_LOTS = 1_000
MOST_TRIES = 3


@jobs.task(RUN)
def run(tenant_id: str, import_id: str) -> None:
    """Do what the import waits for, in the name of the person who decided it."""
    tenant, identity = UUID(tenant_id), UUID(import_id)
    with in_tenant(tenant):
        who = find(DataImport, identity).decided_by
    with in_tenant(tenant, who):
        attempt(identity)


def attempt(import_id: UUID) -> None:
    """Go on; an error nobody foresaw is counted, and raised again. Commits."""
    try:
        drive(import_id)
    except Exception:
        db.session.rollback()
        _stumbled(import_id)
        raise


def drive(import_id: UUID) -> None:
    """Go on until nothing is left or the worker stops. Commits."""
    try:
        status = find(DataImport, import_id).status
        if status == JUDGING:
            _judge(import_id)
        elif status == RUNNING:
            plan = writing.plan_of(find(DataImport, import_id))
            _lots(import_id, RUNNING, lambda one: writing.write_lot(one, plan))
        elif status == UNDOING:
            _lots(import_id, UNDOING, undoing.undo_lot)
    except OperationalError:
        # The database is away, or somebody holds the same records: the tick comes back to it.
        log.exception("an import could not go on")
        db.session.rollback()


def stop_of(leaver: UUID) -> None:
    """What somebody who has left was writing or undoing stands still before its next lot, for a colleague to decide.

    Of the present transaction: it waits for the lot under way, and no other begins.
    """
    query = select(DataImport).where(
        DataImport.decided_by == leaver, DataImport.status.in_((RUNNING, UNDOING))
    )
    for one in db.session.scalars(query.order_by(DataImport.id).with_for_update()).all():
        one.failed_at = one.status
        move(one, "stopped", at=one.failed_at)


def _stumbled(import_id: UUID) -> None:
    """Count an error nobody foresaw; after the last try the import stands still, in sight. Commits."""
    one = find(DataImport, import_id, for_update=True)
    if one.status in WORKING:
        one.tries += 1
        if one.tries >= MOST_TRIES:
            one.failed_at = one.status
            move(one, "failed", at=one.failed_at)
            log.error("an import failed %d times and stands still: import=%s", one.tries, one.id)
    db.session.commit()


def _judge(import_id: UUID) -> None:
    one = find(DataImport, import_id, for_update=True)
    if one.status == JUDGING:
        judging_now.judge_now(one)
    db.session.commit()


def _lots(import_id: UUID, status: str, do: Callable[[DataImport], bool]) -> None:
    """One lot after the other while the import is in this status; `do` says whether more are left."""
    for _lot in range(MOST_LOTS):
        one = find(DataImport, import_id, for_update=True)
        if one.status != status or jobs.stopping():
            db.session.rollback()
            return
        more = do(one)
        one.touched_at, one.tries = now(), 0
        db.session.commit()
        if not more:
            return


def look_after_all() -> None:
    """On a worker's tick: an import at work that nobody touched lately goes on."""
    for_each_tenant(look_after)


def look_after() -> None:
    """Wake the forgotten imports of the present tenant."""
    lost = select(DataImport).where(
        DataImport.status.in_(WORKING), DataImport.touched_at < now() - FORGOTTEN_AFTER
    )
    for one in db.session.scalars(lost):
        one.touched_at = now()
        jobs.defer(RUN, tenant_id=current_tenant_id(), import_id=one.id)
