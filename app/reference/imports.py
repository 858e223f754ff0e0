"""Loading published lists with their version: previewed, all or nothing, never wiped by an empty file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from psycopg.sql import SQL, Identifier
from sqlalchemy import bindparam, select, update

from app.kernel.db import db
from app.kernel.sheets import Heading, Row, read_table, rows_under
from app.reference.errors import EmptyList, MostWouldBeRetired, UnknownSystem
from app.reference.folding import fold_code, fold_words
from app.reference.models import Code, CodeRelease, CodeSystem
from app.reference.systems import keep_systems

FEW_ENOUGH_TO_RETIRE = 20
COLUMNS = ("system", "code", "folded", "display_en", "display_ar", "search_text", "billable", "chapter", "valid_from", "valid_to")  # fmt: skip
KEPT_FRESH = ("display_en", "display_ar", "search_text", "billable", "chapter", "valid_to")

HEADINGS = (
    Heading("code", ("code", "الرمز", "رمز"), needed=True),
    Heading("display_en", ("display_en", "display", "description", "name", "name_en", "الاسم بالإنجليزية", "الوصف"), needed=True),
    Heading("display_ar", ("display_ar", "name_ar", "الاسم بالعربية", "الاسم العربي")),
    Heading("billable", ("billable", "قابل للمطالبة")),
    Heading("chapter", ("chapter", "category", "الفصل", "الفئة")),
    Heading("synonyms", ("synonyms", "also", "مرادفات")),
)  # fmt: skip
NO = frozenset({"0", "no", "n", "false", "لا"})


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Which edition of which system a list is, and from what day it holds."""

    system: str
    version: str
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class ListedCode:
    """A code as a list has it. `also` are further words by which people look for it."""

    code: str
    display_en: str
    display_ar: str | None = None
    billable: bool = True
    chapter: str | None = None
    also: tuple[str, ...] = ()

    @property
    def search_text(self) -> str:
        words = fold_words(" ".join((self.display_en, self.display_ar or "", *self.also))).split()
        return " ".join(dict.fromkeys(words))


@dataclass
class Outcome:
    """What a list changes, in codes; `skipped` says which rows could not be used, and why."""

    created: int = 0
    changed: int = 0
    retired: int = 0
    unchanged: int = 0
    skipped: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_list(content: bytes) -> tuple[list[ListedCode], list[str]]:
    """The codes of a CSV or XLSX file and the rows that cannot be used; raises UnreadableTable, HeadingMissing."""
    listed: dict[str, ListedCode] = {}
    skipped: list[str] = []
    for row in rows_under(read_table(content), HEADINGS):
        if not row["code"] or not row["display_en"]:
            skipped.append(f"row {row.number}: code or description is missing")
        elif fold_code(row["code"]) in listed:
            skipped.append(f"row {row.number}: {row['code']} stands twice")
        else:
            listed[fold_code(row["code"])] = _listed(row)
    return list(listed.values()), skipped


def _listed(row: Row) -> ListedCode:
    return ListedCode(
        code=row["code"],
        display_en=row["display_en"],
        display_ar=row["display_ar"] or None,
        billable=row["billable"].casefold() not in NO,
        chapter=row["chapter"] or None,
        also=tuple(filter(None, row["synonyms"].split("|"))),
    )


def load_file(
    path: Path, edition: Edition, *, dry_run: bool = False, retire_most: bool = False
) -> Outcome:
    """Load a list file; with dry_run only counts. The caller commits."""
    codes, skipped = read_list(path.read_bytes())
    outcome = load_list(codes, edition, dry_run=dry_run, retire_most=retire_most)
    outcome.skipped = skipped
    return outcome


