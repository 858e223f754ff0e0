"""The file of everything: tables as CSV and JSON, papers, messages, FHIR, the trail and how to check it, the manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from importlib import import_module
from inspect import getsource
from typing import Any

from flask import render_template
from flask_babel import force_locale
from sqlalchemy.engine import Connection

from app.departing import opening
from app.departing.archive import Archive
from app.departing.catalogue import LEFT_OUT, Part, parts
from app.departing.resources import ndjson
from app.kernel.pagewords import BABEL_LOCALES
from app.kernel.sheets import Column, write_csv

MESSAGES = {"messages": "envelope_sealed", "inbound_messages": "body_sealed"}
# The pieces of an export are the export; they would hold themselves.
NOT_WRITTEN = frozenset({"export_parts"})
Told = Callable[[int, int], None]


def write(archive: Archive, connection: Connection, *, name: str, at: datetime, told: Told) -> None:
    """Write everything that one snapshot of the tenant shows; `told(done, total)` hears of each table."""
    written = [part for part in parts() if part.name not in NOT_WRITTEN]
    counts: dict[str, int] = {}
    for done, part in enumerate(written):
        told(done, len(written))
        counts[part.name] = _table(archive, connection, part)
        for column in part.files:
            for path, body in opening.files(connection, part, column):
                archive.add(path, [body])
    for path, body in ndjson(_exchanged(connection)):
        archive.add(path, [body])
    archive.add("verify.py", [getsource(import_module("app.departing.offline")).encode()])
    for language, locale in BABEL_LOCALES.items():
        with force_locale(locale):
            words = render_template("departing/readme.txt", name=name, at=at)
        archive.add(f"README-{language}.txt", [words.encode()])
    archive.add("manifest.json", [_manifest(archive, written, counts, name, at)])
    archive.close()
    told(len(written), len(written))


def _table(archive: Archive, connection: Connection, part: Part) -> int:
    """Both forms of one table; returns how many rows it has."""
    counted = _Counted()
    read = partial(opening.rows, connection, part)
    archive.add(f"tables/{part.name}.json", _json_lines(counted.through(read())))
    columns = [Column(column.name) for column in part.columns]
    archive.add(f"tables/{part.name}.csv", write_csv(columns, map(_cells, read())))
    return counted.rows


class _Counted:
    rows = 0

    def through(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            self.rows += 1
            yield row


def _json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A list with a row on each line, so that it can be read line by line too."""
    yield b"["
    for number, row in enumerate(rows):
        before = ",\n" if number else "\n"
        yield (before + json.dumps(row, ensure_ascii=False)).encode()
    yield b"\n]\n"


def _cells(row: dict[str, Any]) -> list[Any]:
    return [
        json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else value
        for value in row.values()
    ]


def _exchanged(connection: Connection) -> Iterator[tuple[str, bytes]]:
    known = {part.name: part for part in parts()}
    for name, column in MESSAGES.items():
        yield from opening.files(connection, known[name], column)


def _manifest(
    archive: Archive, written: list[Part], counts: dict[str, int], name: str, at: datetime
) -> bytes:
    tables = [
        {
            "table": part.name,
            "en": part.words.en,
            "ar": part.words.ar,
            "rows": counts[part.name],
            "columns": {column.name: str(column.type) for column in part.columns},
        }
        for part in written
    ]
    told = {
        "of": name,
        "at": at.isoformat(),
        "tables": tables,
        "left_out": LEFT_OUT,
        "files": archive.files,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
