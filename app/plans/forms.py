"""What an owner types: which plan, from when, which add-ons, paused or not."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField

from app.kernel.forms import Form, RadioField, TicksField
from app.plans.accounts import Terms
from app.plans.preview import AT_RENEWAL, NOW


class ChangeForm(Form):
    """Shape only; hands over terms and when they begin."""

    plan = RadioField(lazy_gettext("Paid plan"))
    add_ons = TicksField(lazy_gettext("Add-ons"))
    paused = BooleanField(lazy_gettext("Pause the fees by the month"))
    when = RadioField(
        lazy_gettext("From when"),
        choices=[
            (NOW, lazy_gettext("From today")),
            (AT_RENEWAL, lazy_gettext("From the first of next month")),
        ],
    )

    def offer(self, plans: list[tuple[str, Any]], add_ons: list[tuple[str, Any]]) -> None:
        """What can be chosen, in the language of the page."""
        self.plan.choices, self.add_ons.choices = plans, add_ons

    def to_terms(self) -> Terms:
        """What was chosen."""
        return Terms(self.plan.data, frozenset(self.add_ons.data or ()), bool(self.paused.data))
