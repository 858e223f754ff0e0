"""The rows of an entry page as typed: counted anew, one more, one less. Pure, over names and values."""

from __future__ import annotations

import re
from collections.abc import Iterable

Typed = list[tuple[str, str]]

LISTS = {"diagnosis": ("diagnoses", "code"), "line": ("lines", "service")}
_ROW = re.compile(r"(diagnoses|lines)-(\d+)-(\w+)")
_NOT_TYPED = re.compile(
    r"csrf_token|_once|version|page|check|keep|refresh|fill|apply|(add|remove)_(diagnosis|line)"
)


def in_order(pairs: Iterable[tuple[str, str]]) -> Typed:
    """What was typed, with each list's rows numbered 0, 1, 2 as they stand; buttons and tokens left out."""
    places: dict[str, dict[int, int]] = {"diagnoses": {}, "lines": {}}
    typed = [(_kept(name), _kept(value)) for name, value in pairs if not _NOT_TYPED.fullmatch(name)]
    for name, _value in typed:
        if found := _ROW.fullmatch(name):
            rows = places[found[1]]
            rows.setdefault(int(found[2]), len(rows))
    return [(_renamed(name, places), value) for name, value in typed]


def _kept(text: str) -> str:
    """The one character that the database cannot keep becomes a visible mark."""
    return text.replace("\x00", "�")


def _renamed(name: str, places: dict[str, dict[int, int]]) -> str:
    found = _ROW.fullmatch(name)
    return f"{found[1]}-{places[found[1]][int(found[2])]}-{found[3]}" if found else name


def count(typed: Typed, kind: str) -> int:
    """How many rows a list has; `kind` is diagnosis or line."""
    rows, _box = LISTS[kind]
    return len(
        {found[2] for name, _ in typed if (found := _ROW.fullmatch(name)) and found[1] == rows}
    )


def with_row(typed: Typed, kind: str) -> Typed:
    """One empty row more."""
    rows, box = LISTS[kind]
    return [*typed, (f"{rows}-{count(typed, kind)}-{box}", "")]


def pressed(pairs: Iterable[tuple[str, str]]) -> tuple[str, str, str] | None:
    """The button of a row: (add or remove, diagnosis or line, the row's number)."""
    for name, value in pairs:
        if found := re.fullmatch(r"(add|remove)_(diagnosis|line)", name):
            return found[1], found[2], value
    return None


def after_button(pairs: Iterable[tuple[str, str]]) -> Typed | None:
    """What stands on the page after a button of a row; None when none was pressed."""
    given = list(pairs)
    button = pressed(given)
    if button is None:
        return None
    verb, kind, index = button
    # The button tells the number that stood on the page, so the row goes before all are renumbered.
    if verb == "remove":
        rows, _box = LISTS[kind]
        given = [pair for pair in given if not pair[0].startswith(f"{rows}-{index}-")]
    typed = in_order(given)
    return with_row(typed, kind) if verb == "add" else typed
