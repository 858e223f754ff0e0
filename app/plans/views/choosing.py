"""Choosing a plan: the lines are shown first, and what was shown is what is written."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import reads_only
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, refusals_said, say
from app.plans import queries, showing, subscribing
from app.plans.accounts import Terms
from app.plans.errors import PreviewOutdated
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
    return page("plans/change.html", form=form, shown=None, priced=_priced())


@blueprint.post("/preview")
@requires("plans.change")
@reads_only
def preview() -> Response:
    """The exact lines of the change, before anything is written."""
    form = _form()
    return _shown(form) if form.validate_on_submit() else _refused(form)


@blueprint.post("/change")
@requires("plans.change")
def choose() -> Response:
    """Write the change as it was shown; what would do something else is shown anew (409)."""
    form = _form()
    if not form.validate_on_submit():
        return _refused(form)
    try:
        done = subscribing.choose(
            current_tenant_id(), form.to_terms(), form.when.data, seen=form.seen.data or ""
        )
    except PreviewOutdated as refusal:
        answer(form, refusal)
        return _shown(form, 409)
    except DomainError as refusal:
        answer(form, refusal)
        return _refused(form)
    name = showing.plan_name(done.change.terms.plan)
    say(_("The change is written: %(plan)s.", plan=f"\u2068{name}\u2069"))
    return go(".index")


def _shown(form: ChangeForm, status: int = 200) -> Response:
    try:
        shown = subscribing.show(current_tenant_id(), form.to_terms(), form.when.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _refused(form)
    told = showing.previewed(shown)
    return page("plans/change.html", status, form=form, shown=shown, **told)


def _refused(form: ChangeForm) -> Response:
    return page("plans/change.html", 422, form=form, shown=None, priced=_priced())


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
    held_now = _held()
    showing.offer(form, held_now)
    form.by_the_owner(held_now)
    return form


def _priced() -> list[dict[str, Any]]:
    terms = _held()
    return showing.priced({terms.plan or "", *terms.add_ons})


def _held() -> Terms:
    return queries.own_account().terms_on(today())
