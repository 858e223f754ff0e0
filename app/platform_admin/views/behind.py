"""The list behind a line of a tenant's invoice as the operator may read it: claim numbers and days, no patient and no name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.web import neighbours, page
from app.plans import behind as lists_behind
from app.plans import behind_files, showing
from app.plans.behind import Behind
from app.platform_admin import ledger
from app.platform_admin.views.pages import blueprint
from app.reference.queries import all_payers


@blueprint.get("/tenants/<uuid:tenant_id>/invoices/<uuid:invoice_id>/lines/<uuid:line_id>")
@requires("desk.money")
def behind(tenant_id: UUID, invoice_id: UUID, line_id: UUID) -> Response:
    """The accepted claims by their numbers, or since when how many people counted."""
    here: dict[str, Any] = {"tenant_id": tenant_id, "invoice_id": invoice_id, "line_id": line_id}
    found = _of(tenant_id, invoice_id, line_id)
    rows = lists_behind.claims(found, request.args.get("cursor"))
    people = lists_behind.people(found)
    return page(
        "platform_admin/behind.html", line=showing.in_words([found.line])[0], found=rows, people=people, days=found.fee_days,
        included=lists_behind.included(found.line, people), payers=all_payers(), here=here,
        around=neighbours(rows, ".behind", **here), files=downloads.links(".behind_file", **here),
    )  # fmt: skip


@blueprint.get(
    "/tenants/<uuid:tenant_id>/invoices/<uuid:invoice_id>/lines/<uuid:line_id>.<any(xlsx, csv):kind>"
)
@requires("desk.money")
def behind_file(tenant_id: UUID, invoice_id: UUID, line_id: UUID, kind: str) -> Response:
    """The same as a file."""
    return behind_files.file_of(_of(tenant_id, invoice_id, line_id), kind, named=False)


def _of(tenant_id: UUID, invoice_id: UUID, line_id: UUID) -> Behind:
    one = ledger.invoice(tenant_id, invoice_id)
    return lists_behind.of_line(ledger.line(tenant_id, one.id, line_id))
