"""The forms about papers."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired

from app.documents.queries import DocumentRow
from app.documents.wording import KINDS, file_name
from app.kernel.forms import ChoiceField, Form, WordsField


class AddForm(Form):
    """A file, what it is, and what it is called."""

    file = FileField(
        lazy_gettext("File"),
        validators=[FileRequired(lazy_gettext("Choose the file, or take a picture of the paper."))],
    )
    kind = ChoiceField(lazy_gettext("What it is"), choices=list(KINDS.items()))
    title = WordsField(lazy_gettext("What to call it"), longest=100, required=False)


class ReuseForm(Form):
    """A paper of the same patient."""

    document = ChoiceField(lazy_gettext("Paper"), coerce=UUID)

    def offer(self, rows: Iterable[DocumentRow]) -> None:
        """The papers to choose from."""
        self.document.choices = [
            (row.id, f"{KINDS[row.kind]} “{file_name(row.title, row.content_type)}”")
            for row in rows
        ]
