"""The filters of the list as they stand in its address; what is not understood narrows nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.claims.queries import ClaimFilter
from app.claims.states import ADJUDICATION_STATUSES, CLAIM_STATUSES
from app.claims.wording import name_of
from app.contracts.entry_rows import RowForm
from app.kernel.clock import today
from app.kernel.forms import ChoiceField, WordsField
from app.kernel.pagewords import latin_digits
from app.practitioners.queries import names as practitioner_names
from app.reference.queries import payer_names

ALL = lazy_gettext("All")
_SHORT_NUMBER = re.compile(r"\d{1,6}")
_CLAIM_NUMBER = re.compile(r"C-\d{4}-\d{6}")


class FilterForm(RowForm):
    """The row of filters above the list."""

    not_optional = ("number", "status", "decision", "payer", "practitioner", "first", "last")

    number = WordsField(lazy_gettext("Claim number"), required=False, longest=40)
    status = ChoiceField(lazy_gettext("Status"), required=False, blank=ALL)
    decision = ChoiceField(lazy_gettext("Decision"), required=False, blank=ALL)
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)
    practitioner = ChoiceField(lazy_gettext("Practitioner"), coerce=UUID, required=False, blank=ALL)
    first = WordsField(lazy_gettext("From day"), required=False, longest=20)
    last = WordsField(lazy_gettext("To day"), required=False, longest=20)

    @property
    def wanted(self) -> ClaimFilter:
        """What the list is narrowed to."""
        status = self.status.data
        return ClaimFilter(
            statuses=(status,) if status else (),
            adjudication=self.decision.data or None,
            payer_id=self.payer.data,
            practitioner_id=self.practitioner.data,
            first_day=_day(self.first),
            last_day=_day(self.last),
            number=whole_number(self.number.data or ""),
        )

    @property
    def in_force(self) -> dict[str, str]:
        """The filters as understood, for the trail: a person's name typed into a box is none of them."""
        known = vars(self.wanted) | {"statuses": ", ".join(self.wanted.statuses)}
        if not _CLAIM_NUMBER.fullmatch(self.wanted.number):
            del known["number"]
        return {name: str(value) for name, value in known.items() if value}


def read(arguments: Mapping[str, Any]) -> FilterForm:
    """The filters of an address, each list with its choices."""
    form = FilterForm(formdata=arguments)
    form.status.choices = [(key, _words(key, one)) for key, one in CLAIM_STATUSES.items()]
    form.decision.choices = [(key, _(one.outer)) for key, one in ADJUDICATION_STATUSES.items()]
    form.payer.choices = [(one.id, name_of(one)) for one in payer_names()]
    form.practitioner.choices = [(one.id, name_of(one)) for one in practitioner_names()]
    form.validate()
    for field in (form.status, form.decision, form.payer, form.practitioner):
        if field.errors:
            field.data = None
    return form


def _words(key: str, status: Any) -> str:
    """Both ends bear one word on the page; in the list of choices they must be told apart."""
    return _("Closed: cancelled") if key == "cancelled" else _(status.outer)


def whole_number(typed: str) -> str:
    """A claim's number as written, or its last digits within this year."""
    plain = latin_digits(typed).strip().upper()
    return f"C-{today().year}-{int(plain):06}" if _SHORT_NUMBER.fullmatch(plain) else plain


def _day(field: Any) -> date | None:
    text = latin_digits(field.data or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        field.errors = [
            *field.errors, _("“%(field)s” is not a day. Enter it such as 2026-11-22.", field=field.label.text)
        ]  # fmt: skip
        return None
