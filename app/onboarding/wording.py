"""Questions, outcomes and tasks in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.kernel.pagewords import isolate, language, name_of, number, phone
from app.kernel.uploads import ENDINGS
from app.onboarding import answers, private, tasks
from app.onboarding.integration import ENTITIES
from app.onboarding.models import Application, ApplicationEvent
from app.onboarding.states import EVENTS, RETURNED
from app.reference.queries import payer_names as all_names
from app.reference.queries import payers as payers_on

# Where FSA itself takes registrations.
FSA_REGISTRATION = "https://fsa.gov.om/Dhamani/Registration"

TITLES = {
    "entity": lazy_gettext("What is your establishment?"),
    "branches": lazy_gettext("How many branches does it have?"),
    "systems": lazy_gettext("Does it run its own software, cloud or server in Oman?"),
    "contracts": lazy_gettext("Do you have a contract with an insurer or TPA?"),
    "payers": lazy_gettext("With which insurers or TPAs?"),
    "representative": lazy_gettext("Who represents the establishment?"),
    "email": lazy_gettext("What is your business e-mail?"),
    "phone": lazy_gettext("Where can we call the representative?"),
}
HINTS = {
    "entity": lazy_gettext("As it stands on the licence. The list is that of the FSA."),
    "branches": lazy_gettext("Count every licensed branch, the main one too."),
    "systems": lazy_gettext("A system that holds your own data in Oman, not a computer at the counter."),
    "contracts": lazy_gettext("The FSA connects only who has at least one contract."),
    "payers": lazy_gettext("Tick all that apply. Write the names of others, one on each line."),
    "representative": lazy_gettext("The name as on the Civil ID, in Arabic or English."),
    "email": lazy_gettext("An address of your own domain. Gmail, Yahoo, Hotmail and their like are not accepted by the FSA."),
    "phone": lazy_gettext("A number in Oman, such as 9123 4567."),
}  # fmt: skip
SYSTEMS = {
    "yes": lazy_gettext("Yes, we have our own"),
    "no": lazy_gettext("No"),
    "unsure": lazy_gettext("In some branches only, or we are not sure"),
}


@dataclass(frozen=True)
class ShownTask:
    """A line of the task list."""

    label: str
    url: str | None
    status: str
    tone: str


def answer_rows(application: Application) -> list[dict[str, Any]]:
    """The answers with their Change links, as the summary list wants them."""
    known, rows = answers.given(application), []
    for question in answers.asked(application):
        if question not in known:
            continue
        row = {"label": TITLES[question], "value": _shown(question, known[question], application)}
        if answers.may_change(application, question):
            row["change_url"] = url_for("onboarding.question", question=question)
        rows.append(row)
    return rows


def opened_rows(application: Application | None) -> list[dict[str, Any]]:
    """Which application a mailed link opens: enough to know one's own, and nothing of a person."""
    if application is None:
        return []
    rows = [{"label": _("Reference"), "value": isolate(application.reference)}]
    if application.entity:
        rows.append({"label": _("Kind of establishment"), "value": _(ENTITIES[application.entity])})
    return rows


def payer_choices(on: date) -> list[tuple[str, str]]:
    """The insurers and TPAs to tick, by name."""
    return [(str(one.id), name_of(one)) for one in payers_on(on)]


def task_rows(found: dict[str, str]) -> list[ShownTask]:
    """The task list: what cannot start yet leads nowhere."""
    rows = []
    for key, status in found.items():
        label, tone = tasks.WORDS[status]
        url = None if status in {tasks.CANNOT_START, tasks.WAITING} else _where(key)
        rows.append(ShownTask(_(tasks.LABELS[key]), url, _(label), tone))
    return rows


def asked_rows(application: Application) -> list[dict[str, Any]]:
    """What the desk asks for, by task, while it is asked."""
    if application.status != RETURNED:
        return []
    asked = private.review_of(application).get("asked", {})
    return [
        {"label": _(tasks.LABELS[key]), "value": isolate(words), "change_url": _where(key)}
        for key, words in asked.items()
    ]


def happenings(events: list[ApplicationEvent]) -> list[dict[str, Any]]:
    """The timeline, as its macro wants it."""
    return [
        {"at": one.at, "title": _(EVENTS[one.event]), "tone": "info", "actor": None, "detail": _paper(one)}
        for one in events
    ]  # fmt: skip


def _paper(event: ApplicationEvent) -> str | None:
    kind = event.details.get("kind")
    return _(tasks.LABELS[kind]) if kind else None


def download_name(application: Application, paper: Any) -> str:
    """A name for a file that says nothing of a person."""
    return f"{application.reference}-{paper.kind}.{ENDINGS[paper.content_type]}"


def _where(key: str) -> str:
    if key == tasks.SHEET:
        return url_for("onboarding.sheet_page")
    if key == tasks.WHITELISTING:
        return url_for("onboarding.form_page")
    if key == tasks.SUBMIT:
        return url_for("onboarding.submit")
    return url_for("onboarding.paper", wanted=key)


def _shown(question: str, value: Any, application: Application) -> Any:
    if question == "entity":
        return _(ENTITIES[value])
    if question == "branches":
        return number(value)
    if question == "systems":
        return SYSTEMS[value]
    if question == "contracts":
        return _("Yes") if value else _("Not yet")
    if question == "payers":
        return isolate(("، " if language() == "ar" else ", ").join(payer_names(application)))
    return phone(value) if question == "phone" else isolate(value)


def payer_names(application: Application) -> list[str]:
    """Those that were ticked and those that were written."""
    ticked = set(application.payer_ids or ())
    named = [name_of(row) for row in all_names() if str(row.id) in ticked]
    return named + [line for line in application.other_payers.splitlines() if line]
