"""Tables that leave: what is kept as it would come in again, and rows that could not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.imports import file
from app.imports.judging import BROKEN, address
from app.imports.kinds import Kind
from app.imports.models import DataImport
from app.kernel.sheets import Column, Table


def present(kind: Kind, target_id: UUID | None, *, empty: bool = False) -> Table:
    """What is kept, under the names by which it is read again; `empty`: only the names."""
    columns = [
        Column(_(one.label), "day" if one.cell.is_day else "text", 20) for one in kind.columns
    ]
    states = () if empty else kind.open(target_id).everything()
    rows = ([one.cell.write(state.get(one.key)) for one in kind.columns] for state in states)
    return Table(_(kind.title), columns, rows)


def broken(one: DataImport) -> Table:
    """The rows that cannot be imported as they stand in the file, each with its cells and reasons."""
    inside = file.contents(one)
    keys = sorted(inside.places, key=lambda key: inside.places[key])
    judged = inside.judged(inside.kind.open(one.target_id))
    wrong = {row.line: row.faults for row in judged if row.outcome == BROKEN}
    columns = [Column(_(inside.kind.column(key).label), width=20) for key in keys]
    columns += [Column(_("Cell"), width=10), Column(_("What to correct"), width=50)]

    def rows() -> Iterator[Sequence[Any]]:
        for row in inside.rows:
            if row.number in wrong:
                faults = wrong[row.number]
                yield [
                    *(row[key] for key in keys),
                    ", ".join(address(inside.places.get(fault.column), row.number) for fault in faults),
                    " ".join(dict.fromkeys(_(fault.sentence) for fault in faults)),
                ]  # fmt: skip

    return Table(_("Rows to correct"), columns, rows())
