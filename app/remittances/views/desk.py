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
        ("remittances.day_sheet", _("Receipts"), "payments.receipt"),
    )  # fmt: skip
    here = request.endpoint
    return [
        {"label": label, "url": url_for(endpoint), "count": None, "current": endpoint == here}
        for endpoint, label, permission in pages
        if can(permission)
    ]


def asked(*names: str) -> dict[str, Any]:
    """The filters in force, as they stand in the address."""
    return {name: request.args[name] for name in names if request.args.get(name)}


def neighbours(endpoint: str, found: Any, filters: dict[str, Any]) -> dict[str, Any]:
    """The addresses of the next and the previous page of a list."""
    return {
        "next_url": url_for(endpoint, **filters, cursor=found.next) if found.next else None,
        "previous_url": url_for(endpoint, **filters, cursor=found.previous)
        if found.previous
        else None,
    }
