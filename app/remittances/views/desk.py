"""The blueprint, and what several pages of payments share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from app.kernel.authz import can

blueprint = Blueprint("remittances", __name__)


def tabs() -> list[dict[str, Any]]:
    """The pages of money, in front of each of them."""
    pages = (
        ("remittances.index", _("Remittances"), "payments.view"),
        ("remittances.expected", _("Expected cash"), "payments.view"),
        ("remittances.underpaid_list", _("Paid too low"), "payments.view"),
        ("remittances.bank_page", _("Bank"), "payments.view"),
        ("remittances.months", _("Month by month"), "payments.view"),
        ("remittances.day_sheet", _("Receipts"), "payments.receipt"),
    )  # fmt: skip
    here = request.endpoint
    return [
        {"label": label, "url": url_for(endpoint), "count": None, "current": endpoint == here}
        for endpoint, label, permission in pages
        if can(permission)
    ]
