"""Papers of a decision: the proof of sending, and the evidence packet, each in either language."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response
from flask_babel import gettext

from app.audit.trail import note_read
from app.claims import queries as claims
from app.disputes import papers, queries
from app.disputes.packets import PacketUnreadable
from app.disputes.views.desk import blueprint
from app.kernel import downloads
from app.kernel.authz import requires
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
    chosen = downloads.paper_language()
    note_read("claim.printed", "claim", claim.id, language=chosen, paper="proof")
    return downloads.paper(made, papers.file_name("proof", claim.number, chosen))


@blueprint.get("/<uuid:dispute_id>/packet")
@requires("claims.print")
def packet(dispute_id: UUID) -> Response:
    """The evidence packet as one PDF."""
    dispute = queries.dispute(dispute_id)
    made = _made(lambda: papers.packet(dispute))
    if made is None:
        return go("disputes.show", dispute_id=dispute_id)
    claim, chosen = claims.claim(dispute.following_claim_id), downloads.paper_language()
    note_read("claim.printed", "claim", claim.id, language=chosen, paper="packet")
    return downloads.paper(made, papers.file_name("packet", claim.number, chosen))


def _made(make: Callable[[], bytes]) -> bytes | None:
    """The paper in the language asked for; None, with a word why, where it cannot be made."""
    try:
        return downloads.printed(make)
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
    except PacketUnreadable as refusal:
        say(in_words(refusal), "warning")
    return None
