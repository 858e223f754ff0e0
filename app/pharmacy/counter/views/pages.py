"""The blueprint, and what several pages of the counter share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from app.kernel.authz import can
from app.kernel.db import db
from app.kernel.web import refusals_said, say

blueprint = Blueprint("pharmacy", __name__)


def tabs() -> list[dict[str, Any]]:
    """The pages of the counter, and the way to the shelves behind it."""
    pages = (
        ("pharmacy.index", _("Counter"), "pharmacy.dispense"),
        ("pharmacy.answers", _("Insurers' answers"), "pharmacy.view"),
        ("pharmacy.owing", _("Owing"), "pharmacy.view"),
        ("pharmacy.prescriptions", _("Prescriptions"), "pharmacy.view"),
        ("pharmacy.provisional", _("Follow-up after an outage"), "pharmacy.view"),
        ("stock.index", _("Stock on hand"), "pharmacy.view"),
        ("medicines.index", _("Medicines"), "pharmacy.view"),
        ("pharmacy.alerts", _("Alerts"), "pharmacy.alerts_view"),
        ("pharmacy.overrides", _("Alerts passed over"), "pharmacy.alerts_view"),
    )
    here = request.endpoint
    return [
        {"label": label, "url": url_for(endpoint), "count": None, "current": endpoint == here}
        for endpoint, label, permission in pages
        if can(permission)
    ]


def done_or_told(verb: Callable[[UUID], object], subject_id: UUID, done: str) -> None:
    """Do it and say so; or say in words why it was refused."""
    with refusals_said():
        with db.session.begin_nested():
            verb(subject_id)
        say(done)
