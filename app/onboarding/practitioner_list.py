"""FSA's list of practitioners: attached to an application at the desk, sealed under its key, imported with the account."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from app.imports import bringing
from app.imports.errors import NothingInFile
from app.imports.kinds import Kind, kind_named
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.kernel.headings import found_header
from app.kernel.ids import new_id
from app.kernel.sheets import read, rows_below
from app.onboarding.errors import FileMissing
from app.onboarding.history import tell
from app.onboarding.keys import open_bytes, open_json, seal_bytes, seal_json
from app.onboarding.models import Application, ApplicationList

# The kind of list that the practitioners' package declares; the wiring tells of it.
PRACTITIONERS = "practitioners"
WORKBOOK = b"PK\x03\x04"


@dataclass(frozen=True)
class Told:
    """What the house's reader makes of a list: how many rows, which of our columns it has, and which lack.

    `unknown`: how many named columns of the file are none of ours. Columns by their keys; `lacking` hinders new rows.
    """

    rows: int
    columns: tuple[str, ...]
    lacking: tuple[str, ...]
    unknown: int
    has_licence: bool


def told_of(content: bytes) -> Told:
    """Read a list once. Raises UnreadableTable, TableTooLarge, NothingInFile."""
    kind, table = kind_named(PRACTITIONERS), read(content).rows
    header = found_header(table, kind.headings())
    rows = sum(1 for _row in rows_below(table, header))
    if not rows:
        raise NothingInFile
    taken = set(header.places.values())
    named = [at for at, label in enumerate(header.labels) if label]
    return Told(
        rows=rows,
        columns=tuple(one.key for one in kind.columns if one.key in header.places),
        lacking=_lacking(kind, set(header.places)),
        unknown=sum(1 for at in named if at not in taken),
        has_licence=all(one.key in header.places for one in kind.columns if one.needed),
    )


def _lacking(kind: Kind, there: set[str]) -> tuple[str, ...]:
    """Columns without which no new row can be written."""
    return tuple(
        one.key for one in kind.columns if (one.needed or one.for_new) and one.key not in there
    )


def labels(keys: Iterable[str]) -> list[str]:
    """What columns are called (msgids), in the order of the kind."""
    wanted = set(keys)
    return [one.label for one in kind_named(PRACTITIONERS).columns if one.key in wanted]


def current(application: Application) -> ApplicationList | None:
    """The list that is attached now, or None."""
    query = select(ApplicationList).where(
        ApplicationList.application_id == application.id, ApplicationList.removed_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def told(application: Application, held: ApplicationList) -> Told | None:
    """What was understood of a list when it was attached; None once the key is gone."""
    kept = open_json(application, held.told_sealed, f"lists/{held.id}/told")
    if not kept:
        return None
    return Told(**kept | {name: tuple(kept[name]) for name in ("columns", "lacking")})


def file_of(application: Application, held: ApplicationList) -> bytes:
    """The list itself. Raises NotFound once it was taken out or the key is gone."""
    if held.body_sealed is None or application.wrapped_key is None:
        raise NotFound
    return open_bytes(application, held.body_sealed, f"lists/{held.id}/body")


def keep(application: Application, content: bytes, by: UUID) -> ApplicationList:
    """Attach a list in place of the one there. Raises FileMissing, UnreadableTable, TableTooLarge, NothingInFile."""
    if not content:
        raise FileMissing
    found = told_of(content)
    take_out(application)
    identity = new_id()
    added = ApplicationList(
        id=identity,
        application_id=application.id,
        added_by=by,
        format="xlsx" if content.startswith(WORKBOOK) else "csv",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        rows=found.rows,
        told_sealed=seal_json(application, asdict(found), f"lists/{identity}/told"),
        body_sealed=seal_bytes(application, content, f"lists/{identity}/body"),
    )
    db.session.add(added)
    tell(application, "list", sha256=added.sha256, rows=found.rows)
    db.session.flush()
    return added


def take_out(application: Application) -> ApplicationList | None:
    """Take the list out and destroy it; None where there is none."""
    there = current(application)
    if there is not None:
        there.removed_at = now()
        there.told_sealed = there.body_sealed = None
        db.session.flush()
    return there


def bring(application: Application) -> None:
    """Import the list into the account that is being opened; one that cannot be read keeps nobody out."""
    held = current(application)
    if held is None:
        return
    content = file_of(application, held)
    try:
        with db.session.begin_nested():
            bringing.bring(PRACTITIONERS, f"FSA-practitioners.{held.format}", content)
    except DomainError:
        tell(application, "list_unread", sha256=held.sha256)
