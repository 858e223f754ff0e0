"""Two versions of an entry page side by side: only what differs, in the words that stand in the boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.kernel.forms import ChoiceField, DayField

Line = Callable[[Any], str]


@dataclass(frozen=True)
class Difference:
    """One field that says something else in the two versions; empty means: nothing there."""

    label: str
    mine: str
    saved: str


def differences(mine: Any, saved: Any, heads: Sequence[str], line: Line) -> list[Difference]:
    """What differs between two forms, in the order of the page: `heads` are boxes by name, `line` tells a row."""
    ours, theirs = dict(_said(mine, heads, line)), dict(_said(saved, heads, line))
    labels = [*ours, *(label for label in theirs if label not in ours)]
    return [
        Difference(label, ours.get(label, ""), theirs.get(label, ""))
        for label in labels
        if ours.get(label, "") != theirs.get(label, "")
    ]


def _said(form: Any, heads: Sequence[str], line: Line) -> list[tuple[str, str]]:
    found = [(str(form[name].label.text), text(form[name])) for name in heads]
    codes = [row.form.code.typed for row in form.diagnoses if row.form.code.typed]
    found += [(_("Diagnosis %(number)s", number=n), one) for n, one in enumerate(codes, start=1)]
    lines = [line(row.form) for row in form.lines if not row.form.is_blank]
    return found + [(_("Line %(number)s", number=n), one) for n, one in enumerate(lines, start=1)]


def joined(*parts: str) -> str:
    """What stands in the boxes of a row, those that are filled."""
    return " · ".join(part for part in parts if part)


def text(field: Any) -> str:
    """What stands in a box, as a person reads it."""
    if isinstance(field, DayField):
        return " ".join(field.parts[part] for part in ("day", "month", "year")).strip()
    if isinstance(field, ChoiceField):
        choices: Any = field.choices or ()
        return next((str(label) for value, label in choices if str(value) == str(field.data)), "")
    return str(field.typed)
