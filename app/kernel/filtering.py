"""The row of filters above a list. What is not understood says so beside its box and narrows nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.kernel.clock import today
from app.kernel.days import read_day
from app.kernel.forms import Form, TypedField
from app.kernel.pagewords import latin_digits

FIRST_YEAR, LAST_YEAR = 1900, 2100
_SHORT_NUMBER = re.compile(r"\d{1,6}")


class FilterForm(Form):
    """The filters of a list as they stand in its address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self:
            field.flags.optional = False  # Of a filter everybody knows.

    def understand(self) -> None:
        """Check every box; what was refused narrows nothing."""
        self.validate()
        for field in self:
            if field.errors:
                field.data = None


class DayBox(TypedField):
    """A day in one narrow box, such as 2026-11-22 or 22/11/2026: a filter has no room for three."""

    def read(self, text: str) -> date | None:
        """The day typed."""
        try:
            day = read_day({"day": text, "month": "", "year": ""})
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(
                _("“%(field)s” is not a day. Enter it such as 2026-11-22.", field=self._name())
            )
        return day

    def write(self, value: date) -> str:
        """The day as it stands in an address."""
        return value.isoformat()


def whole_number(typed: str, letter: str) -> str:
    """A record's number as written, or from its last digits, within this year: 12 is C-2026-000012."""
    plain = latin_digits(typed).strip().upper()
    if not _SHORT_NUMBER.fullmatch(plain):
        return plain
    return f"{letter}-{today().year}-{int(plain):06}"
