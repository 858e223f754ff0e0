"""An approval printed, in either language whatever the page's."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, request
from flask_babel import force_locale, gettext

from app.approvals import printing, queries
from app.approvals.views.desk import blueprint
from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.pagewords import BABEL_LOCALES, language
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, say


@blueprint.get("/<uuid:approval_id>/print")
@requires("approvals.view")
def print_slip(approval_id: UUID) -> Response:
    """The approval slip as a PDF in English or Arabic."""
    approval = queries.approval(approval_id)
    asked = request.args.get("lang", "")
    chosen = asked if asked in BABEL_LOCALES else language()
    try:
        with force_locale(BABEL_LOCALES[chosen]):
            paper = printing.slip(approval)
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
        return go("approvals.show", approval_id=approval_id)
    note_read("approval.printed", "approval", approval.id, language=chosen)
    response = make_response(paper)
    response.mimetype = "application/pdf"
    name = printing.file_name(approval, chosen)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
