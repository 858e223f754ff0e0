"""The owner's own budget for a month: told at 80 and 100 per cent, and nothing stops."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.plans import budgets, queries
from app.plans.forms import BudgetForm
from app.plans.views import blueprint


@blueprint.get("/budget")
@requires("plans.view")
def budget() -> Response:
    """What was said, and what the month has come to."""
    return _page(BudgetForm(formdata=None, data={"amount": budgets.budget()}))


@blueprint.post("/budget")
@requires("plans.change")
def say_budget() -> Response:
    """From now on."""
    form = BudgetForm()
    if form.validate_on_submit():
        try:
            budgets.say(form.amount.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("Written down. The owners are written to at 80 and at 100 per cent of it."))
            return go(".budget")
    return _page(form, 422)


@blueprint.post("/budget/none")
@requires("plans.change")
def no_budget() -> Response:
    """Nobody is warned any more."""
    budgets.say(None)
    say(_("There is no budget any more."))
    return go(".budget")


def _page(form: BudgetForm, status: int = 200) -> Response:
    return page("plans/budget.html", status, form=form, spent=budgets.spent(queries.own_account()))
