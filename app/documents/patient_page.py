"""What a patient's page shows of papers: the way to them."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.patients.timeline import Action

ACTION = Action(
    key="papers",
    label=lazy_gettext("Papers"),
    endpoint="documents.of_patient",
    permission="documents.view",
    icon="paperclip",
)
