"""What is needed, one question a page, and where the answers lead."""

from __future__ import annotations

from flask import Response

from app.kernel.authz import public
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.web import answer, go, in_words, page, say
from app.mail import service as mail
from app.onboarding import answers, wording
from app.onboarding.forms import form_of, value_of
from app.onboarding.integration import NO_CONTRACT, SAAS
from app.onboarding.keeping import kept_until
from app.onboarding.states import COLLECTING, DRAFT, RETURNED, STOPPED, is_over
from app.onboarding.views.pages import (
    WHY,
    blueprint,
    carry,
    present,
    slow_down,
    the_application,
    to_where_it_stands,
)

KINDS = "entity, branches, systems, contracts, payers, representative, email, phone"


@blueprint.get("")
@public("Whoever wants to apply has no account yet.")
def start() -> Response:
    """What is needed before one begins."""
    there = present()
    return page(
        "onboarding/start.html", application=there, is_over=there is None or is_over(there.status),
        is_open=mail.can_send(),
    )  # fmt: skip


@blueprint.post("/begin")
@public("Whoever wants to apply has no account yet; how often is bounded.")
def begin() -> Response:
    """A new application, open on this device."""
    there = present()
    if there is not None and there.status != STOPPED and not is_over(there.status):
        return to_where_it_stands(there)
    slow_down("begin", 20, 60)
    try:
        _application, token = answers.begin(language())
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("onboarding.start")
    carry(token)
    return go("onboarding.question", question="entity")


@blueprint.route(f"/questions/<any({KINDS}):question>", methods=["GET", "POST"])
@public(WHY)
def question(question: str) -> Response:
    """One question on one page; the answer is kept at once."""
    application = the_application(DRAFT, STOPPED, COLLECTING, RETURNED)
    if not answers.may_change(application, question):
        return to_where_it_stands(application)
    form = form_of(
        question, answers.given(application), application, wording.payer_choices(today())
    )
    if not form.validate_on_submit():
        return _question_page(question, form, 422 if form.errors else 200)
    try:
        answers.answer(application, question, value_of(question, form))
    except DomainError as refusal:
        answer(form, refusal)
        return _question_page(question, form, 422)
    if application.status in {COLLECTING, RETURNED}:
        return go("onboarding.tasks")
    return _after(question)


@blueprint.get("/outcome")
@public(WHY)
def outcome() -> Response:
    """Where the answers lead: on, both ways, a person, another way, or first a contract."""
    application = the_application(DRAFT, STOPPED)
    decision = answers.decide(application)
    if decision.asks:
        return go("onboarding.question", question=decision.asks)
    return page(
        "onboarding/outcome.html", application=application, outcome=decision.outcome,
        next_question=answers.next_question(application), registration_url=wording.FSA_REGISTRATION,
        kept_until=kept_until(application),
    )  # fmt: skip


def _question_page(question: str, form: object, status: int) -> Response:
    return page(
        "onboarding/question.html", status, question=question, form=form,
        title=wording.TITLES[question], hint=wording.HINTS[question],
    )  # fmt: skip


def _after(question: str) -> Response:
    """The next thing to say or to ask."""
    application = the_application(DRAFT, STOPPED)
    decision = answers.decide(application)
    about_connecting = question not in answers.ABOUT_PEOPLE and decision.outcome is not None
    if decision.stops or decision.outcome == NO_CONTRACT or (about_connecting and decision.outcome != SAAS):  # fmt: skip
        return go("onboarding.outcome")
    left = answers.next_question(application)
    return go("onboarding.question", question=left) if left else go("onboarding.check")
