"""The list of disputes, and the same list as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.audit.trail import note_read
from app.disputes import exporting, filters, queries, wording
from app.disputes.rules import days_to_send
from app.disputes.views.desk import blueprint
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.pagewords import either
from app.kernel.web import asked, neighbours, page


@blueprint.get("/")
@requires("disputes.view")
def index() -> Response:
    """Corrections and complaints, the newest first, narrowed by the filters in the address."""
    form = filters.read(request.args)
    found = queries.page(form.wanted, request.args.get("cursor"))
    narrowed = asked(filters.NAMES)
    if found.rows:
        note_read("dispute.listed", "dispute", None, disputes=[str(one.id) for one in found.rows])
    return page(
        "disputes/index.html",
        form=form,
        rows=[_row(one) for one in found.rows],
        narrowed=bool(narrowed),
        clear_url=url_for("disputes.index") if narrowed else None,
        **neighbours(found, "disputes.index", **narrowed),
        **downloads.links("disputes.export", **narrowed),
    )


@blueprint.get("/export.<any(xlsx, csv):kind>")
@requires("disputes.export", fresh="file")
def export(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    form = filters.read(request.args)
    name = f"disputes-{today().isoformat()}"
    response = downloads.table(kind, name, exporting.table(form.wanted))
    note_read("dispute.exported", "dispute", None, kind=kind, filters=asked(filters.NAMES))
    return response


def _row(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "claim_id": one.claim_id,
        "claim_number": one.claim_number,
        "following_number": one.following_number,
        "patient": either(one.patient_en, one.patient_ar),
        "payer": either(one.payer_en, one.payer_ar),
        "kind": wording.kind_words(one.kind),
        "state": wording.tag(one.status),
        "at_stake": one.at_stake,
        "recovered": one.recovered,
        "opened_at": one.opened_at,
        "days_left": days_to_send(one.status, one.window_until, today()),
    }  # fmt: skip
