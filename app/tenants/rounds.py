"""Work that is done for every tenant in turn, on a worker's tick or hour."""

from __future__ import annotations

import logging
from collections.abc import Callable

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
