"""What a file of interactions or of a formulary says, and what it would change: values in, values out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from app.imports.cells import MISSING, NOT_YES_OR_NO
from app.kernel.sheets import Heading, Row, rows_under
from app.kernel.words import N_
from app.pharmacy.medicines.models import SEVERITIES
from app.reference.folding import fold_words

# The names our own download writes come first in each language, then what other programs write.
INTERACTION_HEADINGS = (
    Heading("first", ("first ingredient", "ingredient a", "ingredient 1", "المادة الفعالة الأولى"), needed=True),
    Heading("second", ("second ingredient", "ingredient b", "ingredient 2", "المادة الفعالة الثانية"), needed=True),
    Heading("severity", ("severity", "level", "الشدة", "درجة الخطورة"), needed=True),
    Heading("words_en", ("what happens (english)", "effect", "description", "الأثر بالإنجليزية")),
    Heading("words_ar", ("what happens (arabic)", "effect arabic", "الأثر بالعربية")),
)  # fmt: skip
FORMULARY_HEADINGS = (
    Heading("local_code", ("our code", "local_code", "code", "رمزنا", "الرمز"), needed=True),
    Heading("covered", ("covered", "formulary", "مغطى", "التغطية"), needed=True),
)
SEVERITY_IN_FILES = {
    "ممنوع": "contraindicated", "شديد": "severe", "متوسط": "moderate", "بسيط": "minor",
} | {one: one for one in SEVERITIES}  # fmt: skip
YES = frozenset({"1", "yes", "y", "true", "نعم"})
NO = frozenset({"", "0", "no", "n", "false", "لا"})
LONGEST_NAME, LONGEST_WORDS = 120, 400

TWICE = N_("This code stands in the file twice.")
SAME_TWICE = N_("Both ingredients are the same.")
NOT_A_SEVERITY = N_("Write contraindicated, severe, moderate or minor here.")
TOO_LONG = N_("This cell is too long.")
NO_SUCH_MEDICINE = N_("No medicine of our list has this code.")

State = dict[str, Any]


@dataclass(frozen=True)
class CellError:
    """A cell that cannot be used: line in the file, column, sentence (a msgid) with its params, what stands there."""

    line: int
    column: str
    sentence: str
    value: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A line of a file: where it stood, what it speaks of, and what it says."""

    number: int
    key: str
    says: State

    def stored(self) -> State:
        return asdict(self)


@dataclass(frozen=True)
class Change:
    """What a line would do: the state before (None where there is none yet) and after."""

    line: Line
    before: Any
    after: Any


@dataclass
class Preview:
    """What an import would do. What the file leaves out stays as it is."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Change] = field(default_factory=list)
    left_out: int = 0

    @property
    def changes(self) -> list[Change]:
        """The lines that change something."""
        return [*self.new, *self.changed]


def read_interactions(table: list[list[str]]) -> tuple[list[Line], list[CellError]]:
    """The pairs of a file and the cells that cannot be used. Raises HeadingMissing."""
    return _read(table, INTERACTION_HEADINGS, _pair, _wrong_in_pair)


def read_formulary(table: list[list[str]]) -> tuple[list[Line], list[CellError]]:
    """The codes of a payer's file and the cells that cannot be used. Raises HeadingMissing."""
    return _read(table, FORMULARY_HEADINGS, _listed, _wrong_in_listed)


def _read(
    table: list[list[str]], headings: tuple[Heading, ...], understood: Callable[[Row], Line],
    wrong_cells: Callable[[Row], Iterator[CellError]],
) -> tuple[list[Line], list[CellError]]:  # fmt: skip
    lines: dict[str, Line] = {}
    errors: list[CellError] = []
    for row in rows_under(table, headings):
        wrong = list(wrong_cells(row))
        if not wrong:
            line = understood(row)
            if line.key in lines:
                wrong = [_wrong(row, headings[0].key, TWICE)]
            lines.setdefault(line.key, line)
        errors += wrong
    return list(lines.values()), errors


def _pair(row: Row) -> Line:
    first, second = sorted((fold_words(row["first"]), fold_words(row["second"])))
    says = {
        "severity": SEVERITY_IN_FILES[row["severity"].casefold()],
        "words_en": row["words_en"],
        "words_ar": row["words_ar"],
    }
    return Line(row.number, f"{first}|{second}", says)


def _wrong_in_pair(row: Row) -> Iterator[CellError]:
    for column in ("first", "second"):
        if not fold_words(row[column]):
            yield _wrong(row, column, MISSING)
        elif len(row[column]) > LONGEST_NAME:
            yield _wrong(row, column, TOO_LONG)
    if fold_words(row["first"]) == fold_words(row["second"]) != "":
        yield _wrong(row, "second", SAME_TWICE)
    if row["severity"].casefold() not in SEVERITY_IN_FILES:
        yield _wrong(row, "severity", NOT_A_SEVERITY if row["severity"] else MISSING)
    for column in ("words_en", "words_ar"):
        if len(row[column]) > LONGEST_WORDS:
            yield _wrong(row, column, TOO_LONG)


def _listed(row: Row) -> Line:
    return Line(
        row.number, row["local_code"].upper(), {"covered": row["covered"].casefold() in YES}
    )


def _wrong_in_listed(row: Row) -> Iterator[CellError]:
    if not row["local_code"]:
        yield _wrong(row, "local_code", MISSING)
    if not row["covered"]:
        yield _wrong(row, "covered", MISSING)
    elif row["covered"].casefold() not in YES | NO:
        yield _wrong(row, "covered", NOT_YES_OR_NO)


def _wrong(row: Row, column: str, sentence: str) -> CellError:
    return CellError(row.number, column, sentence, row[column][:60])


def compare(
    lines: list[Line], known: Mapping[str, Any], after: Callable[[Line, Any], Any]
) -> Preview:
    """What the lines change; `after` says what a line makes of the state it finds."""
    preview = Preview(left_out=len(set(known) - {line.key for line in lines}))
    for line in lines:
        before = known.get(line.key)
        change = Change(line, before, after(line, before))
        if change.after == before:
            preview.unchanged.append(change)
        elif before is None:
            preview.new.append(change)
        else:
            preview.changed.append(change)
    return preview


def with_entry(history: list[State] | None, valid_from: date, *, covered: bool) -> list[State]:
    """A medicine's days on a formulary after it is said to be covered, or not, from a day on.

    Each entry is {from, to, covered} with days as ISO text, in their order; `to` may be None.
    """
    day = valid_from.isoformat()
    entries = [dict(one) for one in history or []]
    holding = [one for one in entries if one["from"] <= day and (one["to"] or day) >= day]
    if holding and holding[-1]["covered"] == covered:
        return entries
    later = [one["from"] for one in entries if one["from"] > day]
    for one in holding:
        one["to"] = (valid_from - timedelta(days=1)).isoformat()
    ends = (date.fromisoformat(min(later)) - timedelta(days=1)).isoformat() if later else None
    kept = [one for one in entries if one["from"] != day]
    return sorted(
        [*kept, {"from": day, "to": ends, "covered": covered}], key=lambda one: one["from"]
    )


def fingerprint(known: Mapping[str, Any]) -> str:
    """Changes when anything that the preview was compared with changes."""
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
