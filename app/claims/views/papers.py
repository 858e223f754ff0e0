"""A claim printed, in either language whatever the page's."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext

from app.audit.trail import note_read
from app.claims import printing, queries
from app.claims.views.desk import blueprint
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, say


@blueprint.get("/<uuid:claim_id>/print")
@requires("claims.print")
def print_claim(claim_id: UUID) -> Response:
    """The claim as a PDF in English or Arabic."""
    claim = queries.claim(claim_id)
    try:
        paper = downloads.printed(lambda: printing.claim_pdf(claim))
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
        return go("claims.show", claim_id=claim_id)
    chosen = downloads.paper_language()
    note_read("claim.printed", "claim", claim.id, language=chosen)
    return downloads.paper(paper, printing.file_name(claim, chosen))
