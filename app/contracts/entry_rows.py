"""Rows of diagnoses and services as entry pages show them: what was meant by what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.contracts.queries import PricedService
from app.contracts.resolving import Meant
from app.kernel.forms import Form, TypedField, WordsField
from app.kernel.pagewords import latin_digits

FEWEST_DIAGNOSES, FEWEST_LINES = 1, 2


class PointersField(TypedField):
    """The numbers of the diagnoses a line is for, such as 1 or 1, 3."""

    def read(self, text: str) -> tuple[int, ...]:
        parts = re.findall(r"[^\s,،;]+", latin_digits(text))
        if not all(re.fullmatch(r"[1-9][0-9]?", part) for part in parts):
            raise ValueError(
                _("“%(field)s” holds numbers of diagnoses, such as 1 or 1, 2.", field=self._name())
            )
        return tuple(dict.fromkeys(int(part) for part in parts))

    def write(self, value: Any) -> str:
        return ", ".join(str(one) for one in value)


class RowForm(Form):
    """A row that may stay empty as a whole: its boxes are not optional one by one."""

    not_optional: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.not_optional:
            self[name].flags.optional = False


class DiagnosisForm(RowForm):
    """One diagnosis: a code or words, or one of the candidates that were offered."""

    code = WordsField(lazy_gettext("Diagnosis"), required=False, longest=120)
    pick = WordsField(lazy_gettext("Which diagnosis?"), required=False, longest=60)

    not_optional = ("code", "pick")
    choices: tuple[Any, ...] = ()

    @property
    def asked(self) -> str:
        """What is to be found: the candidate picked, else the text typed."""
        return self.pick.data or self.code.data or ""


Line = TypeVar("Line", bound=RowForm)


def blank_rows(line_form: type[Line], new_line: Mapping[str, Any]) -> tuple[DiagnosisForm, Line]:
    """What a new row of each kind is cloned from."""
    return (
        DiagnosisForm(formdata=None, prefix="diagnoses-__index__-"),
        line_form(formdata=None, prefix="lines-__index__-", data=new_line),
    )


def typed_in(rows: Any, box: str) -> set[str]:
    """What stands in one box of the rows, each text once."""
    return {typed for row in rows if (typed := getattr(row.form, box).typed)}


def amounts(rows: Any, services: Mapping[str, PricedService], units: str) -> dict[str, Decimal]:
    """Local code -> what its dearest row comes to in OMR, without tax; `units` names the box of how many.

    The price typed counts, else the one of the list; a quantity that is not typed yet is one.
    """
    found: dict[str, Decimal] = {}
    for entry in rows:
        row, service = entry.form, services.get(entry.form.service.typed)
        if service is None:
            continue
        own = row.unit_price.data if "unit_price" in row else None
        many = row[units].data
        price = service.unit_price if own is None else own
        come_to = price * (Decimal(1) if many is None else many)
        found[service.local_code] = max(come_to, found.get(service.local_code, come_to))
    return found


def pad(form: Any, new_line: Mapping[str, Any]) -> None:
    """A page offers a row to type in at once: one diagnosis and two lines at least."""
    while len(form.diagnoses) < FEWEST_DIAGNOSES:
        form.diagnoses.append_entry()
    while len(form.lines) < FEWEST_LINES:
        form.lines.append_entry(new_line)


def take_diagnoses(rows: Any, meant: Mapping[str, Meant]) -> None:
    """Put codes in the place of what was typed; what is not clear becomes an error with choices."""
    for entry in rows:
        _take(
            entry.form,
            entry.form.code,
            meant,
            none=_("No diagnosis fits “%(text)s”. Type a code such as J06.9, or other words."),
            many=_("More than one diagnosis fits “%(text)s”. Choose the one you mean."),
        )
    gather(rows)


def take_services(rows: Any, meant: Mapping[str, Meant]) -> None:
    """Put local codes in the place of what was typed; the same for services."""
    for entry in rows:
        if not entry.form.asked and not entry.form.is_blank:
            blame(entry.form.service, _("The service of this line is missing. Enter it."))
        _take(
            entry.form,
            entry.form.service,
            meant,
            none=_("No service fits “%(text)s”. Type its code, or other words of its name."),
            many=_("More than one service fits “%(text)s”. Choose the one you mean."),
        )
    gather(rows)


def blame(field: Any, sentence: str) -> None:
    """Put one more sentence beside a box."""
    field.errors = [*field.errors, sentence]


def _take(row: Any, box: Any, meant: Mapping[str, Meant], *, none: str, many: str) -> None:
    found = meant.get(row.asked)
    if found is None:
        return
    if found.code is not None:
        box.data = box.typed = found.code
        row.pick.data = row.pick.typed = ""
        return
    row.choices = found.choices
    blame(box, (many if found.choices else none) % {"text": row.asked})


def gather(rows: Any) -> None:
    """A list knows the errors of its rows only from validation; these came after it."""
    rows.errors = [row.errors for row in rows] if any(row.errors for row in rows) else []
