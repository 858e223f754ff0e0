"""Credit of those who left: what is to be paid out, and writing down that it was."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.money import total
from app.kernel.web import go, page, say
from app.plans import paying_out
from app.platform_admin.money_forms import PayOutForm
from app.platform_admin.views.pages import blueprint
from app.platform_admin.views.proving import prove, refusals_on


@blueprint.get("/invoices/to-pay-out")
@requires("desk.money")
def to_pay_out() -> Response:
    """Credit notes of tenants that left with something left on them."""
    rows = paying_out.waiting()
    return page("platform_admin/to_pay_out.html", rows=rows, sum=total(one.left for one in rows))


@blueprint.route("/tenants/<uuid:tenant_id>/credits/<uuid:credit_id>/pay-out", methods=["GET", "POST"])  # fmt: skip
@requires("desk.bill")
def pay_out(tenant_id: UUID, credit_id: UUID) -> Response:
    """Write down that it was sent back, by a fresh proof."""
    form, one = PayOutForm(), paying_out.held(tenant_id, credit_id)
    if form.validate_on_submit():
        with refusals_on(form):
            prove(form)
            paying_out.pay_out(tenant_id, credit_id, form.reference.data)
            say(_("The credit is written down as paid out."))
            return go("platform_admin.to_pay_out")
    return page("platform_admin/pay_out.html", 422 if form.errors else 200, form=form, one=one)
