"""Letting go of a claim the insurer has, with its effect on the money shown first: cancel, nullify."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.claims import cancelling, parts, queries
from app.claims.forms import CancelForm, NullifyForm
from app.claims.models import Claim
from app.claims.states import CLAIM
from app.claims.views.desk import around, blueprint
from app.kernel.authz import requires
from app.kernel.web import go, page, refusals_said, say


@blueprint.get("/<uuid:claim_id>/cancel")
@requires("claims.cancel")
def cancel(claim_id: UUID) -> Response:
    """Why is it to be cancelled?"""
    claim = queries.claim(claim_id)
    if "cancel_confirmed" not in CLAIM.available(claim.status):
        say(_("This claim cannot be cancelled now."), "warning")
        return go("claims.show", claim_id=claim_id)
    return _page("claims/cancel.html", claim, CancelForm(formdata=None))


@blueprint.post("/<uuid:claim_id>/cancel")
@requires("claims.cancel")
def ask_to_cancel(claim_id: UUID) -> Response:
    """Ask the insurer to let go of it."""
    claim, form = queries.claim(claim_id), CancelForm()
    if not form.validate():
        return _page("claims/cancel.html", claim, form, 422)
    with refusals_said():
        cancelling.cancel(claim_id, form.reason.data)
        say(_("The insurer was asked to cancel. The claim stays as it is until it answers."))
    return go("claims.show", claim_id=claim_id)


@blueprint.get("/<uuid:claim_id>/nullify")
@requires("claims.nullify")
def nullify(claim_id: UUID) -> Response:
    """What is taken back with it, and what was wrong about sending it?"""
    claim = queries.claim(claim_id)
    if not cancelling.can_be_nullified(claim):
        say(_("This claim cannot be nullified now."), "warning")
        return go("claims.show", claim_id=claim_id)
    return _page("claims/nullify.html", claim, NullifyForm(formdata=None))


@blueprint.post("/<uuid:claim_id>/nullify")
@requires("claims.nullify")
def ask_to_nullify(claim_id: UUID) -> Response:
    """Ask the insurer to strike it."""
    claim, form = queries.claim(claim_id), NullifyForm()
    if not form.validate():
        return _page("claims/nullify.html", claim, form, 422)
    with refusals_said():
        cancelling.nullify(claim_id, form.reason.data)
        say(_("The insurer was asked to strike the claim. It stays as it is until it answers."))
    return go("claims.show", claim_id=claim_id)


def _page(
    template: str, claim: Claim, form: CancelForm | NullifyForm, status: int = 200
) -> Response:
    return page(template, status, **around(claim), form=form, moved=parts.moved_for(claim))
