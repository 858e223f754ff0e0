"""An approval printed, in either language whatever the page's."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext

from app.approvals import printing, queries
from app.approvals.views.desk import blueprint
from app.audit.trail import note_read
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, say


@blueprint.get("/<uuid:approval_id>/print")
@requires("approvals.view")
def print_slip(approval_id: UUID) -> Response:
    """The approval slip as a PDF in English or Arabic."""
    approval = queries.approval(approval_id)
    try:
        paper = downloads.printed(lambda: printing.slip(approval))
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
        return go("approvals.show", approval_id=approval_id)
    chosen = downloads.paper_language()
    note_read("approval.printed", "approval", approval.id, language=chosen)
    return downloads.paper(paper, printing.file_name(approval, chosen))
