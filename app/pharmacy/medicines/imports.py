"""Importing interactions and formularies: looked at first, applied on a word, undone within a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.imports.service import UNDO_WITHIN
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.sheets import read_table
from app.pharmacy.medicines.errors import (
    LinesWrong,
    ListMoved,
    NothingInFile,
    NotYetApplied,
    TooLateToUndo,
)
from app.pharmacy.medicines.files import CellError, Line, Preview, compare, fingerprint
from app.pharmacy.medicines.lists import list_of
from app.pharmacy.medicines.models import MedicineImport
from app.tenants.scope import find

INTERACTIONS, FORMULARY = "interactions", "formulary"
APPLIED = {
    INTERACTIONS: "interactions.imported", FORMULARY: "formulary.imported",
}  # fmt: skip
UNDONE = {
    INTERACTIONS: "interactions.import_undone", FORMULARY: "formulary.import_undone",
}  # fmt: skip


def look_at_interactions(
    file_name: str, content: bytes
) -> tuple[MedicineImport | None, list[CellError]]:
    """Read a file of interactions and keep what it says for the preview.

    Nothing is kept when a cell is wrong. Raises UnreadableTable, TableTooLarge, HeadingMissing, NothingInFile.
    """
    looked = MedicineImport(kind=INTERACTIONS, file_name=file_name[:200])
    return look_at_table(looked, read_table(content))


def look_at_formulary(
    payer_id: UUID, valid_from: date, file_name: str, content: bytes
) -> tuple[MedicineImport | None, list[CellError]]:
    """The same for what a payer covers from a day on."""
    looked = MedicineImport(
        kind=FORMULARY, payer_id=payer_id, valid_from=valid_from, file_name=file_name[:200]
    )
    return look_at_table(looked, read_table(content))


def look_at_table(
    looked: MedicineImport, table: list[list[str]]
) -> tuple[MedicineImport | None, list[CellError]]:
    """Rows that were read already, under their headings; what they say is kept for the preview."""
    target = list_of(looked)
    lines, errors = target.read(table)
    if not lines and not errors:
        raise NothingInFile
    if errors:
        return None, sorted(errors, key=lambda error: error.line)
    looked.lines = [line.stored() for line in lines]
    looked.fingerprint = fingerprint(target.known())
    db.session.add(looked)
    db.session.flush()
    return looked, []


def preview(import_id: UUID) -> tuple[MedicineImport, Preview]:
    """An import and what it would change now; raises NotFound."""
    looked = find(MedicineImport, import_id)
    target = list_of(looked)
    return looked, compare(_lines(looked), target.known(), target.after)


def apply(import_id: UUID) -> MedicineImport:
    """Do what was previewed; raises NotYetApplied, ListMoved, NotFound."""
    looked = find(MedicineImport, import_id, for_update=True)
    if looked.status != "previewed":
        raise NotYetApplied
    target = list_of(looked)
    known = target.known()
    if fingerprint(known) != looked.fingerprint:
        raise ListMoved
    changes = compare(_lines(looked), known, target.after).changes
    looked.before = {one.line.key: one.before for one in changes}
    looked.after = {one.line.key: one.after for one in changes}
    target.write(looked.after)
    looked.status, looked.applied_at = "applied", _after_the_last(looked)
    note(APPLIED[looked.kind], "medicine_import", looked.id, changes=len(changes))
    db.session.flush()
    return looked


def undo(import_id: UUID) -> MedicineImport:
    """Put the list back as it was; raises TooLateToUndo, ListMoved, NotFound."""
    done = find(MedicineImport, import_id, for_update=True)
    if not can_undo(done):
        raise TooLateToUndo
    target = list_of(done)
    known = target.known()
    if {key: known.get(key) for key in done.after} != done.after:
        raise ListMoved
    target.write(done.before)
    done.status = "undone"
    note(UNDONE[done.kind], "medicine_import", done.id, changes=len(done.before))
    db.session.flush()
    return done


def can_undo(done: MedicineImport) -> bool:
    """Only the last import of its list, and only for a day."""
    if done.status != "applied" or done.applied_at is None or now() - done.applied_at > UNDO_WITHIN:
        return False
    latest = last_applied(done.kind, done.payer_id)
    return latest is not None and latest.id == done.id


def last_applied(kind: str, payer_id: UUID | None) -> MedicineImport | None:
    """The import that was applied last to a list and not undone."""
    query = (
        select(MedicineImport)
        .where(
            MedicineImport.kind == kind,
            MedicineImport.payer_id.is_not_distinct_from(payer_id),
            MedicineImport.status == "applied",
        )
        .order_by(MedicineImport.applied_at.desc(), MedicineImport.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def _after_the_last(looked: MedicineImport) -> datetime:
    """Now, yet after the last import of the list where the clock stands or was set back: undoing goes by it."""
    last = last_applied(looked.kind, looked.payer_id)
    if last is None or last.applied_at is None:
        return now()
    return max(now(), last.applied_at + timedelta.resolution)


def load(looked: MedicineImport | None, errors: list[CellError]) -> MedicineImport:
    """Apply at once what was looked at, as a seed does; raises LinesWrong and what `apply` raises."""
    if looked is None:
        raise LinesWrong(line=errors[0].line)
    return apply(looked.id)


def _lines(looked: MedicineImport) -> list[Line]:
    return [Line(**stored) for stored in looked.lines]
