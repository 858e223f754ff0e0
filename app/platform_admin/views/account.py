"""The door of the desk: password, second factor, enrolment; the own password."""

from __future__ import annotations

import segno
from flask import Response, abort, current_app
from flask_babel import gettext as _
from markupsafe import Markup

from app.access.errors import TooBusy, TooManyTries, WrongSignIn
from app.access.factors import totp
from app.access.forms import PasswordForm
from app.access.rules import SHORTEST_PASSWORD
from app.access.views.arriving import address, device, later
from app.config import Settings
from app.kernel.authz import public, requires
from app.kernel.clock import now
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.platform_admin import door, sessions, signin
from app.platform_admin.errors import WrongCode
from app.platform_admin.forms import CodeForm, DeskSignInForm
from app.platform_admin.sessions import AtDesk
from app.platform_admin.views.pages import blueprint

HALF_WAY = "Who gave the password only has no right yet: this door asks for the second factor."


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public("The operator's people sign in here; how often anybody may try is bounded.")
def sign_in() -> Response:
    """E-mail and password; the answer does not tell which of them was wrong."""
    form = DeskSignInForm()
    if not form.is_submitted() and door.at_desk() is not None:
        return _on(door.at_desk())
    if not form.validate_on_submit():
        return page("platform_admin/sign_in.html", 422 if form.errors else 200, form=form)
    try:
        person_id = signin.sign_in(form.email.data, form.password.data, address())
    except WrongSignIn as refusal:
        answer(form, refusal)
        return page("platform_admin/sign_in.html", 422, form=form)
    except (TooManyTries, TooBusy) as refusal:
        raise later(refusal) from refusal
    door.drop()
    door.carry(
        sessions.start(person_id, device=device(), at=now(), hours=_settings().session_hours)
    )
    return go("platform_admin.second_factor")


@blueprint.route("/second-factor", methods=["GET", "POST"])
@public(HALF_WAY)
def second_factor() -> Response:
    """A code of the authenticator, or a printed one."""
    me = _half_way()
    if not me.enrolled:
        return go("platform_admin.enrol")
    form = CodeForm()
    if not form.validate_on_submit():
        return page("platform_admin/second_factor.html", 422 if form.errors else 200, form=form)
    try:
        token = signin.prove(me, form.code.data)
    except WrongCode as refusal:
        answer(form, refusal)
        return page("platform_admin/second_factor.html", 422, form=form)
    except TooManyTries as refusal:
        raise later(refusal) from refusal
    door.carry(token)
    return go("platform_admin.index")


@blueprint.route("/second-factor/enrol", methods=["GET", "POST"])
@public(HALF_WAY)
def enrol() -> Response:
    """The first sign-in takes an authenticator into use, and shows the printed codes once."""
    me = _half_way()
    if me.enrolled:
        return go("platform_admin.second_factor")
    form = CodeForm()
    if not form.validate_on_submit():
        return _enrol_page(me, form, 422 if form.errors else 200)
    try:
        codes, token = signin.enrol(me, form.code.data)
    except WrongCode as refusal:
        answer(form, refusal)
        return _enrol_page(me, form, 422)
    except TooManyTries as refusal:
        raise later(refusal) from refusal
    door.carry(token)
    return page("platform_admin/codes.html", codes=codes)


@blueprint.post("/sign-out")
@public("Leaving needs no right.")
def sign_out() -> Response:
    """The session ends on the server."""
    door.drop()
    return go("platform_admin.sign_in")


@blueprint.route("/password", methods=["GET", "POST"])
@requires("desk.view")
def password() -> Response:
    """A new password, against the present one."""
    me, form = _me(), PasswordForm()
    if form.validate_on_submit():
        try:
            signin.change_password(
                me, form.current.data, form.new.data, form.repeated.data, address()
            )
        except DomainError as refusal:
            answer(form, refusal)
        except (TooManyTries, TooBusy) as refusal:
            raise later(refusal) from refusal
        else:
            say(_("Your password is changed."))
            return go("platform_admin.index")
    return page(
        "platform_admin/password.html", 422 if form.errors else 200, form=form,
        shortest=SHORTEST_PASSWORD, is_initial=me.password_initial,
    )  # fmt: skip


def _me() -> AtDesk:
    found = door.at_desk()
    if found is None:
        abort(401)
    return found


def _half_way() -> AtDesk:
    """Who gave the password and not yet the second factor; others are shown where they belong."""
    found = door.at_desk()
    if found is None or found.proven_at is not None:
        abort(_on(found))
    return found


def _on(me: AtDesk | None) -> Response:
    if me is None:
        return go("platform_admin.sign_in")
    return go("platform_admin.second_factor" if me.proven_at is None else "platform_admin.index")


def _enrol_page(me: AtDesk, form: CodeForm, status: int) -> Response:
    secret = signin.pending_secret(me)
    asked = totp.uri(secret, account=me.email, issuer=_settings().product_name)
    drawing = segno.make(asked, error="m", micro=False).svg_inline(scale=5, border=2)
    return page(
        "platform_admin/enrol.html", status, form=form, secret=totp.in_groups(secret),
        drawing=Markup(drawing),  # noqa: S704 - drawn here, no text of others in it
    )  # fmt: skip


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
