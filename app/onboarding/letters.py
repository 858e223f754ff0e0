"""Letters to applicants: plain text, the applicant's language first and the other below it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.kernel.words import N_
from app.mail import letters
from app.mail import service as mail
from app.mail.letters import address
from app.onboarding import links
from app.onboarding.errors import NotOpen
from app.onboarding.keeping import kept_until
from app.onboarding.models import Application
from app.onboarding.tasks import LABELS

__all__ = ["address", "refuse_unless_open", "with_link", "write"]

SUBJECTS = {
    "confirm": N_("Confirm your e-mail"),
    "resume": N_("Go on with your application"),
    "lapsing": N_("Your application ends soon"),
    "rules_changed": N_("The way is open for your establishment"),
    "known_person": N_("You have an account already"),
    "known_application": N_("You have an application already"),
    "submitted": N_("Your application was sent"),
    "returned": N_("More is asked for your application"),
    "refused": N_("Your application was refused"),
    "provisioned": N_("Your account is open"),
}
TEMPLATES = {
    "confirm": "onboarding/letters/confirm.txt",
    "resume": "onboarding/letters/resume.txt",
    "lapsing": "onboarding/letters/lapsing.txt",
    "rules_changed": "onboarding/letters/rules_changed.txt",
    "known_person": "onboarding/letters/known_person.txt",
    "known_application": "onboarding/letters/known_application.txt",
    "submitted": "onboarding/letters/submitted.txt",
    "returned": "onboarding/letters/returned.txt",
    "refused": "onboarding/letters/refused.txt",
    "provisioned": "onboarding/letters/provisioned.txt",
}


def label_of(task: str) -> str:
    """The name of a task, for a letter (English msgid)."""
    return LABELS[task]


def refuse_unless_open() -> None:
    """Raises NotOpen where no letter would reach anybody: asked before anything is looked up or moved."""
    if not mail.can_send():
        raise NotOpen


def write(name: str, to: str, language: str, **values: Any) -> None:
    """Send one letter in both languages."""
    letters.write(
        f"application.{name}", SUBJECTS[name], TEMPLATES[name], to=to, language=language, **values
    )


def with_link(name: str, to: str, application: Application, purpose: str) -> None:
    """Send a letter with a link that opens the application, which must be open."""
    token = links.mint(application, purpose)
    write(
        name, to, application.language,
        url=address(url_for("onboarding.back", token=token)), days=links.GOOD_FOR[purpose].days,
        reference=application.reference, kept_until=kept_until(application),
    )  # fmt: skip
