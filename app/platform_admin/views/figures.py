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
from app.platform_admin import plan_figures
from app.platform_admin.figures import MEANINGS, Figures, by_month, by_plan
from app.platform_admin.plan_figures import PlanMonth, by_plan_and_month
from app.platform_admin.views.pages import blueprint

PLOTTED = ("revenue", "accepted", "first_pass", "customers", "gained", "lost")


@blueprint.get("/figures")
@requires("desk.money")
def figures() -> Response:
    """The last twelve months of the whole platform."""
    rows, of_plans = by_month(), by_plan_and_month()
    return page(
        "platform_admin/figures.html", rows=rows, meanings=MEANINGS,
        stacks_of_plans=[_stack(key, of_plans) for key in plan_figures.MEANINGS],
        plan_files=downloads.links("platform_admin.plan_figures_file"),
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
        cells.append((_shape(key, label), attrgetter(key)))
    return downloads.table(
        kind, f"figures-{today().isoformat()}",
        sheets.listed(_("Revenue and usage"), cells, by_month()),
    )  # fmt: skip


@blueprint.get("/figures/plans.<any(xlsx, csv):kind>")
@requires("desk.money")
def plan_figures_file(kind: str) -> Response:
    """The same by plan, a row for each plan and month."""
    cells: list[Cell] = [
        (Column(_("Month")), lambda row: str(row.month)),
        (Column(_("Plan"), width=24), lambda row: showing.plan_name(row.plan)),
    ]
    for key, (label, _meaning) in plan_figures.MEANINGS.items():
        cells.append((_shape(key, label), attrgetter(key)))
    return downloads.table(
        kind, f"figures-by-plan-{today().isoformat()}",
        sheets.listed(_("Revenue and usage by plan"), cells, by_plan_and_month()),
    )  # fmt: skip


def _shape(key: str, label: str) -> Column:
    return Column(_(label), "money" if key == "revenue" else "number")


def _stack(key: str, rows: list[PlanMonth]) -> dict[str, Any]:
    """A bar for each month, a part of it for each plan."""
    label, meaning = plan_figures.MEANINGS[key]
    telling = {one.plan for one in rows if getattr(one, key)}
    points: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        if one.plan not in telling:
            continue
        part = {"label": showing.plan_name(one.plan), "value": getattr(one, key)}
        points.setdefault(str(one.month), []).append(part)
    return {
        "id": f"plot-plans-{key}", "title": _(label), "meaning": _(meaning),
        "unit": _("OMR") if key == "revenue" else _("count"),
        "points": [{"label": month, "parts": parts} for month, parts in points.items()],
    }  # fmt: skip


def _plot(key: str, rows: list[Figures]) -> dict[str, Any]:
    return {
        "id": f"plot-{key}", "title": _(MEANINGS[key][0]), "unit": _("OMR") if key == "revenue" else _("count"),
        "points": [{"label": str(one.month), "value": getattr(one, key)} for one in rows],
    }  # fmt: skip
