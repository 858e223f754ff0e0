"""The filters of the list as they stand in its address; what is not understood narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.disputes.queries import DisputeFilter
from app.disputes.states import STATUSES
from app.disputes.wording import KINDS
from app.kernel import filtering
from app.kernel.filtering import DayBox
from app.kernel.forms import ChoiceField
from app.kernel.pagewords import name_of
from app.reference.queries import all_payers

NAMES = ("status", "way", "payer", "first", "last")
ALL = lazy_gettext("All")


class FilterForm(filtering.FilterForm):
    """The row of filters above the list."""

    status = ChoiceField(lazy_gettext("State"), required=False, blank=ALL)
    way = ChoiceField(lazy_gettext("Kind"), required=False, blank=ALL)
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)
    first = DayBox(lazy_gettext("From day"), required=False)
    last = DayBox(lazy_gettext("To day"), required=False)

    @property
    def wanted(self) -> DisputeFilter:
        """What the list is narrowed to."""
        return DisputeFilter(
            status=self.status.data,
            kind=self.way.data,
            payer_id=self.payer.data,
            first_day=self.first.data,
            last_day=self.last.data,
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
    form.understand()
    return form
