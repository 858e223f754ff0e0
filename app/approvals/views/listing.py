"""The list of approvals, narrowed by its address, and the same list as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.approvals import exporting, filters, queries, wording
from app.approvals.rules import days_left, status_on
from app.approvals.states import GRANTED
from app.approvals.views.desk import blueprint
from app.audit.trail import note_read
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.pagewords import either
from app.kernel.web import asked, neighbours, page


@blueprint.get("/")
@requires("approvals.view")
def index() -> Response:
    """Approvals, the newest request first, narrowed by the filters in the address."""
    form = filters.read(request.args)
    found = queries.page(form.wanted, request.args.get("cursor"))
    if found.rows:
        shown = [str(one.id) for one in found.rows]
        note_read("approval.listed", "approval", None, approvals=shown)
    narrowed = asked(filters.NAMES)
    return page(
        "approvals/index.html",
        form=form,
        rows=[_row(one) for one in found.rows],
        narrowed=bool(narrowed),
        clear_url=url_for("approvals.index") if narrowed else None,
        **neighbours(found, "approvals.index", **narrowed),
        **downloads.links("approvals.export", **narrowed),
    )


@blueprint.get("/export.<any(xlsx, csv):kind>")
@requires("approvals.export", fresh="file")
def export(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    form = filters.read(request.args)
    name = f"approvals-{today().isoformat()}"
    response = downloads.table(kind, name, exporting.table(form.wanted))
    note_read("approval.exported", "approval", None, kind=kind, filters=form.in_force)
    return response


def _row(one: Any) -> dict[str, Any]:
    """A line of the list in words."""
    left = days_left(one.valid_to, today())
    status = status_on(one.status, one.valid_to, today())
    return {
        "id": one.id,
        "number": one.number,
        "created_at": one.created_at,
        "kind": wording.KINDS[one.kind],
        "patient": either(one.patient_en, one.patient_ar),
        "payer": either(one.payer_en, one.payer_ar),
        "state": wording.status_tag(status),
        "reference": one.payer_reference,
        "valid_to": one.valid_to,
        "ends": wording.ends_words(left) if left is not None and status in GRANTED else None,
        "net": one.net,
        "approved": one.approved,
    }  # fmt: skip
