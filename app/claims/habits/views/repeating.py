"""The last visit again."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.claims.errors import NoPolicyToBill
from app.claims.habits import last_visit
from app.claims.habits.errors import NoLastVisit
from app.claims.habits.views import blueprint
from app.kernel.authz import requires, the_actor
from app.kernel.web import go, in_words, say


@blueprint.post("/repeat/<uuid:patient_id>")
@requires("claims.write")
def repeat(patient_id: UUID) -> Response:
    """Begin a claim that says what the last one said, and go straight to its page."""
    try:
        claim = last_visit.repeat(patient_id, the_actor().user_id)
    except (NoPolicyToBill, NoLastVisit) as refusal:
        say(in_words(refusal), "warning")
        return go("patients.show", patient_id=patient_id)
    say(_("Everything of the last visit stands here, at today's prices. What differs is marked."))
    return go("claims.edit", claim_id=claim.id)
