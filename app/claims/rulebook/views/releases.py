"""Releasing a draft that a rule keeps back."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims import queries, releasing, wording
from app.claims.rulebook.release_form import ReleaseForm
from app.claims.rulebook.views import blueprint
from app.claims.states import DRAFT
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, refusals_said, say


@blueprint.route("/holds/<uuid:claim_id>", methods=["GET", "POST"])
@requires("claims.release_hold")
def release(claim_id: UUID) -> Response:
    """What keeps the claim back, and the reason for letting it go."""
    claim, form = queries.claim(claim_id), ReleaseForm()
    if form.validate_on_submit():
        try:
            releasing.release_hold(claim_id, form.reason.data, form.note.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The claim was released as it stands. A change asks for a new release."))
            return go("claims.check", claim_id=claim_id)
    note_read("claim.opened", "claim", claim_id)
    held = releasing.what_holds(claim) if claim.status == DRAFT else ()
    return page(
        "claims/rules/release.html", 422 if form.errors else 200, form=form, claim=claim,
        held=[wording.said(one) for one in held],
    )  # fmt: skip


@blueprint.post("/holds/<uuid:claim_id>/ask")
@requires("claims.write")
def ask_release(claim_id: UUID) -> Response:
    """Put it before those who may release it."""
    with refusals_said():
        releasing.ask_release(claim_id)
        say(_("The claim now stands in the list of those who may release it."))
    return go("claims.show", claim_id=claim_id)
