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
from app.kernel.pagewords import language
from app.kernel.web import page


@blueprint.get("/")
@requires("claims.view")
def index() -> Response:
    """Claims, the newest visit first, narrowed by the filters in the address."""
    form = filters.read(request.args)
    found = queries.page(form.wanted, request.args.get("cursor"))
    rows = [_row(one) for one in found.rows]
    if rows:
        note_read("claim.listed", "claim", None, claims=[str(one.id) for one in found.rows])
    asked = _asked()
    further = parts.columns_for([one.id for one in found.rows])
    return page(
        "claims/index.html",
        form=form,
        rows=rows,
        further=further,
        further_headings=[{"label": label} for label, _cells in further],
        tabs=tabs(""),
        totals=queries.totals(form.wanted),
        narrowed=bool(asked),
        clear_url=url_for("claims.index") if asked else None,
        next_url=url_for("claims.index", **asked, cursor=found.next) if found.next else None,
        previous_url=url_for("claims.index", **asked, cursor=found.previous)
        if found.previous
        else None,
        **_onwards(asked),
    )


@blueprint.get("/export.<any(xlsx, csv):kind>")
@requires("claims.export")
def export(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    form = filters.read(request.args)
    name = f"claims-{today().isoformat()}"
    response = downloads.table(kind, name, exporting.table(form.wanted))
    note_read("claim.exported", "claim", None, kind=kind, filters=form.in_force)
    return response


def _asked() -> dict[str, Any]:
    """The filters in force, as they stand in the address."""
    names = ("number", "status", "decision", "payer", "practitioner", "first", "last")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _onwards(asked: dict[str, Any]) -> dict[str, Any]:
    """Where the same list leads: its files, and the check before its drafts are sent together."""
    only_drafts = {
        name: value for name, value in asked.items() if name not in {"status", "decision"}
    }
    return {
        "xlsx_url": url_for("claims.export", kind="xlsx", **asked),
        "csv_url": url_for("claims.export", kind="csv", **asked),
        "batch_url": url_for("batches.preflight", **only_drafts),
    }


def _row(one: Any) -> dict[str, Any]:
    """A line of the list in words."""
    arabic = language() == "ar"
    return {
        "id": one.id,
        "number": one.number,
        "service_date": one.service_date,
        "patient": (one.patient_ar or one.patient_en) if arabic else (one.patient_en or one.patient_ar),
        "payer": one.payer_ar if arabic else one.payer_en,
        "tags": wording.tags(one.status, one.adjudication),
        "payer_share": one.payer_share,
        "approved": one.approved,
    }  # fmt: skip
