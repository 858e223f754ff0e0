"""Forms around helping a tenant. They check shape only."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext, ngettext

from app.kernel.forms import ChoiceField, CodeField, Form, WordsField
from app.support.asking import Question
from app.support.rules import MINUTES


class AskToLookForm(Form):
    """Why, for which ticket, and for how many minutes."""

    reason = WordsField(lazy_gettext("Why you have to look"), longest=300, multiline=True)
    ticket = CodeField(lazy_gettext("Ticket"), longest=40)
    minutes = ChoiceField(lazy_gettext("For how long?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.minutes.choices = [
            (str(one), ngettext("%(num)d minute", "%(num)d minutes", one)) for one in MINUTES
        ]

    def to_question(self) -> Question:
        """What was asked, as a value."""
        return Question(
            reason=self.reason.data or "",
            ticket=self.ticket.data or "",
            minutes=int(self.minutes.data),
        )
