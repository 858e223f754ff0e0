"""Reading imports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from app.imports.kinds import all_kinds, kind_named
from app.imports.models import DataImport, ImportedRow
from app.imports.service import can_undo
from app.imports.states import CHOSEN, DONE, JUDGED
from app.kernel import authz
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.paging import Page, page_of
from app.tenants.scope import find

NAMED_ROWS = 200


def for_actor(import_id: UUID) -> DataImport:
    """An import that the present person may see; raises NotFound, the same where the kind is not theirs."""
    one = find(DataImport, import_id)
    if not authz.can(kind_named(one.kind).permission):
        raise NotFound
    return one


def imports_page(cursor: str | None) -> Page[DataImport]:
    """A page of the imports of the kinds the present person may see, the newest first."""
    mine = [kind.name for kind in all_kinds() if authz.can(kind.permission)]
    query = select(DataImport).where(DataImport.kind.in_(mine))
    return page_of(query, by=[DataImport.created_at, DataImport.id], cursor=cursor)


def brought_and_waiting(limit: int) -> list[Row[Any]]:
    """Lists that came with the account and wait for a decision of the present person: id, kind, status, kept_until."""
    mine = [kind.name for kind in all_kinds() if authz.can(kind.permission)]
    # Without the file, which is megabytes.
    columns = (DataImport.id, DataImport.kind, DataImport.status, DataImport.kept_until)
    query = select(*columns).where(
        DataImport.kind.in_(mine),
        DataImport.kept_until.is_not(None),
        DataImport.status.in_((CHOSEN, JUDGED)),
    )
    return list(db.session.execute(query.order_by(DataImport.id).limit(limit)))


def to_undo(kind: str, target_id: UUID) -> DataImport | None:
    """The last import into a list that can still be undone."""
    query = (
        select(DataImport)
        .where(
            DataImport.kind == kind, DataImport.target_id == target_id, DataImport.status == DONE
        )
        .order_by(DataImport.applied_at.desc(), DataImport.id.desc())
        .limit(1)
    )
    found = db.session.scalars(query).one_or_none()
    return found if found is not None and can_undo(found) else None


def rows_left(import_id: UUID) -> list[tuple[ImportedRow, str]]:
    """Rows that were not written, or not put back, and what names their record; the first of them."""
    query = (
        select(ImportedRow)
        .where(ImportedRow.import_id == import_id, ImportedRow.reason.is_not(None))
        .order_by(ImportedRow.line)
        .limit(NAMED_ROWS)
    )
    return [(row, row.name_text or "") for row in db.session.scalars(query)]
