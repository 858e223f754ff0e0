"""Words to a payer, and the papers that go with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from wtforms import SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.documents.queries import DocumentRow
from app.documents.wording import KINDS, file_name
from app.kernel import pagewords
from app.kernel.forms import Form, WordsField

LONGEST = 4000


def _identity(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _label(row: DocumentRow) -> Markup:
    name = pagewords.file_name(file_name(row.title, row.content_type))
    return Markup("{}: {}").format(KINDS[row.kind], name)


class TicksField(SelectMultipleField):
    """Any number of a list, as ticks; the value is a list of ids."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, coerce=_identity, choices=[], **options)
        self.flags.optional = True

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = [UUID(value) for value in valuelist]
        except ValueError:
            self.data = []
            raise ValueError(self._gone()) from None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own signature
        listed: Any = self.choices or ()
        offered = {value for value, _label in listed}
        if not self.process_errors and not set(self.data or ()) <= offered:
            raise StopValidation(self._gone())

    def _gone(self) -> str:
        return _("One of the papers does not belong here any more. Look at the list again.")


class WordsForm(Form):
    """What is said, and the papers that go along."""

    text = WordsField(
        lazy_gettext("What to write"), longest=LONGEST, multiline=True,
        missing=lazy_gettext("Write what the insurer should read."),
    )  # fmt: skip
    documents = TicksField(lazy_gettext("Papers to send along"))

    def offer(self, rows: Iterable[DocumentRow]) -> None:
        """The papers to choose from."""
        self.documents.choices = [(row.id, _label(row)) for row in rows]
