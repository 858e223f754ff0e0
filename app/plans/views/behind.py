"""The list behind a line of an invoice, or of the month that runs; as a file too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.web import neighbours, page
from app.plans import behind as lists_behind
from app.plans import behind_files, queries, showing
from app.plans.behind import Behind
from app.plans.views import blueprint
from app.reference.queries import all_payers
from app.tenants.scope import current_tenant_id


@blueprint.get("/invoices/<uuid:invoice_id>/lines/<uuid:line_id>")
@requires("plans.view")
def behind(invoice_id: UUID, line_id: UUID) -> Response:
    """The accepted claims, or the people, that stand behind a line."""
    back = (url_for(".invoice", invoice_id=invoice_id), _("Invoice"))
    return _page(_of(invoice_id, line_id), ".behind", back, invoice_id=invoice_id, line_id=line_id)


@blueprint.get("/invoices/<uuid:invoice_id>/lines/<uuid:line_id>.<any(xlsx, csv):kind>")
@requires("plans.view", fresh="file")
def behind_file(invoice_id: UUID, line_id: UUID, kind: str) -> Response:
    """All of them as a file."""
    return behind_files.file_of(_of(invoice_id, line_id), kind, named=True)


@blueprint.get("/running")
@requires("plans.view")
def behind_running() -> Response:
    """The same behind a line of the present month, as far as it has come."""
    back = (url_for(".index"), _("Plan and invoices"))
    return _page(_running(), ".behind_running", back, line=_position())


@blueprint.get("/running.<any(xlsx, csv):kind>")
@requires("plans.view", fresh="file")
def behind_running_file(kind: str) -> Response:
    """All of them as a file."""
    return behind_files.file_of(_running(), kind, named=True)


def _of(invoice_id: UUID, line_id: UUID) -> Behind:
    return lists_behind.of_line(queries.line(queries.invoice(invoice_id).id, line_id))


def _running() -> Behind:
    return lists_behind.of_running(current_tenant_id(), _position())


def _position() -> int:
    return request.args.get("line", 0, type=int)


def _page(found: Behind, endpoint: str, back: tuple[str, str], **here: Any) -> Response:
    rows, people = (
        lists_behind.claims(found, request.args.get("cursor")),
        lists_behind.people(found),
    )
    return page(
        "plans/behind.html", line=showing.in_words([found.line])[0], found=rows, back=back,
        payers=all_payers(), people=showing.sitting(people), days=found.fee_days,
        included=lists_behind.included(found.line, people), around=neighbours(rows, endpoint, **here),
        files=downloads.links(f"{endpoint}_file", **here),
    )  # fmt: skip
