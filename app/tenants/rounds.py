"""Work that is done for one tenant after the other, on a worker's tick or hour: one's trouble never stops the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import TextClause

from app.kernel import jobs
from app.kernel.db import db
from app.tenants.queries import all_tenant_ids
from app.tenants.scope import in_tenant

log = logging.getLogger(__name__)


def for_each_tenant(work: Callable[[], object]) -> None:
    """Do it in every tenant's scope, each in its own transaction; ends early when the worker stops."""
    for tenant_id in all_tenant_ids():
        if jobs.stopping():
            return
        with in_tenant(tenant_id):
            try:
                work()
                db.session.commit()
            except Exception:
                # One tenant's trouble (a destroyed key) must not stop the others.
                log.exception("%s failed in a tenant", work.__qualname__)
                db.session.rollback()


def for_each_named(ids: TextClause, work: Callable[[UUID], object]) -> None:
    """Do it for each id that the database names; the work commits. What fails stays as it was for the next round."""
    for identity in list(db.session.scalars(ids)):
        if jobs.stopping():
            return
        db.session.rollback()
        try:
            work(identity)
        except Exception:
            log.exception("%s failed for %s", work.__qualname__, identity)
            db.session.rollback()
