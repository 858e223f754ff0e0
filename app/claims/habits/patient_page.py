"""The button on a patient's page that begins with the last visit."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.patients.timeline import Action

REPEAT = Action(
    key="repeat",
    label=lazy_gettext("Repeat the last visit"),
    endpoint="habits.repeat",
    permission="claims.write",
    icon="rotate",
    posts=True,
    shortcut="r",
)
