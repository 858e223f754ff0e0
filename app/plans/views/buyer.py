"""To whom the next invoices are written, said by the owner; final ones stay as they are."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from app.audit.people import everybody
from app.kernel.authz import requires
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.plans import parties
from app.plans.forms import BuyerForm
from app.plans.views import blueprint
from app.tenants.models import Tenant
from app.tenants.scope import current_tenant_id


@blueprint.get("/buyer")
@requires("plans.view")
def buyer() -> Response:
    """As the next invoice names the tenant, and since when."""
    tenant_id = current_tenant_id()
    said = parties.named(tenant_id)
    if said is not None:
        return _page(BuyerForm(formdata=None, data=dict(said)))
    own = db.session.get_one(Tenant, tenant_id)
    return _page(BuyerForm(formdata=None, data={"name_en": own.name_en, "name_ar": own.name_ar}))


@blueprint.post("/buyer")
@requires("plans.change")
def name_buyer() -> Response:
    """From the next invoice on."""
    form = BuyerForm()
    if form.validate_on_submit():
        try:
            parties.address(current_tenant_id(), form.to_buyer())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(
                _(
                    "Written down. It stands on your next invoice; those that are final stay as they are."
                )
            )
            return go(".buyer")
    return _page(form, 422)


def _page(form: BuyerForm, status: int = 200) -> Response:
    people = {one.user_id: one for one in everybody()}
    return page(
        "plans/buyer.html", status, form=form, people=people,
        history=parties.history(current_tenant_id()),
    )  # fmt: skip
