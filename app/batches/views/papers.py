"""The report of a batch, as a paper in either language and as a table."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext

from app.audit.trail import note_read
from app.batches import queries, report
from app.batches.views.desk import blueprint
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, say


@blueprint.get("/<uuid:batch_id>/report.pdf")
@requires("claims.batch", fresh="file")
def report_pdf(batch_id: UUID) -> Response:
    """The report as a PDF in English or Arabic."""
    batch = queries.batch(batch_id)
    try:
        paper = downloads.printed(lambda: report.pdf_of(batch))
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
        return go("batches.show", batch_id=batch_id)
    chosen = downloads.paper_language()
    note_read("batch.exported", "batch", batch.id, kind="pdf", language=chosen)
    return downloads.paper(paper, f"{batch.number}-{chosen}.pdf")


@blueprint.get("/<uuid:batch_id>/report.xlsx")
@requires("claims.batch", fresh="file")
def report_xlsx(batch_id: UUID) -> Response:
    """Every claim of the batch as a table, with its sums."""
    batch = queries.batch(batch_id)
    response = downloads.table("xlsx", batch.number, report.table_of(batch))
    note_read("batch.exported", "batch", batch.id, kind="xlsx")
    return response
