"""The file of an import: kept sealed, read as a person said, judged against what is kept now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.imports.errors import FileGone
from app.imports.judging import Judged, judge
from app.imports.kinds import Book, Column, Kind, kind_named
from app.imports.models import DataImport
from app.kernel.headings import Header, found_header, header_at
from app.kernel.sheets import Read, Row, read, rows_below
from app.tenants.keys import open_bytes, seal_bytes

PLACE: dict[str, Any] = {"table": "imports", "column": "file_sealed"}


def keep(one: DataImport, content: bytes) -> None:
    """Seal the file under the tenant's key."""
    one.file_sealed = seal_bytes(content, **PLACE, row_id=one.id)


def opened(one: DataImport) -> Read:
    """The table as it is read now. Raises FileGone, UnreadableTable, TableTooLarge."""
    if one.file_sealed is None:
        raise FileGone
    content = open_bytes(one.file_sealed, **PLACE, row_id=one.id)
    return read(content, one.settings.get("encoding"), one.settings.get("separator"))


def header_of(one: DataImport, table: Sequence[Sequence[str]], kind: Kind) -> Header:
    """The header where somebody said it is, else where it is found."""
    said = one.settings.get("header")
    if said and said <= len(table):
        return header_at(table, said, kind.headings())
    return found_header(table, kind.headings())


@dataclass(frozen=True)
class Contents:
    """The rows of an import under the columns that a person confirmed."""

    rows: list[Row]
    columns: tuple[Column, ...]
    labels: tuple[str, ...]
    places: dict[str, int]
    kind: Kind
    replaced: dict[str, dict[str, str]]
    day_order: str

    def judged(self, book: Book, rows: Sequence[Row] | None = None) -> list[Judged]:
        """What these rows, which somebody decided on, or else all would do now."""
        return judge(
            self.rows if rows is None else rows, self.columns, book, replaced=self.replaced,
            day_order=self.day_order, first_look=rows is None,
        )  # fmt: skip


def contents(one: DataImport) -> Contents:
    """The rows as the import says they are read; raises what `opened` raises."""
    kind, table = kind_named(one.kind), opened(one).rows
    header = header_of(one, table, kind)
    places = {key: int(place) for place, key in one.settings.get("columns", {}).items()}
    rows = list(rows_below(table, Header(header.line, header.labels, places)))
    return Contents(
        rows=rows, columns=kind.columns, labels=header.labels, places=places, kind=kind,
        replaced=replaced(one), day_order=one.settings.get("day_order") or "dmy",
    )  # fmt: skip


def replaced(one: DataImport) -> dict[str, dict[str, str]]:
    """What a person wrote in the place of wrong cells: column -> line of the file -> text."""
    return json.loads(one.replaced_text) if one.replaced_text else {}
