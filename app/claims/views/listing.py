"""The list of claims, and the same list as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.audit.trail import note_read
from app.claims import exporting, filters, parts, queries, wording
from app.claims.views.answering import tabs
from app.claims.views.desk import blueprint
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.pagewords import either
from app.kernel.web import asked, neighbours, page


@blueprint.get("/")
@requires("claims.view")
def index() -> Response:
    """Claims, the newest visit first, narrowed by the filters in the address."""
    form = filters.read(request.args)
    found = queries.page(form.wanted, request.args.get("cursor"))
    rows = [_row(one) for one in found.rows]
    if rows:
        note_read("claim.listed", "claim", None, claims=[str(one.id) for one in found.rows])
    narrowed = asked(filters.NAMES)
    further = parts.columns_for([one.id for one in found.rows])
    return page(
        "claims/index.html",
        form=form,
        rows=rows,
        further=further,
        further_headings=[{"label": label} for label, _cells in further],
        tabs=tabs(""),
        totals=queries.totals(form.wanted),
        narrowed=bool(narrowed),
        clear_url=url_for("claims.index") if narrowed else None,
        batch_url=_batch_url(narrowed),
        **neighbours(found, "claims.index", **narrowed),
        **downloads.links("claims.export", **narrowed),
    )


@blueprint.get("/export.<any(xlsx, csv):kind>")
@requires("claims.export", fresh="file")
def export(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    form = filters.read(request.args)
    name = f"claims-{today().isoformat()}"
    response = downloads.table(kind, name, exporting.table(form.wanted))
    note_read("claim.exported", "claim", None, kind=kind, filters=form.in_force)
    return response


def _batch_url(narrowed: dict[str, Any]) -> str:
    """Where the drafts of the same list are checked before they are sent together."""
    kept = {name: value for name, value in narrowed.items() if name not in {"status", "decision"}}
    return url_for("batches.preflight", **kept)


def _row(one: Any) -> dict[str, Any]:
    """A line of the list in words."""
    return {
        "id": one.id,
        "number": one.number,
        "service_date": one.service_date,
        "patient": either(one.patient_en, one.patient_ar),
        "payer": either(one.payer_en, one.payer_ar),
        "tags": wording.tags(one.status, one.adjudication),
        "payer_share": one.payer_share,
        "approved": one.approved,
    }  # fmt: skip
