"""Stock on hand, the same list as a file, and the outlook on what expires."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.money import round_baisa
from app.kernel.pagewords import name_of
from app.kernel.sheets import Column, Table
from app.kernel.web import asked, neighbours, page
from app.pharmacy.stock import filters, listing, wording
from app.pharmacy.stock.views import blueprint

NAMES = ("q", "branch", "state")


@blueprint.get("/")
@requires("pharmacy.view")
def index() -> Response:
    """What lies on the shelves, first expiry first, narrowed by the filters in the address."""
    form, narrowed = filters.read(request.args), asked(NAMES)
    found = listing.page(form.wanted, today(), request.args.get("cursor"))
    branches = filters.branch_names()
    return page(
        "pharmacy/stock/index.html", form=form, rows=[_row(one, branches) for one in found.rows],
        clear_url=url_for(".index") if narrowed else None, **neighbours(found, ".index", **narrowed),
        **downloads.links(".export", **narrowed),
    )  # fmt: skip


@blueprint.get("/export.<any(xlsx, csv):kind>")
@requires("pharmacy.view", fresh="file")
def export(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    lines = _lines(filters.read(request.args).wanted)
    return as_file(kind, "stock", _("Stock on hand"), _columns(), lines)


@blueprint.get("/expiry")
@requires("pharmacy.view")
def expiry() -> Response:
    """What has expired and what will soon, with its cost."""
    form = filters.read(request.args)
    branch = form.branch.data
    rows = [
        {"days": one.days, "batches": one.batches, "value": round_baisa(one.value),
         "url": url_for(".index", branch=branch, state="expired" if one.days == 0 else one.days)}
        for one in listing.outlook(branch, today())
    ]  # fmt: skip
    return page("pharmacy/stock/expiry.html", form=form, rows=rows)


def as_file(
    kind: str, name: str, title: str, columns: list[Column], lines: Iterator[Sequence[Any]]
) -> Response:
    """A table as the download of a page."""
    return downloads.table(kind, f"{name}-{today().isoformat()}", Table(title, columns, lines))


def _row(one: Any, branches: dict[UUID, str]) -> dict[str, Any]:
    label, tone = wording.kept_back_tag(one.expires_on, today(), recalled=one.recalled)
    return {
        "one": one, "name": name_of(one), "label": label, "tone": tone,
        "branch": branches.get(one.facility_id, ""),
        "value": round_baisa(one.units * one.unit_cost),
        "days_left": (one.expires_on - today()).days,
    }  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column(_("Our code"), width=16),
        Column(_("Medicine"), width=34),
        Column(_("Branch"), width=22),
        Column(_("Lot"), width=14),
        Column(_("Expiry"), "day", 12),
        Column(_("Units"), "number", 10),
        Column(_("Cost of a unit"), "money", 14),
        Column(_("Value"), "money", 12),
        Column(_("State"), width=16),
    ]


def _lines(wanted: listing.StockFilter) -> Iterator[Sequence[Any]]:
    branches = filters.branch_names()
    for one in listing.rows(wanted, today()):
        label, _tone = wording.kept_back_tag(one.expires_on, today(), recalled=one.recalled)
        yield (
            one.local_code, name_of(one), branches.get(one.facility_id, ""), one.lot,
            one.expires_on, one.units, one.unit_cost, round_baisa(one.units * one.unit_cost), label,
        )  # fmt: skip
