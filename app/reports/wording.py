"""Cells of a report for a page, a sheet and a paper: one value, three dresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.kernel import pagewords
from app.kernel.sheets import Column
from app.reports.values import Heading, Kind, Plot, Report

SHEET_KINDS: dict[Kind, Any] = {
    "text": "text", "code": "text", "number": "number", "money": "money", "share": "number", "day": "day",
}  # fmt: skip
WIDTHS = {"text": 24, "code": 18, "number": 10, "money": 14, "share": 10, "day": 12}


def share_text(value: Decimal) -> str:
    """A fraction of one in per cent with one decimal."""
    return f"{value * 100:.1f} %"


def cell(kind: Kind, value: Any) -> Markup:
    """The value for a page, isolated."""
    if value is None or value == "":
        return pagewords.NOTHING
    if kind == "share":
        return Markup('<bdi dir="ltr">{}</bdi>').format(
            pagewords.shown_digits(share_text(value), pagewords.digits_choice())
        )
    writers: dict[Kind, Callable[[Any], Markup]] = {
        "money": pagewords.money,
        "number": pagewords.number,
        "day": pagewords.day,
        "code": pagewords.code,
        "text": pagewords.isolate,
    }
    return writers[kind](value)


def rows_for_page(report: Report) -> list[list[Markup]]:
    """All rows in the page's dress."""
    return [_row(report.headings, row) for row in report.rows]


def foot_for_page(report: Report) -> list[Markup] | None:
    """The foot in the page's dress; empty where a column has no sum."""
    if report.foot is None:
        return None
    return [
        Markup("") if value is None else cell(heading.kind, value)
        for heading, value in zip(report.headings, report.foot, strict=True)
    ]


def _row(headings: Sequence[Heading], row: Sequence[Any]) -> list[Markup]:
    return [cell(heading.kind, value) for heading, value in zip(headings, row, strict=True)]


def columns(report: Report) -> list[Column]:
    """The headings for a sheet."""
    return [
        Column(_(one.label), SHEET_KINDS[one.kind], WIDTHS[one.kind]) for one in report.headings
    ]


def rows_for_sheet(report: Report) -> Iterator[Sequence[Any]]:
    """All rows and the foot, raw; the foot's first cell says what it is."""
    yield from report.rows
    if report.foot is not None:
        yield (_("Together"), *report.foot[1:])


def drawn(plot: Plot) -> dict[str, Any]:
    """The plot as the chart component reads it."""
    points = [
        {"label": point.label, "value": point.value, "tone": point.tone} for point in plot.points
    ]
    return {"title": _(plot.title), "unit": _(plot.unit), "points": points, "shape": plot.shape}
