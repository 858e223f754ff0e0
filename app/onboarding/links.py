"""What opens an application: tokens of which only the hash is kept, and the wall that they open."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, text

from app.kernel.clock import now
from app.kernel.db import db, only_reads
from app.onboarding.models import Application, ApplicationLink

BROWSER, CONFIRM, RESUME = "browser", "confirm", "resume"
GOOD_FOR = {
    BROWSER: timedelta(days=30),
    CONFIRM: timedelta(days=3),
    RESUME: timedelta(days=14),
}

OPEN = text("SELECT set_config('app.application', :application, true)")
CARRY = text("SELECT set_config('app.application_link', :hash, true)")
SAME_EMAIL = text("SELECT set_config('app.application_email', :index, true)")


def open_wall(application_id: UUID) -> None:
    """From here to the end of the transaction this application is seen, and no other."""
    db.session.execute(OPEN, {"application": str(application_id)})


def mint(application: Application, purpose: str) -> str:
    """A new token for the application that is open; only its hash is written."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        ApplicationLink(
            token_hash=hash_of(token),
            application_id=application.id,
            purpose=purpose,
            email_index=application.email_index,
            expires_at=now() + GOOD_FOR[purpose],
        )
    )
    db.session.flush()
    return token


def opened_by(token: str, *purposes: str) -> tuple[Application, ApplicationLink] | None:
    """The application a token opens, and the wall is open; None for a token that is wrong, used or too old.

    Where the request may write, the application is locked: two that write at once follow each other.
    """
    hashed = hash_of(token)
    db.session.execute(CARRY, {"hash": hashed})
    link = _good(hashed, purposes)
    if link is None:
        return None
    open_wall(link.application_id)
    query = select(Application).where(Application.id == link.application_id)
    if only_reads():
        application = db.session.scalars(query).one_or_none()
        return None if application is None else (application, link)
    locked = query.with_for_update().execution_options(populate_existing=True)
    application = db.session.scalars(locked).one_or_none()
    # Who held the lock before may have used the link up, or ended it.
    link = _good(hashed, purposes)
    return None if application is None or link is None else (application, link)


def _good(hashed: str, purposes: tuple[str, ...]) -> ApplicationLink | None:
    """The link as it stands at this moment, or None where it opens nothing."""
    query = select(ApplicationLink).where(ApplicationLink.token_hash == hashed)
    link = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if link is None or link.purpose not in purposes or link.used_at or link.expires_at <= now():
        return None
    return link


def use(link: ApplicationLink) -> bool:
    """Use up a mailed link; False where another browser did so at this very moment."""
    query = select(ApplicationLink).where(ApplicationLink.token_hash == link.token_hash)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(fresh).one()
    if found.used_at is not None:
        return False
    found.used_at = now()
    db.session.flush()
    return True


def of_email(index: str) -> Application | None:
    """The application of a mailbox that has come furthest, or None; it is seen but not open.

    One that was opened through the mailbox goes before all that only name it: anybody may do that.
    """
    db.session.execute(SAME_EMAIL, {"index": index})
    rank = {"approved": 0, "submitted": 0, "returned": 0, "collecting": 1, "draft": 2, "stopped": 3}
    query = select(Application).where(
        Application.email_index == index, Application.status.in_(rank)
    )
    found = sorted(db.session.scalars(query), key=lambda one: one.created_at, reverse=True)
    return min(found, key=lambda one: (one.confirmed_at is None, rank[one.status]), default=None)


def end_browsers(application: Application) -> None:
    """No browser opens the application any more: whose mailbox it is says who does from now on."""
    query = delete(ApplicationLink).where(
        ApplicationLink.application_id == application.id, ApplicationLink.purpose == BROWSER
    )
    db.session.execute(query)


def forget(token: str) -> None:
    """This browser opens the application no more."""
    db.session.execute(delete(ApplicationLink).where(ApplicationLink.token_hash == hash_of(token)))


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
