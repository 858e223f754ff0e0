"""The blueprint, and what several pages of payments share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

from flask import Blueprint, Response, make_response, request, url_for
from flask_babel import gettext as _

from app.kernel.authz import can
from app.kernel.pagewords import language
from app.kernel.sheets import Column, write_csv, write_xlsx

blueprint = Blueprint("remittances", __name__)

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


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


def download(
    kind: str, name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> Response:
    """A table as XLSX or CSV."""
    if kind == "xlsx":
        file: IO[bytes] = write_xlsx(title, columns, rows, right_to_left=language() == "ar")
        with file:
            body = file.read()
    else:
        body = b"".join(write_csv(columns, rows))
    response = make_response(body)
    response.headers["Content-Type"] = TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
