"""Destroying the files of imports: a day after they were applied, or after nobody went on; what came with the account, after its month."""

from __future__ import annotations

from sqlalchemy import func, or_, select, update

from app.imports.history import move
from app.imports.models import DataImport, ImportedRow
from app.imports.service import UNDO_WITHIN, forget_file
from app.imports.states import OPEN, WORKING
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.rounds import for_each_tenant


def forget_everywhere() -> None:
    """On a worker's hour, every tenant in turn."""
    for_each_tenant(forget)


def forget() -> None:
    """The present tenant's imports whose time is over."""
    since = func.coalesce(DataImport.applied_at, DataImport.touched_at)
    query = select(DataImport).where(
        DataImport.status.not_in(WORKING),
        or_(DataImport.file_sealed.is_not(None), DataImport.judged_sealed.is_not(None)),
        since < now() - UNDO_WITHIN,
        or_(DataImport.kept_until.is_(None), DataImport.kept_until < now()),
    )
    for one in db.session.scalars(query.with_for_update(skip_locked=True)):
        if one.status in OPEN:
            move(one, "dropped")
        forget_file(one)
        of_it = update(ImportedRow).where(
            ImportedRow.tenant_id == one.tenant_id, ImportedRow.import_id == one.id
        )
        db.session.execute(of_it.values(states_sealed=None, name_sealed=None))
    db.session.flush()
