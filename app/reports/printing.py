"""A report on paper: exactly what the page shows, bounded so that a paper stays a paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.kernel import pdf
from app.kernel.clock import now
from app.kernel.pagewords import name_of
from app.reports import wording
from app.reports.forms import ROWS_ON_A_PAGE, FilterForm
from app.reports.values import Family, Report, Tab, Wanted
from app.tenants.queries import tenant

TEMPLATE = "print/reports/report.html"
MOST_PRINTED = 2_000


def for_page(wanted: Wanted) -> Wanted:
    """The same, with as many rows as a page can bear."""
    return replace(wanted, most_rows=ROWS_ON_A_PAGE)


def report_pdf(family: Family, tab: Tab, form: FilterForm, report: Report) -> bytes:
    """The report on A4 in the language of the request; raises PdfUnavailable."""
    house, wanted = tenant(), form.wanted
    return pdf.render(
        TEMPLATE,
        issuer=name_of(house),
        title=_(family.title),
        tab=_(tab.label),
        wanted=wanted,
        narrowed=_narrowed(form),
        headings=report.headings,
        rows=wording.rows_for_page(replace(report, rows=report.rows[:MOST_PRINTED])),
        left_out=max(len(report.rows) - MOST_PRINTED, 0),
        foot=wording.foot_for_page(report),
        figures=report.figures,
        cell=wording.cell,
        plots=[wording.drawn(plot) for plot in report.plots],
        printed_at=now(),
    )


def _narrowed(form: FilterForm) -> list[dict[str, Any]]:
    """The filters in force, in words."""
    fields = (form.payer, form.practitioner, form.status, form.decision)
    return [
        {"label": str(field.label.text), "value": label}
        for field in fields
        for value, label, is_chosen in field.options()
        if is_chosen and value
    ]
