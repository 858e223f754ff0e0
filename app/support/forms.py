"""The form of granting. It checks shape only."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.kernel.forms import ChoiceField, Form
from app.support.rules import HOURS, REASONS


class GrantForm(Form):
    """For what, and for how many hours."""

    reason = ChoiceField(lazy_gettext("What shall support look at?"))
    hours = ChoiceField(lazy_gettext("For how long may support ask?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reason.choices = [(key, _(words)) for key, words in REASONS.items()]
        self.hours.choices = [
            (str(one), ngettext("%(num)d hour", "%(num)d hours", one)) for one in HOURS
        ]
