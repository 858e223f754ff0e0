"""The filters of the lists as they stand in the address; what is not understood narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.kernel.filtering import DayBox, FilterForm
from app.kernel.forms import ChoiceField, WordsField
from app.kernel.pagewords import name_of
from app.pharmacy.stock import wording
from app.pharmacy.stock.listing import StockFilter
from app.pharmacy.stock.losses import LOSSES, LossFilter
from app.pharmacy.stock.rules import (
    ADJUST_REASONS,
    EXPIRED,
    OUTLOOK_DAYS,
    RECALLED,
    RETURN_REASONS,
)
from app.tenants.queries import branches_to_work_in, facilities

ALL = lazy_gettext("All")


class StockFilterForm(FilterForm):
    """The row of filters above the list."""

    q = WordsField(lazy_gettext("Code or name"), required=False, longest=80)
    branch = ChoiceField(lazy_gettext("Branch"), coerce=UUID, required=False, blank=ALL)
    state = ChoiceField(lazy_gettext("State"), required=False, blank=ALL)

    @property
    def wanted(self) -> StockFilter:
        """What the list is narrowed to."""
        return StockFilter(
            words=self.q.data or "", facility_id=self.branch.data, state=self.state.data or ""
        )


def read(arguments: Mapping[str, Any]) -> StockFilterForm:
    """The filters of an address, each list with its choices."""
    form = StockFilterForm(formdata=arguments)
    form.branch.choices = branch_choices()
    form.state.choices = [
        (EXPIRED, _("Expired")),
        (RECALLED, _("Recalled")),
        *((str(days), _("Expires within %(days)s days", days=days)) for days in OUTLOOK_DAYS),
    ]
    form.understand()
    return form


class LossFilterForm(FilterForm):
    """The row of filters above what went for a reason."""

    reason = ChoiceField(lazy_gettext("Reason"), required=False, blank=ALL)
    branch = ChoiceField(lazy_gettext("Branch"), coerce=UUID, required=False, blank=ALL)
    first = DayBox(lazy_gettext("From day"), required=False)
    last = DayBox(lazy_gettext("To day"), required=False)

    @property
    def wanted(self) -> LossFilter:
        """What the list is narrowed to."""
        return LossFilter(
            reason=self.reason.data or "", facility_id=self.branch.data, first=self.first.data,
            last=self.last.data,
        )  # fmt: skip


def read_losses(arguments: Mapping[str, Any]) -> LossFilterForm:
    """The filters of an address, each list with its choices."""
    form = LossFilterForm(formdata=arguments)
    form.branch.choices = branch_choices()
    reasons = dict.fromkeys((*wording.COUNT_REASONS, *ADJUST_REASONS, *RETURN_REASONS))
    form.reason.choices = [(LOSSES, _("Losses only")), *wording.reason_choices(tuple(reasons))]
    form.understand()
    return form


def branch_choices() -> list[tuple[UUID, str]]:
    """The branches where this person works, in the language of the page."""
    return [(one.id, name_of(one)) for one in branches_to_work_in()]


def branch_names() -> dict[UUID, str]:
    """Every branch's name: stock also goes to and comes from branches where this person does not work."""
    return {one.id: name_of(one) for one in facilities()}