def load_list(
    codes: Sequence[ListedCode],
    edition: Edition,
    *,
    dry_run: bool = False,
    retire_most: bool = False,
) -> Outcome:
    """Make the system hold these codes from the edition's first day on. Raises UnknownSystem, EmptyList, MostWouldBeRetired."""
    keep_systems()
    if db.session.get(CodeSystem, edition.system) is None:
        known = ", ".join(db.session.scalars(select(CodeSystem.key).order_by(CodeSystem.key)))
        raise UnknownSystem(system=edition.system, known=known)
    if not codes:
        raise EmptyList
    plan = _compare(codes, edition)
    if plan.known > FEW_ENOUGH_TO_RETIRE and len(plan.retired) * 2 > plan.known and not retire_most:
        raise MostWouldBeRetired(retired=len(plan.retired), known=plan.known)
    if not dry_run:
        _write(plan, edition, len(codes))
    return plan.outcome()


@dataclass(kw_only=True)
class _Plan:
    created: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    retired: list[str]
    unchanged: int
    known: int

    def outcome(self) -> Outcome:
        return Outcome(
            created=len(self.created), changed=len(self.changed), retired=len(self.retired),
            unchanged=self.unchanged,
        )  # fmt: skip


def _compare(codes: Iterable[ListedCode], edition: Edition) -> _Plan:
    query = select(*(getattr(Code, name) for name in COLUMNS)).where(Code.system == edition.system)
    existing = {row.code: row._asdict() for row in db.session.execute(query)}
    in_use = {code for code, row in existing.items() if row["valid_to"] is None}
    created, changed, unchanged, seen = [], [], 0, set()
    for listed in codes:
        seen.add(listed.code)
        row, old = _row(listed, edition), existing.get(listed.code)
        if old is None:
            created.append(row)
        elif any(row[name] != old[name] for name in KEPT_FRESH):
            changed.append(row)
        else:
            unchanged += 1
    return _Plan(
        created=created, changed=changed, retired=sorted(in_use - seen), unchanged=unchanged,
        known=len(in_use),
    )  # fmt: skip


def _row(listed: ListedCode, edition: Edition) -> dict[str, Any]:
    return {
        "system": edition.system,
        "code": listed.code,
        "folded": fold_code(listed.code),
        "display_en": listed.display_en,
        "display_ar": listed.display_ar,
        "search_text": listed.search_text,
        "billable": listed.billable,
        "chapter": listed.chapter,
        "valid_from": edition.valid_from,
        "valid_to": None,
    }


def _write(plan: _Plan, edition: Edition, loaded: int) -> None:
    _copy(plan.created)
    if plan.changed:
        statement = (
            update(Code)
            .where(Code.system == bindparam("of"), Code.code == bindparam("one"))
            .values({name: bindparam(name) for name in KEPT_FRESH})
        )
        fresh = [
            {"of": row["system"], "one": row["code"], **{name: row[name] for name in KEPT_FRESH}}
            for row in plan.changed
        ]
        db.session.connection().execute(statement, fresh)
    if plan.retired:
        gone = update(Code).where(Code.system == edition.system, Code.code.in_(plan.retired))
        db.session.execute(gone.values(valid_to=edition.valid_from - timedelta(days=1)))
    _keep_release(edition, loaded)


def _copy(rows: list[dict[str, Any]]) -> None:
    """New codes by COPY, in the session's own transaction."""
    if not rows:
        return
    connection: Any = db.session.connection().connection.driver_connection
    statement = SQL("COPY codes ({}) FROM STDIN").format(SQL(", ").join(map(Identifier, COLUMNS)))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        # The claimable and shortly put ones first: `queries._worded` relies on where rows lie.
        for row in sorted(rows, key=lambda row: (not row["billable"], len(row["display_en"]))):
            copy.write_row([row[name] for name in COLUMNS])
    db.session.expire_all()


def _keep_release(edition: Edition, loaded: int) -> None:
    """The edition takes the place of the one before it."""
    before = select(CodeRelease).where(
        CodeRelease.system == edition.system,
        CodeRelease.version != edition.version,
        CodeRelease.valid_from < edition.valid_from,
        CodeRelease.valid_to.is_(None),
    )
    for older in db.session.scalars(before):
        older.valid_to = edition.valid_from - timedelta(days=1)
    db.session.merge(CodeRelease(
        system=edition.system, version=edition.version, valid_from=edition.valid_from,
        loaded_codes=loaded,
    ))  # fmt: skip
    db.session.flush()
