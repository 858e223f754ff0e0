"""Putting back what an import wrote, except what was changed since, which is named."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.imports.history import move
from app.imports.judging import CHANGED, CREATED
from app.imports.kinds import Book, InUse, Standing, State, kind_named
from app.imports.models import DataImport, ImportedRow
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.words import N_

LOT = 200
CHANGED_SINCE = N_("It was changed after the import, so it stays.")
GONE_SINCE = N_("It is no longer there.")


def undo_lot(one: DataImport) -> bool:
    """The next lot, the last rows first; True while more are left. The caller holds the import and commits."""
    query = (
        select(ImportedRow)
        .where(
            ImportedRow.import_id == one.id,
            ImportedRow.action.in_((CREATED, CHANGED)),
            ImportedRow.ended.is_(None),
        )
        .order_by(ImportedRow.line.desc())
        .limit(LOT)
    )
    rows = list(db.session.scalars(query))
    kind = kind_named(one.kind)
    book = kind.open(one.target_id)
    states = {row.id: json.loads(row.states_text) for row in rows}
    keys = {row.id: book.key(states[row.id]["after"]) for row in rows}
    known = book.known(set(keys.values()))
    for row in rows:
        row.reason = _refusal(book, row, states[row.id], known.get(keys[row.id]))
        row.ended = "kept" if row.reason else "undone"
        row.name_text = kind.name_of(states[row.id]["after"]) if row.reason else None
        one.counts = {**one.counts, row.ended: one.counts.get(row.ended, 0) + 1}
    one.position += len(rows)
    if len(rows) == LOT:
        return True
    move(one, "undone", **{name: one.counts.get(name, 0) for name in ("undone", "kept")})
    return False


def _refusal(
    book: Book, row: ImportedRow, states: dict[str, State], standing: Standing | None
) -> str | None:
    """Put one row back; why it stays (a msgid), or None."""
    if standing is None or standing.id != row.record_id:
        return GONE_SINCE
    if dict(book.weighed(standing.state)) != dict(book.weighed(states["after"])):
        return CHANGED_SINCE
    try:
        with db.session.begin_nested():
            if row.action == CREATED:
                book.remove(standing.id)
            else:
                book.change([(standing.id, states["after"], states["before"])])
            db.session.flush()
    except DomainError as refusal:
        return refusal.sentence
    except IntegrityError:
        return InUse.sentence
    return None
