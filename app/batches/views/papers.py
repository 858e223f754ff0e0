"""The report of a batch, as a paper in either language and as a table."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, request
from flask_babel import force_locale, gettext

from app.audit.trail import note_read
from app.batches import queries, report
from app.batches.views.desk import blueprint
from app.claims.exporting import TYPES
from app.kernel.authz import requires
from app.kernel.pagewords import BABEL_LOCALES, language
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, say


@blueprint.get("/<uuid:batch_id>/report.pdf")
@requires("claims.batch")
def report_pdf(batch_id: UUID) -> Response:
    """The report as a PDF in English or Arabic."""
    batch = queries.batch(batch_id)
    wish = request.args.get("lang", "")
    chosen = wish if wish in BABEL_LOCALES else language()
    try:
        with force_locale(BABEL_LOCALES[chosen]):
            paper = report.pdf_of(batch)
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
        return go("batches.show", batch_id=batch_id)
    note_read("batch.exported", "batch", batch.id, kind="pdf", language=chosen)
    response = make_response(paper)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{batch.number}-{chosen}.pdf"'
    return response


@blueprint.get("/<uuid:batch_id>/report.xlsx")
@requires("claims.batch")
def report_xlsx(batch_id: UUID) -> Response:
    """Every claim of the batch as a table, with its sums."""
    batch = queries.batch(batch_id)
    with report.sheet_of(batch) as file:
        response = make_response(file.read())
    note_read("batch.exported", "batch", batch.id, kind="xlsx")
    response.headers["Content-Type"] = TYPES["xlsx"]
    response.headers["Content-Disposition"] = f'attachment; filename="{batch.number}.xlsx"'
    return response
