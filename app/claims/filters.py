"""The filters of the list as they stand in its address; what is not understood narrows nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.claims.queries import ClaimFilter
from app.claims.states import ADJUDICATION_STATUSES, CLAIM_STATUSES
from app.kernel import filtering
from app.kernel.filtering import DayBox, whole_number
from app.kernel.forms import ChoiceField, WordsField
from app.kernel.pagewords import name_of
from app.practitioners.queries import names as practitioner_names
from app.reference.queries import payer_names

NAMES = ("number", "status", "decision", "payer", "practitioner", "first", "last")
ALL = lazy_gettext("All")
_CLAIM_NUMBER = re.compile(r"C-\d{4}-\d{6}")


class FilterForm(filtering.FilterForm):
    """The row of filters above the list."""

    number = WordsField(lazy_gettext("Claim number"), required=False, longest=40)
    status = ChoiceField(lazy_gettext("Status"), required=False, blank=ALL)
    decision = ChoiceField(lazy_gettext("Decision"), required=False, blank=ALL)
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)
    practitioner = ChoiceField(lazy_gettext("Practitioner"), coerce=UUID, required=False, blank=ALL)
    first = DayBox(lazy_gettext("From day"), required=False)
    last = DayBox(lazy_gettext("To day"), required=False)

    @property
    def wanted(self) -> ClaimFilter:
        """What the list is narrowed to."""
        status = self.status.data
        return ClaimFilter(
            statuses=(status,) if status else (),
            adjudication=self.decision.data or None,
            payer_id=self.payer.data,
            practitioner_id=self.practitioner.data,
            first_day=self.first.data,
            last_day=self.last.data,
            number=whole_number(self.number.data or "", "C"),
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
    form.understand()
    return form


def _words(key: str, status: Any) -> str:
    """Both ends bear one word on the page; in the list of choices they must be told apart."""
    return _("Closed: cancelled") if key == "cancelled" else _(status.outer)
