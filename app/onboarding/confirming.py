"""Who reads this mailbox? Asking by mail, and coming back by what was mailed. Strangers learn nothing."""

from __future__ import annotations

from flask import url_for

from app.access import signin
from app.kernel import throttle
from app.kernel.clock import now, today
from app.kernel.throttle import Bucket
from app.onboarding import emails, letters, links, lists, private
from app.onboarding.errors import LinkNotGood
from app.onboarding.history import move
from app.onboarding.keys import email_index
from app.onboarding.models import Application
from app.onboarding.states import DRAFT, STOPPED

HALF_AN_HOUR = 1800.0
LETTERS_AT_ONCE = 5


def ask_to_confirm(application: Application) -> None:
    """Mail a link that confirms; a known mailbox gets another letter, and nobody here is told which."""
    own = private.of(application)
    to, mailbox = str(own["email"]), str(own["mailbox"])
    if not _may_write_to(mailbox):
        return
    if signin.is_known(to):
        letters.write("known_person", to, application.language, url=letters.address(url_for("access.sign_in")))  # fmt: skip
        return
    other = links.of_email(email_index(mailbox))
    if other is not None and other.status not in {DRAFT, STOPPED}:
        links.open_wall(other.id)
        letters.with_link("known_application", to, other, links.RESUME)
        links.open_wall(application.id)
        return
    letters.with_link("confirm", to, application, links.CONFIRM)


def save_for_later(application: Application) -> None:
    """Mail a link by which a draft is gone on with, on this device or another."""
    own = private.of(application)
    if _may_write_to(str(own["mailbox"])):
        letters.with_link("resume", str(own["email"]), application, links.RESUME)


def ask_to_come_back(typed: str) -> None:
    """Mail a link to the application of a mailbox, if there is one. Raises NotAnEmail, FreeMail."""
    read = emails.read(typed, lists.free_mail(), today())
    found = links.of_email(email_index(read.identity))
    if not _may_write_to(read.identity) or found is None:
        return
    links.open_wall(found.id)
    letters.with_link("resume", str(private.of(found)["email"]), found, links.RESUME)


def come_back(token: str) -> tuple[Application, str]:
    """Use a mailed link up: the application, and the token of this browser. Raises LinkNotGood."""
    found = links.opened_by(token, links.CONFIRM, links.RESUME)
    if found is None:
        raise LinkNotGood
    application, link = found
    # A letter to an address since changed, or to an application since withdrawn.
    if link.email_index != application.email_index or application.wrapped_key is None:
        raise LinkNotGood
    if not links.use(link):
        raise LinkNotGood
    if link.purpose == links.CONFIRM and application.status == DRAFT:
        application.confirmed_at = now()
        move(application, "confirmed")
    return application, links.mint(application, links.BROWSER)


def _may_write_to(mailbox: str) -> bool:
    """Nobody's mailbox is filled through us."""
    bucket = Bucket("apply mailbox", mailbox, LETTERS_AT_ONCE, HALF_AN_HOUR)
    return throttle.take(bucket, at=now()) == 0
