"""The form of leaving. It checks shape only."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.departing.leaving import REASONS
from app.kernel.forms import ChoiceField, Form, WordsField


class LeaveForm(Form):
    """Why, and the name typed by hand."""

    reason = ChoiceField(lazy_gettext("Why do you leave?"))
    name = WordsField(
        lazy_gettext("Name of the clinic or pharmacy, in English or in Arabic"), longest=200
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reason.choices = [(key, _(words)) for key, words in REASONS.items()]
