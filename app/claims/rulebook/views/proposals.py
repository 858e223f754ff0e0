"""Rules that own refusals suggest: look for them, accept one, dismiss one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.claims.rulebook import sentences, settling, simulation
from app.claims.rulebook.choices import Listed
from app.claims.rulebook.models import RuleProposal
from app.claims.rulebook.proposal_form import DismissForm
from app.claims.rulebook.searching import conditions_of
from app.claims.rulebook.simulation_words import backtest
from app.claims.rulebook.views import blueprint
from app.claims.story import reason_words
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import go, in_words, page, say
from app.tenants.scope import find


@blueprint.get("/proposals")
@requires("claims.rules_view")
def proposals() -> Response:
    """Every proposal that waits, with what it rests on."""
    listed = Listed()
    return page(
        "claims/rules/proposals.html", rows=[_row(one, listed) for one in settling.waiting()]
    )


@blueprint.post("/proposals/search")
@requires("claims.rules_write")
def search() -> Response:
    """Look through the refusals of the last 90 days."""
    try:
        begun = simulation.of_refusals()
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".proposals")
    if begun.result is None:
        return go(".simulated", simulation_id=begun.id)
    say(_("The refusals of the last 90 days were looked through."))
    return go(".proposals")


@blueprint.post("/proposals/<uuid:proposal_id>/accept")
@requires("claims.rules_write")
def accept_proposal(proposal_id: UUID) -> Response:
    """Make the rule."""
    try:
        settling.accept(proposal_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".proposals")
    say(_("The rule was made. It holds from today on."))
    return go(".own")


@blueprint.route("/proposals/<uuid:proposal_id>/dismiss", methods=["GET", "POST"])
@requires("claims.rules_write")
def dismiss_proposal(proposal_id: UUID) -> Response:
    """Why it is not wanted; it is never proposed again."""
    row, form = find(RuleProposal, proposal_id), DismissForm()
    if form.validate_on_submit():
        try:
            settling.dismiss(proposal_id, form.reason.data)
        except DomainError as refusal:
            say(in_words(refusal), "warning")
        else:
            say(_("The proposal was dismissed and will not come back."))
        return go(".proposals")
    status = 422 if form.errors else 200
    return page("claims/rules/dismiss.html", status, form=form, **_row(row, Listed()))


def _row(row: RuleProposal, listed: Listed) -> dict[str, Any]:
    return {
        "proposal": row,
        "conditions": sentences.conditions(conditions_of(row.features), listed),
        "reason": reason_words(row.reason_code, None),
        "holds": settling.action_of(row) == "hold",
        "backtest": backtest(row),
    }
