"""The own account: how the pages look, the password, the devices, the workplaces."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, request
from flask_babel import gettext as _

from app.access import devices, queries, service, session_store, sessions, signin
from app.access.errors import TooBusy, TooManyTries
from app.access.forms import PasswordForm, WishesForm
from app.access.models import SignInSession
from app.access.roles import ROLES
from app.access.rules import SHORTEST_PASSWORD
from app.access.session_store import SignedIn
from app.access.views.arriving import address, later, open_session
from app.access.views.pages import blueprint
from app.audit.trail import note
from app.kernel.authz import requires, the_actor
from app.kernel.clock import now
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.web import answer, go, page, say
from app.tenants.queries import branches_to_work_in


@blueprint.route("/account", methods=["GET", "POST"])
@requires("access.account")
def account() -> Response:
    """Language, digits, colours, single keys; and the devices."""
    user = queries.me(the_actor().user_id)
    form = WishesForm(obj=user)
    if form.validate_on_submit():
        service.keep_wishes(user.id, form.to_wishes())
        # Said after the change, but in the language of this page: the next one shows itself.
        say(_("Your settings are saved."))
        return go("access.account")
    return page(
        "access/account.html",
        422 if form.errors else 200,
        form=form,
        email=user.email,
        role=_(ROLES[the_actor().role].label),
        my_branches=_my_branches(),
        devices=[_device(row) for row in queries.my_sessions(user.id)],
        has_factor=user.second_factor_since is not None,
        has_workplaces=len(queries.workplaces(user.id)) > 1,
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires("access.account")
def password() -> Response:
    """A new password, against the present one."""
    form = PasswordForm()
    me = _me()
    if form.validate_on_submit():
        try:
            service.change_password(
                me, form.current.data, form.new.data, form.repeated.data, address=address()
            )
        except DomainError as refusal:
            answer(form, refusal)
        except (TooManyTries, TooBusy) as refusal:
            raise later(refusal) from refusal
        else:
            say(_("Your password is changed. All other devices are signed out."))
            return go("access.account")
    return page(
        "access/password.html",
        422 if form.errors else 200,
        form=form,
        shortest=SHORTEST_PASSWORD,
        is_initial=me.password_initial,
    )


@blueprint.post("/account/devices/<uuid:session_id>/end")
@requires("access.account")
def end_device(session_id: UUID) -> Response:
    """End one of the own sessions on another device."""
    service.end_session(the_actor().user_id, session_id)
    say(_("That device is signed out."))
    return go("access.account")


@blueprint.post("/account/other-devices/end")
@requires("access.account")
def end_other_devices() -> Response:
    """End every own session but this one, here and at other workplaces."""
    me = _me()
    session_store.end_others(
        me.user_id, signin.tenants_of(me.user_id), keep=me.token_hash, at=now()
    )
    note("access.others_ended", "person", me.user_id)
    say(_("All other devices are signed out."))
    return go("access.account")


@blueprint.get("/account/workplaces")
@requires("access.account")
def workplaces() -> Response:
    """The clinics and pharmacies the person works for."""
    actor = the_actor()
    return page(
        "access/workplaces.html", places=queries.workplaces(actor.user_id), here=actor.tenant_id
    )


@blueprint.post("/account/workplaces")
@requires("access.account")
def switch_workplace() -> Response:
    """Go to another workplace: a new session, with a new id; the present one ends."""
    me = _me()
    known = {place.tenant_id for place in queries.workplaces(me.user_id)}
    try:
        chosen = UUID(request.form.get("tenant_id", ""))
    except ValueError:
        abort(400)
    if chosen not in known:
        abort(404)
    open_session(me.user_id, chosen)
    signin.tell_signed_in(chosen, me.user_id, "from another workplace")
    return go("access.account")


def _my_branches() -> list[str] | None:
    """The names of the branches where this person works; None for all."""
    if _me().branches is None:
        return None
    return [name_of(one) for one in branches_to_work_in()]


def _me() -> SignedIn:
    found = sessions.signed_in()
    if found is None:
        abort(401)
    return found


def _device(row: SignInSession) -> dict[str, Any]:
    return {
        "id": row.id,
        "browser": devices.browser_of(row.device) or _("Unknown browser"),
        "system": devices.system_of(row.device),
        "place": row.place,
        "since": row.created_at,
        "last_seen": row.last_seen_at,
        "is_locked": row.locked_at is not None,
        "is_this": row.id == _me().session_id,
    }
