"""Writing the rows of an import: only what still does what the person saw."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.imports import file
from app.imports.history import move
from app.imports.judging import CREATED, Judged
from app.imports.judging_now import comparison
from app.imports.kinds import Book, kind_named
from app.imports.models import DataImport, ImportedRow
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.sheets import Row
from app.kernel.words import N_

LOT = 500
MOVED = N_("The record was changed after you looked at the import.")
TAKEN = N_("Another record stands in its place already.")


@dataclass(frozen=True)
class Plan:
    """The rows to write, in their order, and what each was seen to do."""

    inside: file.Contents
    rows: list[Row]
    digests: list[str]


def plan_of(one: DataImport) -> Plan:
    """What the person decided on; raises what reading raises."""
    inside = file.contents(one)
    by_line = {row.number: row for row in inside.rows}
    plan = comparison(one).plan
    return Plan(
        inside, [by_line[line] for line, _digest in plan], [digest for _line, digest in plan]
    )


def write_lot(one: DataImport, plan: Plan) -> bool:
    """The next lot of rows; True while more are left. The caller holds the import and commits."""
    lot = slice(one.position, one.position + LOT)
    book = plan.inside.kind.open(one.target_id)
    judged = plan.inside.judged(book, plan.rows[lot])
    seen = list(zip(judged, plan.digests[lot], strict=True))
    good = [row for row, digest in seen if row.digest == digest]
    for row, digest in seen:
        if row.digest != digest:
            _note(one, row, "moved", reason=MOVED)
    _write(one, book, good)
    one.position += len(seen)
    if one.position < len(plan.rows):
        return True
    one.applied_at = now()
    move(one, "finished", **{name: count for name, count in one.counts.items() if name.startswith("written_")})  # fmt: skip
    return False


def _write(one: DataImport, book: Book, rows: Sequence[Judged]) -> None:
    """All at once; where something refuses, one by one, so that a bad row costs only itself."""
    try:
        with db.session.begin_nested():
            ids = _put(book, rows)
    except (DomainError, IntegrityError):
        for row in rows:
            _write_one(one, book, row)
    else:
        for row, identity in zip(rows, ids, strict=True):
            _note(one, row, row.outcome, identity)


def _write_one(one: DataImport, book: Book, row: Judged) -> None:
    try:
        with db.session.begin_nested():
            (identity,) = _put(book, [row])
    except DomainError as refusal:
        _note(one, row, "refused", reason=refusal.sentence)
    except IntegrityError:
        _note(one, row, "refused", reason=TAKEN)
    else:
        _note(one, row, row.outcome, identity)


def _put(book: Book, rows: Sequence[Judged]) -> list[Any]:
    new = [row for row in rows if row.outcome == CREATED]
    others = [row for row in rows if row.outcome != CREATED]
    added = iter(book.create([row.after for row in new])) if new else iter(())
    if others:
        book.change(
            [(row.record_id, row.before or {}, row.after) for row in others if row.record_id]
        )
    return [next(added) if row.outcome == CREATED else row.record_id for row in rows]


def _note(
    one: DataImport, row: Judged, action: str, identity: Any = None, *, reason: str | None = None
) -> None:
    """The journal, by which undoing goes."""
    written = ImportedRow(
        import_id=one.id, line=row.line, action=action, record_id=identity, reason=reason
    )
    if identity is not None:
        states = {"before": row.before, "after": row.after}
        written.states_text = json.dumps(states, ensure_ascii=False)
    written.name_text = kind_named(one.kind).name_of(row.after) if reason else None
    db.session.add(written)
    name = f"written_{action}"
    one.counts = {**one.counts, name: one.counts.get(name, 0) + 1}
