"""Who reads this mailbox? Asking by mail, and coming back by what was mailed. Strangers learn nothing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from app.access import signin
from app.kernel import throttle
from app.kernel.clock import now, today
from app.kernel.errors import DomainError
from app.kernel.throttle import Bucket
from app.onboarding import answers, emails, letters, links, lists, private
from app.onboarding.errors import LinkNotGood
from app.onboarding.history import move
from app.onboarding.keys import email_index
from app.onboarding.models import Application, ApplicationLink
from app.onboarding.states import DRAFT, STOPPED

HALF_AN_HOUR = 1800.0
LETTERS_AT_ONCE = 5


@dataclass(frozen=True, repr=False)
class Opened:
    """What a mailed link opened: the token of this browser, and why nothing was confirmed, if so."""

    application: Application
    token: str
    refusal: DomainError | None = None


def ask_to_confirm(application: Application) -> None:
    """Mail a link that confirms; a known mailbox gets another letter, and nobody here is told which. Raises NotOpen."""
    letters.refuse_unless_open()
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
        # To the address of that application: what was typed now may be a mailbox of somebody else.
        letters.with_link("known_application", str(private.of(other)["email"]), other, links.RESUME)
        links.open_wall(application.id)
        return
    letters.with_link("confirm", to, application, links.CONFIRM)


def save_for_later(application: Application) -> None:
    """Mail a link by which a draft is gone on with, on this device or another. Raises NotOpen."""
    letters.refuse_unless_open()
    own = private.of(application)
    if _may_write_to(str(own["mailbox"])):
        letters.with_link("resume", str(own["email"]), application, links.RESUME)


def ask_to_come_back(typed: str) -> None:
    """Mail a link to the application of a mailbox, if there is one. Raises NotOpen, NotAnEmail, FreeMail."""
    letters.refuse_unless_open()
    read = emails.read(typed, lists.free_mail(), today())
    found = links.of_email(email_index(read.identity))
    if not _may_write_to(read.identity) or found is None:
        return
    links.open_wall(found.id)
    letters.with_link("resume", str(private.of(found)["email"]), found, links.RESUME)


def look_at(token: str) -> Application | None:
    """What a mailed link would open, or None where it would open nothing; it is not used up."""
    found = links.opened_by(token, links.CONFIRM, links.RESUME)
    return found[0] if found and _is_still_meant(*found) else None


def come_back(token: str) -> Opened:
    """Use a mailed link up: this browser opens the application, and no other does. Raises LinkNotGood."""
    found = links.opened_by(token, links.CONFIRM, links.RESUME)
    if found is None or not _is_still_meant(*found) or not links.use(found[1]):
        raise LinkNotGood
    application, link = found
    application.confirmed_at = application.confirmed_at or now()
    # Whoever comes back goes on with it.
    application.touched_at, application.warned_at = now(), None
    links.end_browsers(application)
    mine = links.mint(application, links.BROWSER)
    if link.purpose == links.CONFIRM and application.status == DRAFT:
        try:
            answers.refuse_unfit(application)
        except DomainError as refusal:
            return Opened(application, mine, refusal)
        move(application, "confirmed")
    return Opened(application, mine)


def _is_still_meant(application: Application, link: ApplicationLink) -> bool:
    """Not a letter to an address since changed, or to an application since withdrawn."""
    is_same = link.email_index == application.email_index
    return is_same and application.wrapped_key is not None


def _may_write_to(mailbox: str) -> bool:
    """Nobody's mailbox is filled through us."""
    bucket = Bucket("apply mailbox", mailbox, LETTERS_AT_ONCE, HALF_AN_HOUR)
    return throttle.take(bucket, at=now()) == 0
