"""The forms of an import: the file, how it is read, which column is which, and repairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms.widgets import TextArea

from app.imports.kinds import Column, Kind
from app.imports.mapping import Understanding
from app.kernel.decoding import ENCODINGS
from app.kernel.fields import shown_as_typed
from app.kernel.forms import ChoiceField, Form, QuantityField, RadioField, TypedField
from app.kernel.pagewords import isolate
from app.kernel.sheets import MOST_COLUMNS, MOST_ROWS, Read

ENCODING_WORDS = {
    "utf-8": _("Unicode (8)"), "utf-16-le": _("Unicode (16)"), "utf-16-be": _("Unicode (16, turned round)"),
    "cp1256": _("Arabic Windows (1256)"), "cp1252": _("Latin Windows (1252)"),
}  # fmt: skip
SEPARATOR_WORDS = {
    ",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Upright bar"), "،": _("Arabic comma"),
}  # fmt: skip
ORDERS = {"dmy": _("Day first: 3/4/2026 is 3 April"), "mdy": _("Month first: 3/4/2026 is 4 March")}


class PastedField(TypedField):
    """Rows as copied from a sheet: tabs and lines stay, hidden characters are refused."""

    nothing = ""
    widget = TextArea()

    def read(self, text: str) -> str:
        """The rows as pasted."""
        if shown_as_typed(text) != text:
            raise ValueError(
                gettext("“%(field)s” holds hidden characters. Paste the rows again.", field=str(self.label.text))
            )  # fmt: skip
        return text


class ChooseForm(Form):
    """A file, or rows pasted from a sheet, and where they belong."""

    target = ChoiceField("", coerce=UUID)
    file = FileField(_("File"))
    pasted = PastedField(_("Or paste the rows here"), required=False)

    def offer(self, kind: Kind) -> None:
        """Where the rows may belong."""
        if not kind.target_label:
            del self.target
            return
        self.target.label.text = gettext(kind.target_label)
        self.target.choices = kind.targets()
        if kind.target_blank:
            self.target.required, self.target.blank = False, gettext(kind.target_blank)
            self.target.flags.optional = True

    @property
    def target_id(self) -> UUID | None:
        """Where the rows belong."""
        return self.target.data if "target" in self else None

    def content(self) -> tuple[str, bytes] | None:
        """Name and bytes, or None with a sentence beside the box."""
        given = self.file.data
        if given is not None and given.filename:
            return given.filename, given.read()
        if self.pasted.data:
            return "", self.pasted.data.encode()
        self.file.errors = [gettext("Choose a file, or paste the rows of a sheet.")]
        return None

    def refuse(self, sentence: str) -> None:
        """Say beside the box that was used why its rows are not taken."""
        box = self.pasted if self.pasted.data and not self.file.data else self.file
        box.errors = [*box.errors, sentence]


class ReadingForm(Form):
    """How the file is read."""

    encoding = ChoiceField(_("Encoding"), choices=[(one, ENCODING_WORDS[one]) for one in ENCODINGS], blank=None)  # fmt: skip
    separator = ChoiceField(_("Cells are parted by"), choices=list(SEPARATOR_WORDS.items()), blank=None)  # fmt: skip
    header = QuantityField(_("Line with the names of the columns"), least=1, most=MOST_ROWS, places=0)  # fmt: skip

    @classmethod
    def of(cls, read: Read, header: int) -> ReadingForm:
        """The form as the file was understood; a workbook knows its letters."""
        form = cls(data={"encoding": read.encoding, "separator": read.separator, "header": header})
        if read.encoding is None:
            del form.encoding, form.separator
        return form

    def said(self) -> tuple[str | None, str | None, int]:
        """Encoding, separator and the header's line."""
        encoding = self.encoding.data if "encoding" in self else None
        separator = self.separator.data if "separator" in self else None
        return encoding, separator, int(self.header.data)


class ColumnsForm(Form):
    """Which column of the file is which of ours; a field for each, named by its place."""

    day_order = RadioField(_("In this file, days are written"), choices=list(ORDERS.items()), required=False)  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self:
            field.flags.optional = False  # A column may be left out; that is one of its answers.

    def columns(self) -> dict[int, str]:
        """Place -> our column, for those that are taken."""
        chosen = {int(f.name.removeprefix("column_")): f.data for f in self.places()}
        return {place: key for place, key in chosen.items() if key}

    def places(self) -> list[Any]:
        """The boxes of the file's columns."""
        return [one for one in self if one.name.startswith("column_")]

    def validate(self, *args: Any, **options: Any) -> bool:
        """No two columns of the file may be one of ours."""
        if not super().validate(*args, **options):
            return False
        seen: set[str] = set()
        for box in self.places():
            if box.data in seen:
                box.errors = [gettext("Two columns of the file cannot be the same. Leave one out.")]
            if box.data:
                seen.add(box.data)
        return not self.errors


def columns_form(
    labels: Sequence[str], columns: Sequence[Column], guess: Understanding, day_order: str | None
) -> ColumnsForm:
    """The form for a file with these names of columns."""
    offered = [(one.key, gettext(one.label)) for one in columns]
    boxes = {
        f"column_{place}": ChoiceField(
            isolate(label) if label else gettext("Column %(number)s", number=place + 1), choices=offered, required=False,
            blank=_("Left out"), default=guess.columns.get(place),
        )
        for place, label in enumerate(labels[:MOST_COLUMNS])
    }  # fmt: skip
    return type("FileColumnsForm", (ColumnsForm,), boxes)(data={"day_order": day_order})
