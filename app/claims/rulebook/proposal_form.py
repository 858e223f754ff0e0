"""Why a proposed rule is not wanted."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel.forms import Form, WordsField


class DismissForm(Form):
    """The reason, for whoever asks later."""

    reason = WordsField(_("Why is this rule not wanted?"), longest=200)
