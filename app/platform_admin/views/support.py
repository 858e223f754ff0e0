"""Helping a tenant: what fails there, asking to look, approving others, beginning with a code, ending."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.access.roles import ROLES
from app.exchange.states import MESSAGE_STATUSES
from app.exchange.wording import KINDS
from app.kernel.authz import requires
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.kernel.tags import tag_of
from app.kernel.web import answer, go, page, refusals_said, say
from app.platform_admin import door, helping, tenants
from app.platform_admin.forms import CodeForm
from app.platform_admin.queries import person
from app.platform_admin.sessions import AtDesk
from app.platform_admin.support_forms import AskToLookForm
from app.platform_admin.views.pages import blueprint
from app.platform_admin.views.proving import prove, refusals_on
from app.support import asking
from app.support.rules import ENDINGS, OPERATOR, REASONS
from app.support.states import ACCESS_STATUSES
from app.tenants.models import Tenant
from app.tenants.scope import actor_id


@blueprint.get("/support")
@requires("desk.support")
def looks() -> Response:
    """Every look that is asked for, approved or under way, at all tenants."""
    return page(
        "platform_admin/looks.html", rows=asking.accesses(), states=_states(), me=actor_id()
    )


@blueprint.get("/tenants/<uuid:tenant_id>/support")
@requires("desk.support")
def assist(tenant_id: UUID) -> Response:
    """Counts, codes and times; that somebody looked stands in the tenant's own trail."""
    return _help_page(tenants.tenant(tenant_id), AskToLookForm(formdata=None))


@blueprint.post("/tenants/<uuid:tenant_id>/support")
@requires("desk.support")
def ask_to_look(tenant_id: UUID) -> Response:
    """Ask under the owner's grant."""
    one, form = tenants.tenant(tenant_id), AskToLookForm()
    if form.validate_on_submit():
        try:
            asking.ask(tenant_id, _names(), form.to_question())
        except DomainError as refusal:
            db.session.rollback()
            answer(form, refusal)
        else:
            say(_("Asked. Another person of the desk has to approve it; the owner is told."))
            return go("platform_admin.assist", tenant_id=tenant_id)
    return _help_page(one, form)


@blueprint.post("/tenants/<uuid:tenant_id>/support/<uuid:access_id>/approve")
@requires("desk.support")
def approve_look(tenant_id: UUID, access_id: UUID) -> Response:
    """The second person."""
    with refusals_said():
        asking.approve(tenant_id, access_id, _names())
        say(_("Approved. Whoever asked can begin now."))
    return go("platform_admin.looks")


@blueprint.post("/tenants/<uuid:tenant_id>/support/<uuid:access_id>/decline")
@requires("desk.support")
def decline_look(tenant_id: UUID, access_id: UUID) -> Response:
    """No."""
    with refusals_said():
        asking.decline(tenant_id, access_id)
        say(_("Declined. Nothing was seen."))
    return go("platform_admin.looks")


@blueprint.route(
    "/tenants/<uuid:tenant_id>/support/<uuid:access_id>/begin", methods=["GET", "POST"]
)
@requires("desk.support")
def begin_look(tenant_id: UUID, access_id: UUID) -> Response:
    """Begin with a code of the authenticator; from here on the tenant's pages open, framed in red."""
    one, form = _one(tenant_id, access_id), CodeForm()
    if form.validate_on_submit():
        with refusals_on(form):
            asking.begin(tenant_id, access_id, prove(form).session_id)
            return go("home.index")
    return page("platform_admin/begin_look.html", 422 if form.errors else 200, one=one, form=form)


@blueprint.post("/support/end")
@requires("desk.support")
def end_look() -> Response:
    """End what this browser looks at."""
    asking.end_all(_me().session_id, OPERATOR)
    say(_("Ended. The tenant's pages are closed to you again."))
    return go("platform_admin.looks")


def _help_page(one: Tenant, form: AskToLookForm) -> Response:
    asking.tell_tenant(one.id, None, "signs_seen")
    return page(
        "platform_admin/assist.html", 422 if form.errors else 200, one=one, form=form, signs=helping.signs(one.id),
        facts=tenants.facts([one.id])[one.id], granted=asking.grant_in_force(one.id),
        rows=asking.accesses(one.id), states=_states(), reasons=REASONS, endings=ENDINGS, kinds=KINDS,
        message_states=MESSAGE_STATUSES, roles=ROLES, me=actor_id(), now=now(),
    )  # fmt: skip


def _states() -> dict[str, object]:
    return {name: tag_of(one) for name, one in ACCESS_STATUSES.items()}


def _one(tenant_id: UUID, access_id: UUID) -> object:
    """One look of this tenant; raises NotFound."""
    found = [one for one in asking.accesses(tenant_id) if one.id == access_id]
    if not found:
        raise NotFound
    return found[0]


def _names() -> tuple[str, str]:
    mine = person(actor_id())
    return mine.name_en, mine.name_ar


def _me() -> AtDesk:
    found = door.at_desk()
    if found is None:
        raise NotFound
    return found
