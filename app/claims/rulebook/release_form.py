"""Why a kept-back claim is released."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.claims.story import RELEASE_WORDS
from app.kernel.forms import Form, RadioField, WordsField


class ReleaseForm(Form):
    """The reason, and words about it where they are needed."""

    reason = RadioField(
        _("Why may this claim go?"),
        choices=[(key, _(words)) for key, words in RELEASE_WORDS.items()],
        missing=_("Choose why the claim may go."),
    )
    note = WordsField(_("Note"), required=False, longest=500, multiline=True)
