"""Whoever was stopped hears of it when the rules open the way: the table is dated, and the answers are kept."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from sqlalchemy import select, text

from app.kernel.clock import now
from app.kernel.db import db
from app.mail import service as mail
from app.onboarding import answers, letters, links, private
from app.onboarding.history import move
from app.onboarding.models import Application
from app.onboarding.states import STOPPED

STOPPED_IDS = text("SELECT stopped_application_ids()")


def look_again() -> None:
    """Every hour: the table of today decides anew on those it stopped. Commits each by itself."""
    if not mail.can_send():
        return
    for identity in list(db.session.scalars(STOPPED_IDS)):
        _look(identity)
        db.session.commit()


def _look(identity: UUID) -> None:
    links.open_wall(identity)
    query = select(Application).where(Application.id == identity).with_for_update()
    application = db.session.scalars(query).one_or_none()
    if application is None or application.status != STOPPED:
        return
    decision = answers.decide(application)
    if decision.stops:
        return
    application.outcome, application.touched_at = decision.outcome, now()
    application.warned_at = None
    move(application, "rules_changed")
    address = private.of(application).get("email")
    if address:
        # Letters name pages of ours, and only a request knows their addresses.
        with current_app.test_request_context():
            letters.with_link("rules_changed", str(address), application, links.RESUME)
    db.session.flush()
