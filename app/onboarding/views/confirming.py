"""Check answers, the letter, and coming back by it on this device or another."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_babel import gettext as _

from app.kernel import throttle
from app.kernel.authz import public
from app.kernel.clock import now
from app.kernel.errors import DomainError
from app.kernel.proof_of_work import BITS, GOOD_FOR, is_solved, puzzle
from app.kernel.throttle import Bucket
from app.kernel.web import answer, go, in_words, page, say
from app.mail import service as mail
from app.onboarding import answers, confirming, private, submitting, wording
from app.onboarding.forms import EmailForm, PuzzleForm, SaveForm, SureForm
from app.onboarding.models import Application
from app.onboarding.states import COLLECTING, DRAFT, RETURNED, STOPPED, SUBMITTED
from app.onboarding.views.pages import (
    WHY,
    blueprint,
    carry,
    drop,
    slow_down,
    the_application,
    to_where_it_stands,
)

MAILED = "Whoever holds a mailed link, or asks for one: the answer is the same for every address."


@blueprint.route("/check", methods=["GET", "POST"])
@public(WHY)
def check() -> Response:
    """All answers with Change links; sending asks the mailbox to confirm."""
    application = the_application(DRAFT)
    if left := answers.next_question(application):
        return go("onboarding.question", question=left)
    if not answers.decide(application).goes_on:
        return go("onboarding.outcome")
    form = PuzzleForm()
    if not form.is_submitted():
        return page(
            "onboarding/check.html", rows=wording.answer_rows(application), form=form,
            **_puzzle(application),
        )  # fmt: skip
    _slow_down_by(application, form)
    try:
        confirming.ask_to_confirm(application)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("onboarding.start")
    return go("onboarding.sent")


@blueprint.get("/sent")
@public(WHY)
def sent() -> Response:
    """Look into your mailbox: the same page for every address."""
    application = the_application(DRAFT)
    email = private.of(application).get("email")
    if email is None:
        return go("onboarding.check")
    return page("onboarding/sent.html", email=email, has_outbox=mail.has_outbox())


@blueprint.route("/save", methods=["GET", "POST"])
@public(WHY)
def save() -> Response:
    """A link by mail, to go on here or on another device."""
    application = the_application(DRAFT, STOPPED, COLLECTING, RETURNED, SUBMITTED)
    form = SaveForm(email=private.of(application).get("email"))
    if not form.validate_on_submit():
        return _save_page(application, form, 422 if form.errors else 200)
    slow_down("save", 10, 60)
    _slow_down_by(application, form)
    try:
        if answers.may_change(application, "email"):
            answers.answer(application, "email", form.email.data)
        confirming.save_for_later(application)
    except DomainError as refusal:
        answer(form, refusal)
        return _save_page(application, form, 422)
    return go("onboarding.saved")


@blueprint.route("/come-back", methods=["GET", "POST"])
@public(MAILED)
def come_back() -> Response:
    """Ask for a link to an application begun earlier."""
    form = EmailForm()
    if not form.validate_on_submit():
        return page("onboarding/come_back.html", 422 if form.errors else 200, form=form)
    slow_down("come back", 10, 60)
    try:
        confirming.ask_to_come_back(form.email.data)
    except DomainError as refusal:
        answer(form, refusal)
        return page("onboarding/come_back.html", 422, form=form)
    return go("onboarding.saved")


@blueprint.get("/saved")
@public(MAILED)
def saved() -> Response:
    """If there is an application with this address, a link is on its way."""
    return page("onboarding/saved.html", has_outbox=mail.has_outbox())


@blueprint.route("/return/<string(length=43):token>", methods=["GET", "POST"])
@public(MAILED)
def back(token: str) -> Response:
    """A button: programs that look into mail follow links, and must not use this one up."""
    form = EmailForm(formdata=None)
    if not PuzzleForm().is_submitted():
        rows = wording.opened_rows(confirming.look_at(token))
        return page("onboarding/back.html", token=token, form=form, rows=rows)
    slow_down("return", 30, 20)
    try:
        opened = confirming.come_back(token)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("onboarding.come_back")
    if opened.refusal:
        say(in_words(opened.refusal), "warning")
    carry(opened.token)
    return to_where_it_stands(opened.application)


@blueprint.post("/leave")
@public("Leaving needs no right.")
def leave() -> Response:
    """This device opens the application no more; the mailed link still does."""
    drop()
    say(_("This device has forgotten the application. Come back by mail at any time."))
    return go("onboarding.start")


@blueprint.route("/withdraw", methods=["GET", "POST"])
@public(WHY)
def withdraw() -> Response:
    """Take the application back for good."""
    application = the_application(DRAFT, STOPPED, COLLECTING, RETURNED, SUBMITTED)
    form = SureForm()
    if not form.validate_on_submit():
        return page("onboarding/withdraw.html", 422 if form.errors else 200, form=form)
    submitting.withdraw(application)
    drop()
    say(_("The application was withdrawn. Names, numbers and papers were destroyed."))
    return go("onboarding.start")


def _save_page(application: Application, form: SaveForm, status: int) -> Response:
    return page("onboarding/save.html", status, form=form, **_puzzle(application))


def _puzzle(application: Application) -> dict[str, Any]:
    """A fresh puzzle of the application, as its piece of a page wants it."""
    made = puzzle(_secret(), str(application.id), now())
    return {"puzzle": made, "puzzle_bits": BITS}


def _slow_down_by(application: Application, form: PuzzleForm | SaveForm) -> None:
    """Who solved the puzzle may send more often; without script it is slower, and works."""
    given = form.puzzle.data or ""
    solved = is_solved(_secret(), str(application.id), given, form.answer.data or "", now())
    # Each is good for one letter: who wants another solves another.
    spent = Bucket("apply puzzle", given, 1, GOOD_FOR.total_seconds())
    if solved and throttle.take(spent, at=now()) == 0:
        slow_down("solved", 20, 30)
    else:
        slow_down("unsolved", 3, 600)


def _secret() -> str:
    return str(current_app.secret_key)
