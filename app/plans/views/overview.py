"""The plan in force with its live meter, who counts, and the calculator."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.web import page
from app.plans import books, queries, showing, wording
from app.plans.estimating import estimates
from app.plans.proration import Month
from app.plans.views import blueprint


@blueprint.get("/")
@requires("plans.view")
def index() -> Response:
    """The plan, the meter and the running month."""
    late = queries.standing()
    return page(
        "plans/index.html", late=late,
        overview=showing.overview(
            queries.own_account(), to=lambda at, _id: url_for(".behind_running", line=at)
        ),
        standing=_(wording.STANDINGS[late.stage]) if late.stage in wording.STANDINGS else "",
        today=today(),
    )  # fmt: skip


@blueprint.get("/seats")
@requires("plans.view")
def seats() -> Response:
    """Who counts, and since when."""
    return page("plans/seats.html", seats=showing.sitting(queries.seats()))


@blueprint.get("/compare")
@requires("plans.view")
def compare() -> Response:
    """What last month would have cost on each plan."""
    account, month = queries.own_account(), Month.of(today()).before
    found = estimates(books.catalogue(), account, month)
    rows = [
        {"one": one, "name": showing.plan_name(one.plan), "kind": _(wording.KINDS[one.kind])}
        for one in found
        if one.plan in books.on_sale()
    ]
    return page(
        "plans/compare.html", rows=rows, month=month, cost=showing.month_cost(account, month),
        claims=sum(account.usage.get(day, 0) for day in month.days()),
        people=account.seats_on(month.last), priced=showing.priced(),
    )  # fmt: skip
