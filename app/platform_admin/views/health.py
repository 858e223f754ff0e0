"""How insurers answer: the last day of our own traffic."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.kernel import downloads, sheets
from app.kernel.authz import requires
from app.kernel.clock import now, today
from app.kernel.pagewords import name_of
from app.kernel.sheets import Cell, Column
from app.kernel.web import page
from app.platform_admin import traffic
from app.platform_admin.views.pages import blueprint
from app.reference.queries import payers


@blueprint.get("/health")
@requires("desk.view")
def health() -> Response:
    """Each insurer with what was sent, how fast it acknowledged and where its line fails."""
    known, rehearsed = payers(today()), _rehearsed()
    return page(
        "platform_admin/health.html", rows=traffic.by_payer([one.id for one in known], practice=rehearsed),
        payers={one.id: one for one in known}, as_of=now(), tabs=_tabs(rehearsed=rehearsed),
        files=downloads.links("platform_admin.health_file", rehearsed=request.args.get("rehearsed")),
    )  # fmt: skip


def _rehearsed() -> bool:
    """Whether the traffic of practice is asked for."""
    return request.args.get("rehearsed") == "y"


def _tabs(*, rehearsed: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Live traffic"), "url": url_for(".health"), "current": not rehearsed},
        {"label": _("Rehearsals"), "url": url_for(".health", rehearsed="y"), "current": rehearsed},
    ]


@blueprint.get("/health.<any(xlsx, csv):kind>")
@requires("desk.view")
def health_file(kind: str) -> Response:
    """The same as a file."""
    known = {one.id: one for one in payers(today())}
    cells: list[Cell] = [
        (Column(_("Insurer"), width=32), lambda row: name_of(known[row.payer_id])),
        (Column(_("Sent"), "number"), lambda row: row.sent),
        (Column(_("Acknowledged"), "number"), lambda row: row.acknowledged),
        (Column(_("Half within, seconds"), "number"), lambda row: _rounded(row.median)),
        (Column(_("95 of 100 within, seconds"), "number"), lambda row: _rounded(row.slow)),
        (Column(_("Tenants whose line fails"), "number"), lambda row: row.failing),
        (Column(_("Fails since"), "moment"), lambda row: row.failing_since),
        (Column(_("Unsent"), "number"), lambda row: row.unsent),
        (Column(_("Oldest unsent"), "moment"), lambda row: row.oldest_unsent),
    ]
    rows = traffic.by_payer(list(known), practice=_rehearsed())
    return downloads.table(
        kind,
        f"insurers-{today().isoformat()}",
        sheets.listed(_("How insurers answer"), cells, rows),
    )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(float(seconds), 1)
