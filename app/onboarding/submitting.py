"""Sending an application to FSA, withdrawing it, and when the answer may be expected."""

from __future__ import annotations

from datetime import date

from app.kernel.clock import muscat_day, now, today
from app.kernel.db import db
from app.onboarding import answers, letters, papers, private
from app.onboarding.errors import NotFinished
from app.onboarding.history import move
from app.onboarding.keys import number_index
from app.onboarding.lapsing import forget
from app.onboarding.models import Application
from app.onboarding.tasks import LICENCE, NOT_STARTED, REGISTRATION, SUBMIT, statuses
from app.reference.queries import public_holidays
from app.reference.workdays import working_day_after

# FSA's own promise.
FIRST_DAY, LAST_DAY = 5, 10


def submit(application: Application) -> None:
    """Send a whole application; raises NotOpen, NotFinished, AnswersMissing, LeadsElsewhere, NotPossible."""
    letters.refuse_unless_open()
    answers.refuse_unfit(application)
    if statuses(papers.task_facts(application), today())[SUBMIT] != NOT_STARTED:
        raise NotFinished
    move(application, "submitted")
    application.submitted_at = now()
    there = papers.current(application)
    number = papers.number_of(application, there.get(REGISTRATION))
    application.registration_index = number_index(number, "registration")
    number = papers.number_of(application, there.get(LICENCE))
    application.licence_index = number_index(number, "licence")
    first, last = expected(application)
    own = private.of(application)
    letters.write(
        "submitted", str(own["email"]), application.language,
        reference=application.reference, first=first, last=last,
    )  # fmt: skip
    db.session.flush()


def expected(
    application: Application, holidays: frozenset[date] | None = None
) -> tuple[date, date]:
    """Between which days FSA answers, counted in working days from the sending; whoever has the holidays at hand gives them."""
    if application.submitted_at is None:
        raise NotFinished
    sent = muscat_day(application.submitted_at)
    holidays = public_holidays() if holidays is None else holidays
    return working_day_after(sent, FIRST_DAY, holidays), working_day_after(sent, LAST_DAY, holidays)


def withdraw(application: Application) -> None:
    """Take an application back: its key goes, and names, numbers and papers with it. Raises NotPossible."""
    move(application, "withdrawn")
    forget(application)
