"""The filters of the list as they stand in its address; what is not understood narrows nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.approvals import wording
from app.approvals.queries import ApprovalFilter
from app.approvals.states import STATUSES
from app.kernel import filtering
from app.kernel.filtering import DayBox, whole_number
from app.kernel.forms import ChoiceField, WordsField
from app.kernel.pagewords import name_of
from app.practitioners.queries import practitioners
from app.reference.queries import all_payers

NAMES = ("number", "status", "care", "payer", "practitioner", "first", "last")
ALL = lazy_gettext("All")
_NUMBER = re.compile(r"A-\d{4}-\d{6}")


class FilterForm(filtering.FilterForm):
    """The row of filters above the list."""

    number = WordsField(lazy_gettext("Approval number"), required=False, longest=40)
    status = ChoiceField(lazy_gettext("Status"), required=False, blank=ALL)
    care = ChoiceField(
        lazy_gettext("Kind of care"), choices=list(wording.KINDS.items()), required=False, blank=ALL
    )
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)
    practitioner = ChoiceField(lazy_gettext("Practitioner"), coerce=UUID, required=False, blank=ALL)
    first = DayBox(lazy_gettext("From day"), required=False)
    last = DayBox(lazy_gettext("To day"), required=False)

    @property
    def wanted(self) -> ApprovalFilter:
        """What the list is narrowed to."""
        return ApprovalFilter(
            status=self.status.data or "",
            kind=self.care.data or "",
            payer_id=self.payer.data,
            practitioner_id=self.practitioner.data,
            first_day=self.first.data,
            last_day=self.last.data,
            number=whole_number(self.number.data or "", "A"),
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
    form.payer.choices = [(key, name_of(one)) for key, one in all_payers().items()]
    form.practitioner.choices = [(one.id, name_of(one)) for one in practitioners()]
    form.understand()
    return form
