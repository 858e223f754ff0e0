"""The rule editor as typed: groups of conditions that come and go by buttons. Pure, over names and values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.claims.rulebook.conditions import ALL, MOST_CONDITIONS, MOST_GROUPS, Condition, Group
from app.claims.rulebook.vocabulary import FACTS, OPERATORS

Typed = list[tuple[str, str]]

_ROW = re.compile(r"groups-(\d{1,3})-rows-(\d{1,3})-(fact|operator|value)")
_GROUP = re.compile(r"groups-(\d{1,3})-(match|new)")
_BUTTON = re.compile(r"(add|remove)_(row|group)")
_NOT_TYPED = re.compile(r"csrf_token|_once|version|keep|try|(add|remove)_(row|group)")


@dataclass
class Row:
    """One condition as typed."""

    fact: str
    operator: str = ""
    value: str = ""


@dataclass
class Rows:
    """One group as typed; `new` is the fact chosen for the next condition."""

    match: str = ALL
    new: str = ""
    rows: list[Row] = field(default_factory=list)


@dataclass
class Sheet:
    """The whole editor: its other boxes, and the groups."""

    others: Typed = field(default_factory=list)
    groups: list[Rows] = field(default_factory=list)


def read(pairs: Iterable[tuple[str, str]]) -> Sheet:
    """What was typed; rows of facts that do not exist are left out, and nothing grows beyond its bounds."""
    sheet, groups, rows = Sheet(), dict[int, Rows](), dict[tuple[int, int], Row]()
    for name, value in ((n, v.replace("\x00", "�")) for n, v in pairs):
        if found := _ROW.fullmatch(name):
            row = rows.setdefault((int(found[1]), int(found[2])), Row(fact=""))
            setattr(row, found[3], value)
        elif found := _GROUP.fullmatch(name):
            setattr(groups.setdefault(int(found[1]), Rows()), found[2], value)
        elif not _NOT_TYPED.fullmatch(name):
            sheet.others.append((name, value))
    if all(name != "match" for name, _value in sheet.others):
        sheet.others.append(("match", ALL))
    for (group, _place), row in sorted(rows.items(), key=lambda item: item[0]):
        if row.fact in FACTS:
            groups.setdefault(group, Rows()).rows.append(row)
    sheet.groups = [groups[place] for place in sorted(groups)][:MOST_GROUPS] or [Rows()]
    for one in sheet.groups:
        del one.rows[MOST_CONDITIONS:]
    return sheet


def write(sheet: Sheet) -> Typed:
    """The editor as names and values, rows counted anew."""
    typed = list(sheet.others)
    for g, group in enumerate(sheet.groups):
        typed += [(f"groups-{g}-match", group.match), (f"groups-{g}-new", group.new)]
        for r, row in enumerate(group.rows):
            stem = f"groups-{g}-rows-{r}"
            typed += [(f"{stem}-fact", row.fact), (f"{stem}-operator", row.operator), (f"{stem}-value", row.value)]  # fmt: skip
    return typed


def after_button(pairs: Iterable[tuple[str, str]]) -> Sheet | None:
    """The editor after a button of its rows; None when none was pressed."""
    given = list(pairs)
    pressed = next(((_BUTTON.fullmatch(n), v) for n, v in given if _BUTTON.fullmatch(n)), None)
    if pressed is None or pressed[0] is None:
        return None
    sheet = read(given)
    verb, kind = pressed[0][1], pressed[0][2]
    _PRESS[verb, kind](sheet, [int(part) for part in re.findall(r"\d{1,3}", pressed[1])])
    return sheet


def _add_row(sheet: Sheet, place: list[int]) -> None:
    if not place or place[0] >= len(sheet.groups):
        return
    group = sheet.groups[place[0]]
    if group.new in FACTS and len(group.rows) < MOST_CONDITIONS:
        first = OPERATORS[FACTS[group.new].kind][0].key
        group.rows.append(Row(fact=group.new, operator=first))
        group.new = ""


def _remove_row(sheet: Sheet, place: list[int]) -> None:
    if len(place) == 2 and place[0] < len(sheet.groups) and place[1] < len(sheet.groups[place[0]].rows):  # fmt: skip
        del sheet.groups[place[0]].rows[place[1]]


def _add_group(sheet: Sheet, _place: list[int]) -> None:
    if len(sheet.groups) < MOST_GROUPS:
        sheet.groups.append(Rows())


def _remove_group(sheet: Sheet, place: list[int]) -> None:
    if place and place[0] < len(sheet.groups) and len(sheet.groups) > 1:
        del sheet.groups[place[0]]


_PRESS = {
    ("add", "row"): _add_row,
    ("remove", "row"): _remove_row,
    ("add", "group"): _add_group,
    ("remove", "group"): _remove_group,
}


def groups_of(when: Group) -> list[Rows]:
    """Kept conditions as the editor shows them: single ones stand in a group of their own kind."""
    if all(isinstance(item, Condition) for item in when.items):
        return [Rows(match=when.match, rows=[_row(item) for item in when.items])]  # type: ignore[arg-type]
    return [
        Rows(match=item.match, rows=[_row(one) for one in item.items])  # type: ignore[arg-type]
        if isinstance(item, Group)
        else Rows(rows=[_row(item)])
        for item in when.items
    ]


def _row(item: Condition) -> Row:
    return Row(fact=item.fact, operator=item.operator, value=", ".join(item.values))
