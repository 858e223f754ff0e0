"""Inviting somebody by mail, and what the links in our letters open."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.access import inviting, recognising, sessions, signin
from app.access.errors import InvitationOver, TooBusy, TooManyTries
from app.access.forms import ChosenPasswordForm, PersonForm
from app.access.inviting import Opened
from app.access.rules import SHORTEST_PASSWORD
from app.access.views.arriving import address, arrive, later
from app.access.views.pages import blueprint
from app.access.views.people import branches
from app.kernel import throttle
from app.kernel.authz import public, requires
from app.kernel.clock import now
from app.kernel.errors import DomainError
from app.kernel.forms import Form
from app.kernel.pagewords import either
from app.kernel.throttle import Bucket
from app.kernel.web import answer, go, in_words, page, refusals_said, say

MAILED = (
    "Whoever holds a mailed link has no account yet, or cannot reach it; the link is good once."
)


@blueprint.route("/people/invite", methods=["GET", "POST"])
@requires("access.people", fresh="page")
def invite() -> Response:
    """Ask somebody by mail to work here."""
    form = PersonForm()
    form.offer(branches())
    if form.validate_on_submit():
        try:
            inviting.invite(form.to_person())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The invitation is on its way. Its link is good for seven days."))
            return go("access.people")
    return page("access/invite.html", 422 if form.errors else 200, form=form)


@blueprint.post("/people/invitations/<uuid:invitation_id>/send")
@requires("access.people", fresh="page")
def resend_invitation(invitation_id: UUID) -> Response:
    """A new letter with a new link."""
    with refusals_said():
        inviting.resend(invitation_id)
        say(_("The invitation is on its way. Its link is good for seven days."))
    return go("access.people")


@blueprint.post("/people/invitations/<uuid:invitation_id>/withdraw")
@requires("access.people", fresh="page")
def withdraw_invitation(invitation_id: UUID) -> Response:
    """The letter opens nothing any more."""
    with refusals_said():
        inviting.withdraw(invitation_id)
        say(_("The invitation is withdrawn."))
    return go("access.people")


@blueprint.route("/invitation/<string(length=43):token>", methods=["GET", "POST"])
@public(MAILED)
def invitation(token: str) -> Response:
    """A password of one's own opens the place; who has an account gives the one they have."""
    sessions.step_outside()
    form = ChosenPasswordForm()
    try:
        _slow_down()
        opened = inviting.look_at(token)
        if not form.validate_on_submit():
            return _invitation_page(token, form, opened, 422 if form.errors else 200)
        user_id = inviting.accept(token, form.new.data, form.repeated.data, address())
    except InvitationOver as refusal:
        say(in_words(refusal), "warning")
        return go("access.sign_in")
    except DomainError as refusal:
        answer(form, refusal)
        return _invitation_page(token, form, opened, 422)
    except (TooManyTries, TooBusy) as refusal:
        raise later(refusal) from refusal
    if opened.has_password:
        say(_("You are added. Sign in with the password you have."))
        return go("access.sign_in")
    signin.tell_signed_in(opened.tenant_id, user_id, "invitation")
    return arrive(user_id, (opened.tenant_id,), None)


@blueprint.route("/sign-in/not-me/<string(length=43):token>", methods=["GET", "POST"])
@public(MAILED)
def not_me(token: str) -> Response:
    """A button: programs that look into mail follow links, and must sign nobody out."""
    sessions.step_outside()
    form = Form()
    try:
        _slow_down()
        recognising.whose(token)
        if not form.is_submitted():
            return page("access/not_me.html", token=token)
        recognising.not_me(token)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("access.sign_in")
    except TooManyTries as refusal:
        raise later(refusal) from refusal
    sessions.drop()
    say(
        _(
            "All devices are signed out. Ask the owner of your clinic or pharmacy for a new password now."
        )
    )
    return go("access.sign_in")


def _invitation_page(token: str, form: ChosenPasswordForm, opened: Opened, status: int) -> Response:
    return page(
        "access/invitation.html", status, form=form, opened=opened, token=token, shortest=SHORTEST_PASSWORD,
        place=either(opened.place_en, opened.place_ar), who=either(opened.name_en, opened.name_ar),
    )  # fmt: skip


def _slow_down() -> None:
    """Raises TooManyTries."""
    bucket = Bucket("mailed link", address(), capacity=30, seconds_per_token=10)
    if wait := throttle.take(bucket, at=now()):
        raise TooManyTries(wait)
