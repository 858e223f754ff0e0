"""Revenue and use by month: plots, the table beside them, and what each number means."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from flask import Response
from flask_babel import gettext as _

from app.kernel import downloads, sheets
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.sheets import Cell, Column
from app.kernel.web import page
from app.plans import showing
from app.platform_admin.figures import MEANINGS, Figures, by_month, by_plan
from app.platform_admin.views.pages import blueprint

PLOTTED = ("revenue", "accepted", "first_pass", "customers", "gained", "lost")


@blueprint.get("/figures")
@requires("desk.money")
def figures() -> Response:
    """The last twelve months of the whole platform."""
    rows = by_month()
    return page(
        "platform_admin/figures.html", rows=rows, meanings=MEANINGS,
        plots=[_plot(key, rows) for key in PLOTTED], now=rows[-1],
        plans=[{"label": showing.plan_name(code), "value": count} for code, count in sorted(by_plan().items())],
        files=downloads.links("platform_admin.figures_file"),
    )  # fmt: skip


@blueprint.get("/figures.<any(xlsx, csv):kind>")
@requires("desk.money")
def figures_file(kind: str) -> Response:
    """The table as a file."""
    cells: list[Cell] = [(Column(_("Month")), lambda row: str(row.month))]
    for key, (label, _meaning) in MEANINGS.items():
        shape = Column(_(label), "money" if key == "revenue" else "number")
        cells.append((shape, attrgetter(key)))
    return downloads.table(
        kind, f"figures-{today().isoformat()}",
        sheets.listed(_("Revenue and usage"), cells, by_month()),
    )  # fmt: skip


def _plot(key: str, rows: list[Figures]) -> dict[str, Any]:
    return {
        "id": f"plot-{key}", "title": _(MEANINGS[key][0]), "unit": _("OMR") if key == "revenue" else _("count"),
        "points": [{"label": str(one.month), "value": getattr(one, key)} for one in rows],
    }  # fmt: skip
