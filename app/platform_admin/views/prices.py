"""The price list of plans: what is sold, since when for how much, and prices that are announced."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import select

from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.kernel.web import answer, go, page, refusals_said, say
from app.plans import books, selling
from app.plans.models import PlanRow
from app.plans.pricing import NOTICE_DAYS, PARTS
from app.plans.wording import KINDS
from app.platform_admin.price_forms import PlanForm, PriceForm
from app.platform_admin.views.pages import blueprint


@blueprint.get("/plans")
@requires("desk.money")
def prices() -> Response:
    """Every plan and add-on with all its prices."""
    known = books.catalogue()
    rows = db.session.scalars(select(PlanRow).order_by(PlanRow.on_sale.desc(), PlanRow.code))
    plans = [
        {
            "row": row,
            "kind": _(KINDS[row.kind]),
            "prices": sorted(
                known.plan(row.code).prices, key=lambda one: one.valid_from, reverse=True
            ),
        }
        for row in rows
    ]
    return page("platform_admin/prices.html", plans=plans, today=today())


@blueprint.route("/plans/new", methods=["GET", "POST"])
@requires("desk.sell")
def add_plan() -> Response:
    """Write down a plan; it can be chosen once it has a price."""
    form = PlanForm()
    form.offer()
    if form.validate_on_submit():
        try:
            plan_id = selling.add_plan(form.to_new())
        except DomainError as refusal:
            db.session.rollback()
            answer(form, refusal)
        else:
            say(_("The plan is written down. Give it a price, and it can be chosen."))
            return go("platform_admin.price", plan_id=plan_id)
    return page("platform_admin/new_plan.html", 422 if form.errors else 200, form=form)


@blueprint.route("/plans/<uuid:plan_id>/price", methods=["GET", "POST"])
@requires("desk.sell")
def price(plan_id: UUID) -> Response:
    """Announce a price from a first of a month on."""
    row, form = _plan(plan_id), PriceForm()
    if form.validate_on_submit():
        try:
            selling.announce(row.code, form.to_price(today()))
        except DomainError as refusal:
            db.session.rollback()
            answer(form, refusal)
            row = _plan(plan_id)
        else:
            say(_("The price is announced. Owners see it on their page from now on."))
            return go("platform_admin.prices")
    return page(
        "platform_admin/price.html", 422 if form.errors else 200, form=form, row=row, kind=_(KINDS[row.kind]),
        parts=PARTS[row.kind], notice_days=NOTICE_DAYS,
    )  # fmt: skip


@blueprint.post("/plans/<uuid:plan_id>/prices/<string(length=10):begins>/withdraw")
@requires("desk.sell")
def withdraw_price(plan_id: UUID, begins: str) -> Response:
    """Take back a price that has not begun; those who were told of it are told."""
    try:
        day = date.fromisoformat(begins)
    except ValueError:
        raise NotFound from None
    with refusals_said():
        selling.withdraw_price(_plan(plan_id).code, day)
        say(_("The price is withdrawn. Those who were told of it are written to."))
    return go("platform_admin.prices")


@blueprint.post("/plans/<uuid:plan_id>/stop")
@requires("desk.sell")
def stop(plan_id: UUID) -> Response:
    """Nobody new can choose it; who has it keeps it."""
    selling.stop_selling(_plan(plan_id).code)
    say(_("The plan is off sale. Who has it keeps it."))
    return go("platform_admin.prices")


def _plan(plan_id: UUID) -> PlanRow:
    found = db.session.get(PlanRow, plan_id)
    if found is None:
        raise NotFound
    return found
