"""The forms of practice mode."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField

from app.kernel.forms import Form


class ResetForm(Form):
    """Everything practised goes: one tick."""

    sure = BooleanField(lazy_gettext("Yes, remove everything practised"))
