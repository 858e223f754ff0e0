"""A claim printed, in either language whatever the page's."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, request
from flask_babel import force_locale, gettext

from app.audit.trail import note_read
from app.claims import printing, queries
from app.claims.views.desk import blueprint
from app.kernel.authz import requires
from app.kernel.pagewords import BABEL_LOCALES, language
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, say


@blueprint.get("/<uuid:claim_id>/print")
@requires("claims.print")
def print_claim(claim_id: UUID) -> Response:
    """The claim as a PDF in English or Arabic."""
    claim = queries.claim(claim_id)
    asked = request.args.get("lang", "")
    chosen = asked if asked in BABEL_LOCALES else language()
    try:
        with force_locale(BABEL_LOCALES[chosen]):
            paper = printing.claim_pdf(claim)
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
        return go("claims.show", claim_id=claim_id)
    note_read("claim.printed", "claim", claim.id, language=chosen)
    response = make_response(paper)
    response.mimetype = "application/pdf"
    name = printing.file_name(claim, chosen)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
