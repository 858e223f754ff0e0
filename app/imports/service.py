"""The verbs on imports: choose, read anew, understand, mend, start, undo, give up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from app.audit.trail import note
from app.imports import file, judging_now
from app.imports.cells import in_every_language
from app.imports.errors import (
    ColumnLacking,
    DayOrderUnknown,
    FileGone,
    NothingInFile,
    NothingToDo,
    RepairOver,
    TooLateToUndo,
)
from app.imports.history import move
from app.imports.kinds import kind_named
from app.imports.mapping import lacking, order_of_days, understood
from app.imports.models import DataImport
from app.imports.remembering import remember, remembered
from app.imports.running import RUN
from app.imports.states import DONE, FAILED, OPEN, TRIED_AGAIN, UNDOING
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.sheets import Row, rows_below
from app.kernel.states import NotPossible
from app.kernel.words import Bilingual
from app.tenants.scope import actor_id, current_tenant_id, find

UNDO_WITHIN = timedelta(hours=24)
# What stands in wrong cells, as far as it is shown, and the first of their lines: long texts begin alike.
Place = tuple[str, int]
# So many rows are compared while the person waits; more are the worker's.
AT_ONCE = 1_000


def choose(kind: str, target_id: UUID | None, file_name: str, content: bytes) -> DataImport:
    """Keep a file, sealed, and guess how it is read. Raises NotFound, UnreadableTable, TableTooLarge, NothingInFile."""
    one = DataImport(kind=kind_named(kind).name, target_id=target_id, decided_by=actor_id())
    one.file_name = file_name[:200]
    one.settings = {}
    file.keep(one, content)
    _guess(one)
    db.session.add(one)
    db.session.flush()
    note("import.chosen", "import", one.id, kind=one.kind, rows=one.total)
    return one


def reread(
    import_id: UUID, encoding: str | None, separator: str | None, header: int | None
) -> None:
    """Read the file otherwise than guessed. Raises UnreadableTable, TableTooLarge, NothingInFile, FileGone."""
    one = find(DataImport, import_id, for_update=True)
    _refuse_late(one)
    # What cannot be read leaves the import as it was.
    with db.session.begin_nested():
        one.settings = {"encoding": encoding, "separator": separator, "header": header}
        one.replaced_text = None
        _guess(one)


def _guess(one: DataImport) -> None:
    kind, table = kind_named(one.kind), file.opened(one).rows
    header = file.header_of(one, table, kind)
    one.total = sum(1 for _row in rows_below(table, header))
    if not one.total:
        raise NothingInFile
    guess = understood(header, remembered(kind.name, header.labels))
    one.settings = {**one.settings, "columns": {str(at): key for at, key in guess.columns.items()}}


def understand(import_id: UUID, columns: Mapping[int, str], day_order: str | None) -> DataImport:
    """Say which column is which, remember it, and compare. Raises ColumnLacking, DayOrderUnknown, FileGone."""
    one = find(DataImport, import_id, for_update=True)
    _refuse_late(one)
    kind = kind_named(one.kind)
    missing = lacking(kind.columns, columns.values())
    if missing:
        label = missing[0].label
        raise ColumnLacking(column=Bilingual(label, in_every_language(label)[-1]))
    with db.session.begin_nested():
        named = {str(at): key for at, key in columns.items()}
        if named != one.settings.get("columns"):
            one.replaced_text = None  # It was written for cells that may stand elsewhere now.
        one.settings = {**one.settings, "columns": named}
        inside = file.contents(one)
        day_order = day_order or proven_order(inside)
        if day_order is None:
            raise DayOrderUnknown
        one.settings = {**one.settings, "day_order": day_order}
        remember(kind.name, inside.labels, columns)
    return _compare(one, len(inside.rows))


def needs_day_order(inside: file.Contents) -> bool:
    """Whether nothing in the file tells day from month."""
    return proven_order(inside) is None


def proven_order(inside: file.Contents) -> str | None:
    """The order of days that the file proves, see `order_of_days`."""
    days = [column.key for column in inside.columns if column.cell.is_day]
    return order_of_days(_texts(inside.rows, days))


def _texts(rows: list[Row], keys: list[str]) -> list[str]:
    return [row[key] for row in rows for key in keys if row[key]]


def replace(import_id: UUID, column: str, repair: str, texts: Mapping[Place, str]) -> DataImport:
    """Let other words stand for the wrong ones of a repair, in its cells and no others; compare anew.

    `repair` is its sentence, `texts` what stands there -> what shall stand there; empty leaves it.
    Raises FileGone, RepairOver.
    """
    one = find(DataImport, import_id, for_update=True)
    _refuse_late(one)
    kind_named(one.kind).column(column)
    lines = {
        str(line): instead
        for found in judging_now.comparison(one).repairs
        if (found.column, found.sentence) == (column, repair)
        for text in found.texts
        if (instead := texts.get((text.text, text.lines[0])))
        for line in text.lines
    }
    if not lines and any(texts.values()):
        raise RepairOver
    known = file.replaced(one)
    known[column] = {**known.get(column, {}), **lines}
    one.replaced_text = json.dumps(known, ensure_ascii=False)
    return _compare(one, one.total)


def _compare(one: DataImport, rows: int) -> DataImport:
    move(one, "understood")
    one.total, one.position, one.decided_by = rows, 0, actor_id()
    db.session.flush()
    if rows <= AT_ONCE:
        judging_now.judge_now(one)
    else:
        jobs.defer(RUN, tenant_id=current_tenant_id(), import_id=one.id)
    return one


def start(import_id: UUID) -> DataImport:
    """Let the worker write the good rows; the broken ones are left out. Raises NothingToDo, NotPossible."""
    one = find(DataImport, import_id, for_update=True)
    todo = one.counts.get("created", 0) + one.counts.get("changed", 0)
    if not todo:
        raise NothingToDo
    move(one, "started", rows=todo)
    one.position, one.total, one.decided_by = 0, todo, actor_id()
    jobs.defer(RUN, tenant_id=current_tenant_id(), import_id=one.id)
    db.session.flush()
    return one


def undo(import_id: UUID) -> DataImport:
    """Let the worker put back what was not changed since. Raises TooLateToUndo, NotPossible."""
    one = find(DataImport, import_id, for_update=True)
    if one.status in (DONE, FAILED) and not can_undo(one):
        raise TooLateToUndo
    one.position = 0
    return _go_on(one, "undo_started")


def try_again(import_id: UUID) -> DataImport:
    """Let the worker go on with what it gave up. Raises NotPossible, FileGone."""
    one = find(DataImport, import_id, for_update=True)
    if one.status != FAILED or one.failed_at is None:
        raise NotPossible("import", one.status, "tried again")
    if one.failed_at != UNDOING and one.file_sealed is None:
        raise FileGone
    return _go_on(one, TRIED_AGAIN[one.failed_at])


def _go_on(one: DataImport, event: str) -> DataImport:
    move(one, event)
    one.decided_by, one.tries, one.failed_at = actor_id(), 0, None
    jobs.defer(RUN, tenant_id=current_tenant_id(), import_id=one.id)
    db.session.flush()
    return one


def is_open(one: DataImport) -> bool:
    """Whether the file can still be read otherwise, mended, or given up."""
    return one.status in OPEN and one.file_sealed is not None


def can_undo(one: DataImport) -> bool:
    """Whether the import, or what was written of it, can still be undone."""
    if one.status not in (DONE, FAILED):
        return False
    written = one.counts.get("written_created", 0) + one.counts.get("written_changed", 0)
    until = (one.applied_at or one.touched_at) + UNDO_WITHIN
    return bool(written) and now() <= max(until, one.kept_until or until)


def drop(import_id: UUID) -> DataImport:
    """Give the import up; its file is destroyed. Raises NotPossible."""
    one = find(DataImport, import_id, for_update=True)
    move(one, "dropped")
    forget_file(one)
    db.session.flush()
    return one


def forget_file(one: DataImport) -> None:
    """Destroy the file and all that repeats its words."""
    one.file_sealed = one.file_name_sealed = one.replaced_sealed = one.judged_sealed = None


def _refuse_late(one: DataImport) -> None:
    """Raises NotPossible once it is no longer open."""
    if not is_open(one):
        raise NotPossible("import", one.status, "understood")
