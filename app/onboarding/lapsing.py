"""Drafts that nobody goes on with: after a named number of days their keys are destroyed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, text

from app.kernel.clock import now
from app.kernel.db import db
from app.onboarding import links
from app.onboarding.history import move
from app.onboarding.models import Application, ApplicationLink
from app.onboarding.states import DRAFT, STOPPED

# A mailed link of a draft is good for fourteen days; a lead is kept in case the rules change.
UNCONFIRMED_DAYS = 30
STOPPED_DAYS = 180

LEFT = text("SELECT left_application_ids(:stopped_before, :unconfirmed_before)")


def let_lapse() -> None:
    """Every hour: what was left alone for too long ends, each in its own transaction."""
    moments = {
        "stopped_before": now() - timedelta(days=STOPPED_DAYS),
        "unconfirmed_before": now() - timedelta(days=UNCONFIRMED_DAYS),
    }
    for identity in list(db.session.scalars(LEFT, moments)):
        links.open_wall(identity)
        query = select(Application).where(Application.id == identity).with_for_update()
        application = db.session.scalars(query).one_or_none()
        if application is not None and application.status in {DRAFT, STOPPED}:
            move(application, "lapsed")
            forget(application)
        db.session.commit()


def forget(application: Application) -> None:
    """The key goes, and names, numbers and papers with it; no link opens it any more."""
    application.wrapped_key = application.email_index = None
    query = delete(ApplicationLink).where(ApplicationLink.application_id == application.id)
    db.session.execute(query)
    db.session.flush()
