"""Choosing a plan: the lines are shown first, and what was shown is what is written."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import reads_only
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, refusals_said, say
from app.plans import queries, showing, subscribing
from app.plans.forms import ChangeForm
from app.plans.views import blueprint
from app.tenants.scope import current_tenant_id


@blueprint.get("/change")
@requires("plans.view")
def change() -> Response:
    """Choose a plan; nothing is shown of the bill yet."""
    account = queries.own_account()
    terms = account.terms_on(today())
    chosen = request.args.get("plan") or terms.plan
    form = _form(plan=chosen, add_ons=sorted(terms.add_ons), paused=terms.paused, when="now")
    return page("plans/change.html", form=form, shown=None)


@blueprint.post("/preview")
@requires("plans.change")
@reads_only
def preview() -> Response:
    """The exact lines of the change, before anything is written."""
    form, shown = _form(), None
    if form.validate_on_submit():
        try:
            shown = subscribing.show(current_tenant_id(), form.to_terms(), form.when.data)
        except DomainError as refusal:
            answer(form, refusal)
    told = showing.previewed(shown)
    return page("plans/change.html", 422 if form.errors else 200, form=form, shown=shown, **told)


@blueprint.post("/change")
@requires("plans.change")
def choose() -> Response:
    """Write the change as it was shown."""
    form = _form()
    if form.validate_on_submit():
        try:
            done = subscribing.choose(current_tenant_id(), form.to_terms(), form.when.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            name = showing.plan_name(done.change.terms.plan)
            say(_("The change is written: %(plan)s.", plan=f"\u2068{name}\u2069"))
            return go(".index")
    return page("plans/change.html", 422, form=form, shown=None)


@blueprint.post("/withdraw")
@requires("plans.change")
def withdraw() -> Response:
    """Take back the change that waits for its day."""
    with refusals_said():
        subscribing.withdraw(current_tenant_id())
        say(_("The planned change was withdrawn."))
    return go(".index")


def _form(**held: object) -> ChangeForm:
    form = ChangeForm(formdata=None if held else request.form, data=held or None)
    showing.offer(form)
    return form
