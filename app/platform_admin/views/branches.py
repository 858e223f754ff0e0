"""How many branches a tenant may open itself: raised when FSA agrees to its connection, or given back with the reason."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.platform_admin import tenants
from app.platform_admin.forms import BranchesForm, GiveBackForm
from app.platform_admin.views.pages import blueprint
from app.tenants import answering
from app.tenants.branches import allow_branches


@blueprint.route("/tenants/<uuid:tenant_id>/branches", methods=["GET", "POST"])
@requires("desk.decide")
def branches(tenant_id: UUID) -> Response:
    """A higher number, with the reason; what the tenant asks for stands beside."""
    one, asked = tenants.tenant(tenant_id), answering.open_request(tenant_id)
    form = BranchesForm(data={"most": asked.wanted if asked else one.most_branches})
    if form.validate_on_submit():
        try:
            allow_branches(tenant_id, int(form.most.data), form.reason.data)
        except DomainError as refusal:
            db.session.rollback()
            one, asked = tenants.tenant(tenant_id), answering.open_request(tenant_id)
            answer(form, refusal)
        else:
            say(_("The tenant can open them itself from now on."))
            return go("platform_admin.tenant", tenant_id=tenant_id)
    return page(
        "platform_admin/branches.html", 422 if form.errors else 200, form=form, one=one, asked=asked
    )


@blueprint.route("/tenants/<uuid:tenant_id>/branches/return", methods=["GET", "POST"])
@requires("desk.decide")
def return_branches(tenant_id: UUID) -> Response:
    """Give the request back with a reason in both languages."""
    form = GiveBackForm()
    if form.validate_on_submit():
        try:
            answering.give_back(tenant_id, form.reason_en.data or "", form.reason_ar.data or "")
        except DomainError as refusal:
            db.session.rollback()
            answer(form, refusal)
        else:
            say(_("The request was given back; the owners are told by mail."))
            return go("platform_admin.tenant", tenant_id=tenant_id)
    return page(
        "platform_admin/return_branches.html", 422 if form.errors else 200, form=form,
        one=tenants.tenant(tenant_id), asked=answering.open_request(tenant_id),
    )  # fmt: skip
