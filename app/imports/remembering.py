"""What people once said of a column's name, per kind of list. Names are kept by blind index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.imports.mapping import NOT_TAKEN
from app.imports.models import ImportColumn
from app.kernel.db import db
from app.kernel.headings import folded
from app.tenants.keys import index_of

PURPOSE = "import-column"


def remembered(kind: str, labels: Sequence[str]) -> dict[str, str]:
    """Folded name -> column, for those of these names that somebody decided on."""
    wanted = {_index(label): folded(label) for label in labels if folded(label)}
    query = select(ImportColumn).where(ImportColumn.kind == kind, ImportColumn.label.in_(wanted))
    return {wanted[one.label]: one.column for one in db.session.scalars(query)}


def remember(kind: str, labels: Sequence[str], columns: Mapping[int, str]) -> None:
    """Keep what was said of each name of a header."""
    said = {
        _index(label): columns.get(place, NOT_TAKEN)
        for place, label in enumerate(labels)
        if folded(label)
    }
    query = select(ImportColumn).where(ImportColumn.kind == kind, ImportColumn.label.in_(said))
    known = {one.label: one for one in db.session.scalars(query)}
    for label, column in said.items():
        if label not in known:
            db.session.add(ImportColumn(kind=kind, label=label, column=column))
        else:
            known[label].column = column
    db.session.flush()


def _index(label: str) -> str:
    return index_of(folded(label), purpose=PURPOSE)
