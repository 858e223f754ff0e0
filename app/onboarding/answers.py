"""Answering the questions: each is kept at once, and the table says where they lead."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.ids import new_id
from app.onboarding import emails, integration, letters, links, lists, private
from app.onboarding.errors import AnswersMissing, LeadsElsewhere
from app.onboarding.history import move
from app.onboarding.integration import Decision, Facts
from app.onboarding.keys import email_index, wrapped_key
from app.onboarding.models import Application
from app.onboarding.states import COLLECTING, DRAFT, RETURNED, STOPPED

ABOUT_PEOPLE = ("payers", "representative", "email", "phone")
QUESTIONS = ("entity", "branches", "systems", "contracts", *ABOUT_PEOPLE)
# What may still change once the e-mail is confirmed.
STILL_OPEN = frozenset({"payers", "representative", "phone"})
# No letters that are taken for digits.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def begin(language: str) -> tuple[Application, str]:
    """A new application and the token by which this browser opens it; raises NotOpen."""
    letters.refuse_unless_open()
    identity = new_id()
    links.open_wall(identity)
    application = Application(
        id=identity,
        reference="A-" + "".join(secrets.choice(_LETTERS) for _ in range(8)),
        language=language,
        wrapped_key=wrapped_key(identity),
    )
    db.session.add(application)
    db.session.flush()
    return application, links.mint(application, links.BROWSER)


def answer(application: Application, question: str, value: Any) -> None:
    """Keep one answer and follow where it leads. Raises NotAnEmail, FreeMail."""
    _KEEP[question](application, value)
    application.touched_at, application.warned_at = now(), None
    decision = decide(application)
    application.outcome = decision.outcome
    if application.status == DRAFT and decision.stops:
        move(application, "stopped", outcome=decision.outcome)
    elif application.status == STOPPED and not decision.stops:
        move(application, "reopened")
    db.session.flush()


def may_change(application: Application, question: str) -> bool:
    """Whether an answer may be given or changed now."""
    if application.status in {COLLECTING, RETURNED}:
        # The list of a later day may ask what that of the first day did not.
        return question in STILL_OPEN or question == next_question(application)
    return application.status in {DRAFT, STOPPED}


def facts(application: Application) -> Facts:
    """What the table is asked about."""
    return Facts(
        application.entity, application.branches, application.own_systems, application.has_contracts
    )


def decide(application: Application) -> Decision:
    """Where the answers lead today."""
    return integration.decide(facts(application), lists.integration_rows(), today())


def asked(application: Application) -> tuple[str, ...]:
    """The questions that this application is asked, in order."""
    first = integration.questions(facts(application), lists.integration_rows(), today())
    return (*first, *ABOUT_PEOPLE)


def given(application: Application) -> dict[str, Any]:
    """Every answer there is, by question."""
    own = private.of(application)
    found = {
        "entity": application.entity, "branches": application.branches, "systems": application.own_systems,
        "contracts": application.has_contracts, "payers": application.payer_ids,
        **{name: own.get(name) for name in ("representative", "email", "phone")},
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def next_question(application: Application) -> str | None:
    """The first question without an answer, or None."""
    known = given(application)
    return next((name for name in asked(application) if name not in known), None)


def refuse_unfit(application: Application) -> None:
    """Raises AnswersMissing, LeadsElsewhere for answers with which nobody may go on today."""
    if next_question(application) is not None:
        raise AnswersMissing
    if not decide(application).goes_on:
        raise LeadsElsewhere


def _keep_entity(application: Application, value: str) -> None:
    application.entity = value


def _keep_branches(application: Application, value: Any) -> None:
    application.branches = int(value)


def _keep_systems(application: Application, value: str) -> None:
    application.own_systems = value


def _keep_contracts(application: Application, value: str) -> None:
    application.has_contracts = value == integration.YES


def _keep_payers(application: Application, value: tuple[list[str], str]) -> None:
    application.payer_ids, application.other_payers = value


def _keep_representative(application: Application, value: str) -> None:
    private.put(application, representative=value)


def _keep_email(application: Application, value: str) -> None:
    read = emails.read(value, lists.free_mail(), today())
    private.put(application, email=read.address, mailbox=read.identity)
    index = email_index(read.identity)
    if index != application.email_index:
        application.confirmed_at = None
    application.email_index = index
    application.email_looks_like = read.looks_like


def _keep_phone(application: Application, value: str) -> None:
    private.put(application, phone=value)


_KEEP: dict[str, Callable[[Application, Any], None]] = {
    "entity": _keep_entity,
    "branches": _keep_branches,
    "systems": _keep_systems,
    "contracts": _keep_contracts,
    "payers": _keep_payers,
    "representative": _keep_representative,
    "email": _keep_email,
    "phone": _keep_phone,
}
