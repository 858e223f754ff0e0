"""Sending a letter: written down with the change that wants it, handed in by a worker. Never patient data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from app.config import Settings
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.crypto import blind_index, derived_key, seal, unseal
from app.kernel.db import db, on_platform
from app.kernel.fields import normal_email
from app.kernel.ids import new_id
from app.mail import smtp
from app.mail.models import Mail

DELIVER = "mail.deliver"
# A mail server may be away for a week-end: the pauses double up to six hours, and the last try is after three days.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
TRIED_FOR = timedelta(days=3)
# A job that was lost with its worker is found again by the next round.
JOB_MAY_TAKE = timedelta(minutes=10)
NEWEST = 50

NAME_MAIL = text("SELECT set_config('app.mail', :mail, true)")
DUE = text("SELECT due_mail_ids(:moment)")
OPEN_OUTBOX = text(
    "SELECT set_config('app.outbox', :wide, true), set_config('app.mailbox', :mailbox, true)"
)
OWN, ALL = "own", "all"

HandIn = Callable[[str, EmailMessage], None]
_hand_in: list[HandIn] = [smtp.hand_in]


@dataclass(frozen=True, repr=False)
class Letter:
    """What is written to whom, as plain text."""

    to: str
    subject: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Kept:
    """A letter of a trial, as its outbox shows it."""

    id: UUID
    letter: Letter
    at: datetime


class NoWayOut(RuntimeError):
    """Here no letter reaches anybody; who writes one asks `can_send` first, and says so in words."""


class NotTaken(RuntimeError):
    """The mail server took a letter not. Its own words would name the address, and are not told."""


def can_send() -> bool:
    """Whether a letter reaches anybody: by SMTP, or in the outbox of an installation with invented people."""
    settings = _settings()
    return settings.smtp_url is not None or not settings.is_production


def has_outbox() -> bool:
    """Whether letters stay here and are shown: only where all people are invented and no mail leaves."""
    settings = _settings()
    return settings.smtp_url is None and not settings.is_production


def send(purpose: str, letter: Letter) -> UUID:
    """Write a letter with the present transaction; it leaves if and only if that commits. Raises NoWayOut."""
    if not can_send():
        raise NoWayOut
    identity = new_id()
    leaves = _settings().smtp_url is not None
    db.session.add(
        Mail(
            id=identity,
            purpose=purpose,
            status="waiting" if leaves else "kept",
            letter_sealed=_seal(identity, letter),
            next_try_at=_first_round() if leaves else None,
            mailbox=None if leaves else _mailbox(letter.to),
        )
    )
    db.session.flush()
    if leaves and not on_platform.get():
        jobs.defer(DELIVER, mail_id=identity)
    return identity


@jobs.task(DELIVER)
def deliver(mail_id: str) -> None:
    """Hand one letter in and forget its words; raises NotTaken, after noting when it is tried again."""
    db.session.execute(NAME_MAIL, {"mail": mail_id})
    query = select(Mail).where(Mail.id == UUID(mail_id)).with_for_update()
    found = db.session.scalars(query).one_or_none()
    url = _settings().smtp_url
    if found is None or found.status != "waiting" or found.letter_sealed is None or url is None:
        db.session.rollback()
        return
    found.tries += 1
    try:
        _give(url, found.id, found.letter_sealed)
    except NotTaken:
        _put_off(found)
        db.session.commit()
        raise
    found.status, found.sent_at, found.letter_sealed = "sent", now(), None
    db.session.commit()


def deliver_due() -> None:
    """Every tick: letters whose time has come again, and those that were written where no job can be."""
    if _settings().smtp_url is None:
        return
    for identity in list(db.session.scalars(DUE, {"moment": now()})):
        db.session.execute(NAME_MAIL, {"mail": str(identity)})
        found = db.session.get(Mail, identity, with_for_update={"skip_locked": True})
        if found is not None and found.status == "waiting":
            # Until the job has said more, so that the next tick does not ask for another one.
            found.next_try_at = now() + JOB_MAY_TAKE
            jobs.defer(DELIVER, mail_id=identity)
        db.session.commit()


def pause_after(tries: int) -> timedelta:
    """How long a letter rests after so many tries in vain."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 12), LONGEST_PAUSE)


def _put_off(letter: Mail) -> None:
    if now() - letter.created_at >= TRIED_FOR:
        letter.status, letter.next_try_at = "failed", None
    else:
        letter.next_try_at = now() + pause_after(letter.tries)


def _first_round() -> datetime:
    """Where a job carries it at once the round comes later; the operator's role writes no jobs."""
    return now() if on_platform.get() else now() + JOB_MAY_TAKE


def _give(url: str, identity: UUID, sealed: bytes) -> None:
    """Raises NotTaken, which names the kind of failure: a worker logs it, and the address stays out."""
    try:
        _hand_in[0](url, _message(identity, _open(identity, sealed)))
    except (OSError, ValueError, MessageError) as problem:
        told = f"{type(problem).__name__} {getattr(problem, 'smtp_code', '')}".strip()
    else:
        return
    # Outside of the handler: what was raised there is not even remembered as the context.
    raise NotTaken(told)


def own_outbox(address: str = "") -> list[Kept]:
    """The newest letters of a trial that belong to the tenant or the application in scope.

    With an address, also those to it that bring somebody in: who is invited cannot sign in yet.
    """
    return _kept(db.session, OWN, _mailbox(address) if address else "")


def outbox() -> list[Kept]:
    """The newest letters of a trial, to whomever: for the operator's desk alone."""
    if not on_platform.get():
        return _kept(db.session, ALL)
    # The operator's own role reads no letter, in a trial as anywhere.
    with Session(db.engine) as session:
        return _kept(session, ALL)


def _kept(session: Session | scoped_session[Any], wide: str, mailbox: str = "") -> list[Kept]:
    session.execute(OPEN_OUTBOX, {"wide": wide, "mailbox": mailbox})
    columns = (Mail.id, Mail.letter_sealed, Mail.created_at)
    query = select(*columns).where(Mail.status == "kept", Mail.letter_sealed.is_not(None))
    return [
        Kept(row.id, _open(row.id, row.letter_sealed), row.created_at)
        for row in session.execute(query.order_by(Mail.id.desc()).limit(NEWEST))
        if row.letter_sealed is not None
    ]


def _mailbox(address: str) -> str:
    return blind_index(_key(), normal_email(address), purpose="mailbox")


def _message(identity: UUID, letter: Letter) -> EmailMessage:
    settings = _settings()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, letter.to, letter.subject  # fmt: skip
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{identity}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def _seal(identity: UUID, letter: Letter) -> bytes:
    return seal(_key(), json.dumps(asdict(letter)).encode(), place=f"mails/{identity}")


def _open(identity: UUID, sealed: bytes) -> Letter:
    return Letter(**json.loads(unseal(_key(), sealed, place=f"mails/{identity}")))


def _key() -> bytes:
    return derived_key(current_app.config["MASTER_KEY"], "mails")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
