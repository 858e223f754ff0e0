"""The filters of a report as they stand in its address, and the form that keeps a view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.roles import ROLES
from app.claims.states import ADJUDICATION_STATUSES, CLAIM_STATUSES
from app.kernel import filtering
from app.kernel.clock import today
from app.kernel.filtering import DayBox
from app.kernel.forms import ChoiceField, Form, WordsField
from app.reports import narrowing
from app.reports.periods import LATELY, OWN, PERIODS, days_of
from app.reports.values import Wanted

ALL = lazy_gettext("All")
NAMES = ("period", "first", "last", "payer", "practitioner", "status", "decision")
ROWS_ON_A_PAGE = 200


class FilterForm(filtering.FilterForm):
    """The row of filters above a report."""

    period = ChoiceField(lazy_gettext("Period of service"), blank=None)
    first = DayBox(lazy_gettext("From day"), required=False)
    last = DayBox(lazy_gettext("To day"), required=False)
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)
    practitioner = ChoiceField(lazy_gettext("Practitioner"), coerce=UUID, required=False, blank=ALL)
    status = ChoiceField(lazy_gettext("Status"), required=False, blank=ALL)
    decision = ChoiceField(lazy_gettext("Decision"), required=False, blank=ALL)

    @property
    def wanted(self) -> Wanted:
        """What the report is narrowed to; what was not understood narrows nothing."""
        first, last = days_of(self.period.data or LATELY, today())
        if self.period.data == OWN:
            first, last = self.first.data or first, self.last.data or last
        return Wanted(
            first=min(first, last),
            last=max(first, last),
            payer_id=self.payer.data,
            practitioner_id=self.practitioner.data,
            status=self.status.data,
            adjudication=self.decision.data,
        )

    @property
    def asked(self) -> dict[str, Any]:
        """The filters in force as they stand in the address."""
        days = {
            name: day.isoformat()
            for name, day in (("first", self.first.data), ("last", self.last.data))
            if day and self.period.data == OWN
        }
        chosen = {
            name: str(self[name].data)
            for name in ("period", "payer", "practitioner", "status", "decision")
            if self[name].data
        }
        if chosen.get("period") == LATELY:
            del chosen["period"]
        return {**chosen, **days}


class SaveForm(Form):
    """A name for the view, and whom to show it to."""

    name = WordsField(lazy_gettext("Name of the view"), longest=60)
    role = ChoiceField(
        lazy_gettext("Show it to"), required=False, blank=lazy_gettext("Me alone"),
        choices=[(role.key, lazy_gettext(role.label)) for role in ROLES.values()],
    )  # fmt: skip


def read(arguments: Mapping[str, Any]) -> FilterForm:
    """The filters of an address, each list with its choices."""
    form = FilterForm(formdata=arguments)
    form.period.choices = [(key, _(label)) for key, label in PERIODS.items()]
    form.payer.choices = list(narrowing.payers().items())
    form.practitioner.choices = list(narrowing.practitioners().items())
    form.status.choices = [(key, _(one.outer)) for key, one in CLAIM_STATUSES.items()]
    form.decision.choices = [(key, _(one.outer)) for key, one in ADJUDICATION_STATUSES.items()]
    if form.period.data is None:
        form.period.data = OWN if form.first.data or form.last.data else LATELY
    form.understand()
    return form
