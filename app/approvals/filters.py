"""The filters of the list as they stand in its address; what is not understood narrows nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.approvals import wording
from app.approvals.queries import ApprovalFilter
from app.approvals.states import STATUSES
from app.contracts.entry_rows import RowForm, blame
from app.kernel.clock import today
from app.kernel.forms import ChoiceField, WordsField
from app.kernel.pagewords import latin_digits
from app.practitioners.queries import practitioners
from app.reference.queries import all_payers

NAMES = ("number", "status", "care", "payer", "practitioner", "first", "last")
ALL = lazy_gettext("All")
_SHORT_NUMBER = re.compile(r"\d{1,6}")
_NUMBER = re.compile(r"A-\d{4}-\d{6}")


class FilterForm(RowForm):
    """The row of filters above the list."""

    not_optional = NAMES

    number = WordsField(lazy_gettext("Approval number"), required=False, longest=40)
    status = ChoiceField(lazy_gettext("Status"), required=False, blank=ALL)
    care = ChoiceField(
        lazy_gettext("Kind of care"), choices=list(wording.KINDS.items()), required=False, blank=ALL
    )
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)
    practitioner = ChoiceField(lazy_gettext("Practitioner"), coerce=UUID, required=False, blank=ALL)
    first = WordsField(lazy_gettext("From day"), required=False, longest=20)
    last = WordsField(lazy_gettext("To day"), required=False, longest=20)

    @property
    def wanted(self) -> ApprovalFilter:
        """What the list is narrowed to."""
        return ApprovalFilter(
            status=self.status.data or "",
            kind=self.care.data or "",
            payer_id=self.payer.data,
            practitioner_id=self.practitioner.data,
            first_day=_day(self.first),
            last_day=_day(self.last),
            number=whole_number(self.number.data or ""),
        )

    @property
    def in_force(self) -> dict[str, str]:
        """The filters as understood, for the trail: a person's name typed into a box is none of them."""
        known = dict(vars(self.wanted))
        if not _NUMBER.fullmatch(self.wanted.number):
            del known["number"]
        return {name: str(value) for name, value in known.items() if value}


def read(arguments: Mapping[str, Any]) -> FilterForm:
    """The filters of an address, each list with its choices."""
    form = FilterForm(formdata=arguments)
    form.status.choices = [(key, _(one.outer)) for key, one in STATUSES.items()]
    form.payer.choices = [(key, wording.name_of(one)) for key, one in all_payers().items()]
    form.practitioner.choices = [(one.id, wording.name_of(one)) for one in practitioners()]
    form.validate()
    for field in (form.status, form.care, form.payer, form.practitioner):
        if field.errors:
            field.data = None
    return form


def whole_number(typed: str) -> str:
    """A number as written, or its last digits within this year."""
    plain = latin_digits(typed).strip().upper()
    return f"A-{today().year}-{int(plain):06}" if _SHORT_NUMBER.fullmatch(plain) else plain


def _day(field: Any) -> date | None:
    text = latin_digits(field.data or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        blame(field, _("“%(field)s” is not a day. Enter it such as 2026-11-22.", field=field.label.text))  # fmt: skip
        return None
