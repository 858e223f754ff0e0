"""Papers of a decision: the proof of sending, and the evidence packet, each in either language."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, make_response, request
from flask_babel import force_locale, gettext

from app.audit.trail import note_read
from app.claims import queries as claims
from app.disputes import papers, queries
from app.disputes.packets import PacketUnreadable
from app.disputes.views.desk import blueprint
from app.kernel.authz import requires
from app.kernel.pagewords import BABEL_LOCALES, language
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, in_words, say


@blueprint.get("/proof/<uuid:claim_id>")
@requires("claims.print")
def filing_proof(claim_id: UUID) -> Response:
    """When the claim was queued, sent and taken, as a PDF."""
    claim = claims.claim(claim_id)
    made = _made(lambda: papers.filing_proof(claim))
    if made is None:
        return go("claims.show", claim_id=claim_id)
    note_read("claim.printed", "claim", claim.id, language=_chosen(), paper="proof")
    return _pdf(made, papers.file_name("proof", claim.number, _chosen()))


@blueprint.get("/<uuid:dispute_id>/packet")
@requires("claims.print")
def packet(dispute_id: UUID) -> Response:
    """The evidence packet as one PDF."""
    dispute = queries.dispute(dispute_id)
    made = _made(lambda: papers.packet(dispute))
    if made is None:
        return go("disputes.show", dispute_id=dispute_id)
    number = claims.claim(dispute.following_claim_id).number
    note_read("claim.printed", "claim", dispute.following_claim_id, language=_chosen(), paper="packet")  # fmt: skip
    return _pdf(made, papers.file_name("packet", number, _chosen()))


def _chosen() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in BABEL_LOCALES else language()


def _made(make: Callable[[], bytes]) -> bytes | None:
    """The paper in the language asked for; None, with a word why, where it cannot be made."""
    try:
        with force_locale(BABEL_LOCALES[_chosen()]):
            return make()
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
    except PacketUnreadable as refusal:
        say(in_words(refusal), "warning")
    return None


def _pdf(body: bytes, name: str) -> Response:
    response = make_response(body)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
