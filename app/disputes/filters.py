"""The filters of the list as they stand in its address; what is not understood narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.claims.wording import name_of
from app.contracts.entry_rows import RowForm
from app.disputes.queries import DisputeFilter
from app.disputes.states import STATUSES
from app.disputes.wording import KINDS
from app.kernel.forms import ChoiceField, WordsField
from app.kernel.pagewords import latin_digits
from app.reference.queries import all_payers

ALL = lazy_gettext("All")


class FilterForm(RowForm):
    """The row of filters above the list."""

    not_optional = ("status", "way", "payer", "first", "last")

    status = ChoiceField(lazy_gettext("State"), required=False, blank=ALL)
    way = ChoiceField(lazy_gettext("Kind"), required=False, blank=ALL)
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)
    first = WordsField(lazy_gettext("From day"), required=False, longest=20)
    last = WordsField(lazy_gettext("To day"), required=False, longest=20)

    @property
    def wanted(self) -> DisputeFilter:
        """What the list is narrowed to."""
        return DisputeFilter(
            status=self.status.data,
            kind=self.way.data,
            payer_id=self.payer.data,
            first_day=_day(self.first),
            last_day=_day(self.last),
        )


def read(arguments: Mapping[str, Any]) -> FilterForm:
    """The filters of an address, each list with its choices."""
    form = FilterForm(formdata=arguments)
    form.status.choices = [
        ("open", _("Open: all")),
        *((k, _(one.outer)) for k, one in STATUSES.items()),
    ]
    form.way.choices = [(key, _(words)) for key, words in KINDS.items()]
    form.payer.choices = [(key, name_of(one)) for key, one in all_payers().items()]
    form.validate()
    for field in (form.status, form.way, form.payer):
        if field.errors:
            field.data = None
    return form


def _day(field: Any) -> date | None:
    text = latin_digits(field.data or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        sentence = _(
            "“%(field)s” is not a day. Enter it such as 2026-11-22.", field=field.label.text
        )
        if sentence not in field.errors:
            field.errors = [*field.errors, sentence]
        return None
