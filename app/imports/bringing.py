"""A list that comes with a new account: nobody sits before it, so what is certain is written and the rest waits.

All in the caller's transaction. What needs a person stands in the wizard where anybody else's import would stand.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from app.imports import service, writing
from app.imports.errors import ColumnLacking, DayOrderUnknown
from app.imports.history import move
from app.imports.judging import BROKEN, CHANGED, CREATED
from app.imports.models import DataImport
from app.imports.states import DONE, JUDGED
from app.kernel.clock import now
from app.kernel.db import db

log = logging.getLogger(__name__)

# The owner is asked by mail, and comes when there is time.
KEPT_FOR = timedelta(days=30)
# Rows that were good when they were compared, and were not written.
NOT_WRITTEN = ("written_refused", "written_moved")


def bring(kind: str, file_name: str, content: bytes) -> DataImport:
    """Write the good rows of a list; the same list once more waits for its other rows. Raises what `choose` raises."""
    one = _chosen(kind, file_name, content)
    try:
        with db.session.begin_nested():
            write_what_is_good(one)
    except Exception:
        # Whatever it is, an account is not kept from its owner by a list: the owner goes on from the columns.
        log.exception("a list that came with an account was left for its owner: import=%s", one.id)
        return one
    if one.status == DONE and _has_rows_left(one):
        _compared(_chosen(kind, file_name, content))
    return one


def _chosen(kind: str, file_name: str, content: bytes) -> DataImport:
    one = service.choose(kind, None, file_name, content)
    one.kept_until = now() + KEPT_FOR
    db.session.flush()
    return one


def _compared(one: DataImport) -> bool:
    """Whether the columns and the days could be understood without anybody's word."""
    guess = {int(place): key for place, key in one.settings["columns"].items()}
    try:
        service.understand(one.id, guess, None)
    except (ColumnLacking, DayOrderUnknown):
        return False
    return one.status == JUDGED


def write_what_is_good(one: DataImport) -> None:
    """Compare, and write the rows that would create or change something, in the caller's transaction.

    A long list is compared by the worker, and waits as it is, like one whose columns need a person's word.
    """
    if not _compared(one):
        return
    todo = one.counts[CREATED] + one.counts[CHANGED]
    if not todo:
        return
    move(one, "started", rows=todo)
    one.position, one.total = 0, todo
    plan = writing.plan_of(one)
    while writing.write_lot(one, plan):
        db.session.flush()
    db.session.flush()


def _has_rows_left(one: DataImport) -> bool:
    return bool(one.counts[BROKEN] or any(one.counts.get(name) for name in NOT_WRITTEN))
