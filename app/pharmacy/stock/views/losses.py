"""Losses and corrections: every movement with a reason, its cost, and the sums by reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.money import round_baisa
from app.kernel.pagewords import name_of
from app.kernel.sheets import Cell, Column, listed
from app.kernel.web import asked, neighbours, page
from app.pharmacy.stock import filters, wording
from app.pharmacy.stock import losses as lost
from app.pharmacy.stock.views import blueprint
from app.pharmacy.stock.views.batches import movement_row, people_by_id

NAMES = ("reason", "branch", "first", "last")


@blueprint.get("/losses")
@requires("pharmacy.view")
def losses() -> Response:
    """What went for a reason, the latest first, with its sums."""
    form, narrowed = filters.read_losses(request.args), asked(NAMES)
    found = lost.page(form.wanted, request.args.get("cursor"))
    sums = lost.sums(form.wanted)
    return page(
        "pharmacy/stock/losses.html", form=form, rows=list(_worded(found.rows)), sums=sums, total=lost.total(sums),
        reasons=wording.REASONS, clear_url=url_for(".losses") if narrowed else None,
        **neighbours(found, ".losses", **narrowed), **downloads.links(".export_losses", **narrowed),
    )  # fmt: skip


@blueprint.get("/losses.<any(xlsx, csv):kind>")
@requires("pharmacy.view", fresh="file")
def export_losses(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    rows = _worded(lost.rows(filters.read_losses(request.args).wanted))
    table = listed(_("Losses and corrections"), _cells(), rows)
    return downloads.table(kind, f"losses-{today().isoformat()}", table)


def _worded(found: Iterable[Any]) -> Iterable[dict[str, Any]]:
    branches, people = filters.branch_names(), people_by_id()
    for row in found:
        moved = row.StockMovement
        yield movement_row(moved, branches, people) | {
            "of": row, "name": name_of(row), "value": round_baisa(moved.units * row.unit_cost),
        }  # fmt: skip


def _cells() -> list[Cell]:
    return [
        (Column(_("When"), "moment", 18), lambda row: row["one"].at),
        (Column(_("Reason"), width=24), lambda row: row["reason"]),
        (Column(_("What"), width=22), lambda row: row["kind"]),
        (Column(_("Our code"), width=16), lambda row: row["of"].local_code),
        (Column(_("Medicine"), width=34), lambda row: row["name"]),
        (Column(_("Lot"), width=14), lambda row: row["of"].lot),
        (Column(_("Branch"), width=22), lambda row: row["branch"]),
        (Column(_("Units"), "number", 10), lambda row: row["one"].units),
        (Column(_("Value"), "money", 12), lambda row: row["value"]),
        (Column(_("By"), width=22), lambda row: row["teller"]),
    ]
