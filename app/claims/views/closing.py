"""Closing a claim by a person's decision, with what is let go shown first; and opening it again."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.claims import closing, queries
from app.claims.following import carries_attempt
from app.claims.forms import CloseForm
from app.claims.states import CLAIM
from app.claims.views.desk import around, blueprint
from app.kernel.authz import requires
from app.kernel.web import go, page, refusals_said, say


@blueprint.get("/<uuid:claim_id>/close")
@requires("claims.close")
def close(claim_id: UUID) -> Response:
    """Why is it closed, and what is let go?"""
    claim = queries.claim(claim_id)
    if "closed" not in CLAIM.available(claim.status) or carries_attempt(claim):
        say(_("This claim cannot be closed now."), "warning")
        return go("claims.show", claim_id=claim_id)
    form = CloseForm(formdata=None)
    return page("claims/close.html", **around(claim), form=form, let_go=closing.at_stake(claim))


@blueprint.post("/<uuid:claim_id>/close")
@requires("claims.close")
def do_close(claim_id: UUID) -> Response:
    """Close it."""
    claim, form = queries.claim(claim_id), CloseForm()
    if not form.validate():
        let_go = closing.at_stake(claim)
        return page("claims/close.html", 422, **around(claim), form=form, let_go=let_go)
    with refusals_said():
        closing.close(claim_id, form.reason.data)
        say(_("The claim was closed."))
    return go("claims.show", claim_id=claim_id)


@blueprint.post("/<uuid:claim_id>/reopen-closed")
@requires("claims.close")
def reopen_closed(claim_id: UUID) -> Response:
    """Take the closing back."""
    with refusals_said():
        closing.reopen_closed(claim_id)
    return go("claims.show", claim_id=claim_id)
