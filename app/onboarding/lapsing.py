"""Drafts that nobody goes on with: after a named number of days their keys are destroyed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select, text

from app.kernel.clock import now
from app.kernel.db import db
from app.mail import service as mail
from app.onboarding import letters, links, private
from app.onboarding.history import move
from app.onboarding.keeping import KEPT_DAYS, UNCONFIRMED_DAYS, WARNED_DAYS
from app.onboarding.models import Application, ApplicationLink
from app.onboarding.states import DRAFT, REFUSED, STOPPED

OPEN = frozenset({DRAFT, STOPPED})

LEFT = text("SELECT left_application_ids(:kept_before, :unconfirmed_before)")


def let_lapse() -> None:
    """Every hour: what was left alone for too long ends, each in its own transaction, after a word of warning."""
    for identity in _left(WARNED_DAYS):
        application = _open(identity)
        if application is not None and application.status in OPEN and not application.warned_at:
            _warn(application)
        db.session.commit()
    for identity in _left(0):
        application = _open(identity)
        if application is not None:
            if application.status in OPEN:
                move(application, "lapsed")
            forget(application)
        db.session.commit()


def _left(days_before: int) -> list[UUID]:
    """Those whose time is over in so many days."""
    moments = {
        "kept_before": now() - timedelta(days=KEPT_DAYS - days_before),
        "unconfirmed_before": now() - timedelta(days=UNCONFIRMED_DAYS - days_before),
    }
    return list(db.session.scalars(LEFT, moments))


def _open(identity: UUID) -> Application | None:
    """The application, locked, while its key may go."""
    links.open_wall(identity)
    query = select(Application).where(Application.id == identity).with_for_update()
    application = db.session.scalars(query).one_or_none()
    return application if application and application.status in {*OPEN, REFUSED} else None


def _warn(application: Application) -> None:
    """Whoever left an address is told, with a link to go on; nobody else can be."""
    application.warned_at = now()
    address = private.of(application).get("email")
    if address and mail.can_send():
        # Letters name pages of ours, and only a request knows their addresses.
        with current_app.test_request_context():
            letters.with_link("lapsing", address, application, links.RESUME)
    db.session.flush()


def forget(application: Application) -> None:
    """The key goes, and names, numbers and papers with it; no link opens it any more."""
    application.wrapped_key = application.email_index = None
    query = delete(ApplicationLink).where(ApplicationLink.application_id == application.id)
    db.session.execute(query)
    db.session.flush()
