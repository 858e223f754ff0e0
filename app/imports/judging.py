"""What the rows of a file would do: created, changed, the same, or broken and how to repair it. Pure but for the book."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.imports.cells import FORMULA, MISSING, CellWrong, Value, turned
from app.imports.kinds import Book, Column, State, Wrong
from app.kernel.sheets import Row
from app.kernel.words import N_

CREATED, CHANGED, SAME, BROKEN = "created", "changed", "same", "broken"
OUTCOMES = (CREATED, CHANGED, SAME, BROKEN)
TWICE = N_("The file speaks of this record twice, and not alike. Leave one of the rows out.")
TEXTS_SHOWN, ADDRESSES_SHOWN, LONGEST_TEXT = 50, 3, 120
MONTH_FIRST = "mdy"

# Column -> line of the file -> what stands there instead. Only the cells of a repair: the same text may be right elsewhere.
Replacements = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be used: where, the repair (a msgid), and what stands there."""

    column: str
    sentence: str
    text: str


@dataclass(frozen=True)
class Judged:
    """One row: its line in the file, what it would do, and the record before and after."""

    line: int
    outcome: str
    record_id: UUID | None = None
    before: State | None = None
    after: State = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def digest(self) -> str:
        """The same as long as the row would do the same to the same record."""
        plain = json.dumps([self.outcome, self.before, self.after], sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:12]


def judge(
    rows: Sequence[Row], columns: Sequence[Column], book: Book, *, replaced: Replacements,
    day_order: str = "dmy", first_look: bool = True,
) -> list[Judged]:  # fmt: skip
    """Every row as it would be imported now; what a first look foresaw is not asked again while writing."""
    rows = [_mended(row, replaced) for row in rows]
    said = [_said(row, columns, day_order) for row in rows]
    keys = ["" if faults else book.key(values) for values, faults in said]
    known = book.known({key for key in keys if key})
    if first_look:
        book.foresee([
            values
            for (values, _faults), key in zip(said, keys, strict=True)
            if key and key not in known
        ])  # fmt: skip
    first: dict[str, State] = {}
    found = []
    for row, (values, faults), key in zip(rows, said, keys, strict=True):
        if faults:
            found.append(Judged(row.number, BROKEN, faults=tuple(faults)))
        elif key in first:
            found.append(_again(row, values, first[key], columns))
        else:
            first[key] = values
            found.append(_one(row, values, columns, book, known.get(key)))
    return found


def _mended(row: Row, replaced: Replacements) -> Row:
    """The row with what a person wrote in the place of its wrong cells."""
    line = str(row.number)
    instead = {column: texts[line] for column, texts in replaced.items() if line in texts}
    return replace(row, cells={**row.cells, **instead}) if instead else row


def _said(
    row: Row, columns: Sequence[Column], day_order: str
) -> tuple[dict[str, Value], list[Fault]]:
    """What a row says by column; an empty cell says nothing."""
    values: dict[str, Value] = {}
    faults = []
    for column in columns:
        text = row[column.key]
        if not text:
            if column.needed:
                faults.append(Fault(column.key, MISSING, text))
            continue
        try:
            values[column.key] = _read(column, text, day_order)
        except CellWrong as wrong:
            faults.append(Fault(column.key, wrong.sentence, text))
    return values, faults


def _read(column: Column, text: str, day_order: str) -> Value:
    if text.startswith(("=", "@")):
        raise CellWrong(FORMULA)
    if column.cell.is_day and day_order == MONTH_FIRST:
        text = turned(text)
    return column.cell.read(text)


def _again(row: Row, values: State, first: State, columns: Sequence[Column]) -> Judged:
    """A record named a second time: the same words add nothing, others are nobody's guess."""
    if values == first:
        return Judged(row.number, SAME)
    differs = next((one.key for one in columns if values.get(one.key) != first.get(one.key)), "")
    return Judged(row.number, BROKEN, faults=(Fault(differs, TWICE, row[differs]),))


def _one(
    row: Row, values: State, columns: Sequence[Column], book: Book, standing: object
) -> Judged:
    before: State | None = getattr(standing, "state", None)
    if before is None:
        values = {**{one.key: one.default for one in columns}, **values}
    after = dict(book.merged(before, values))
    faults = [*(_lacking(row, after, columns) if before is None else ())]
    if not faults and after != before:
        faults += [_fault(row, wrong) for wrong in book.judge(before, after)]
    if faults:
        return Judged(row.number, BROKEN, faults=tuple(faults))
    if before is None:
        return Judged(row.number, CREATED, after=after)
    outcome = SAME if after == before else CHANGED
    return Judged(row.number, outcome, getattr(standing, "id", None), before, after)


def _lacking(row: Row, after: State, columns: Sequence[Column]) -> Iterator[Fault]:
    for one in columns:
        if one.for_new and after.get(one.key) in (None, ""):
            yield Fault(one.key, MISSING, row[one.key])


def _fault(row: Row, wrong: Wrong) -> Fault:
    return Fault(wrong.column, wrong.sentence, row[wrong.column])


# ---- what the page shows of it -----------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """What stands in wrong cells, as far as it is shown, how often, where first, and on which lines."""

    text: str
    count: int
    cells: tuple[str, ...]
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Repair:
    """Cells of one column that one repair mends; `texts` are what stands in them, the most frequent first."""

    column: str
    sentence: str
    count: int
    texts: tuple[Text, ...]
    more: int


def counts(judged: Iterable[Judged]) -> dict[str, int]:
    """How many rows do what."""
    found = dict.fromkeys(OUTCOMES, 0)
    for one in judged:
        found[one.outcome] += 1
    return found


def repairs(judged: Iterable[Judged], places: Mapping[str, int]) -> list[Repair]:
    """The wrong cells by the repair they need, the largest first."""
    groups: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in judged:
        for fault in one.faults:
            groups[fault.column, fault.sentence][fault.text].append(one.line)
    found = []
    for (column, sentence), texts in groups.items():
        most_first = sorted(texts.items(), key=lambda pair: (-len(pair[1]), pair[1][0]))
        shown = tuple(
            Text(
                text[:LONGEST_TEXT], len(lines),
                tuple(address(places.get(column), line) for line in lines[:ADDRESSES_SHOWN]), tuple(lines),
            )
            for text, lines in most_first[:TEXTS_SHOWN]
        )  # fmt: skip
        count = sum(len(lines) for lines in texts.values())
        found.append(Repair(column, sentence, count, shown, max(0, len(texts) - TEXTS_SHOWN)))
    return sorted(found, key=lambda one: -one.count)


def address(place: int | None, line: int) -> str:
    """A cell as spreadsheets name it, such as B7; only the line where the file has no such column."""
    letters, rest = "", -1 if place is None else place
    while rest >= 0:
        rest, letter = divmod(rest, 26)
        letters, rest = chr(ord("A") + letter) + letters, rest - 1
    return f"{letters}{line}"
