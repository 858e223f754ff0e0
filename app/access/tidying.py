"""What is kept no longer: first results of old form tokens, sessions long ended, forms nobody came back for."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import delete, or_, text

from app.access.models import ParkedForm, SignInSession
from app.access.rules import PARKED_FOR
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.rounds import for_each_tenant

EVERY_SECONDS = 3600.0
RESULTS_KEPT = timedelta(days=7)
SESSIONS_KEPT = timedelta(days=30)

FORGET_RESULTS = text("DELETE FROM idempotency_results WHERE created_at < :before")

_next = [0.0]


def tidy_now_and_then() -> None:
    """Once an hour, every tenant in turn, on a worker's tick; one tenant's trouble does not stop the others."""
    if time.monotonic() < _next[0]:
        return
    _next[0] = time.monotonic() + EVERY_SECONDS
    for_each_tenant(tidy)


def tidy() -> None:
    """Delete what the present tenant needs no longer."""
    moment = now()
    db.session.execute(FORGET_RESULTS, {"before": moment - RESULTS_KEPT})
    db.session.execute(delete(ParkedForm).where(ParkedForm.created_at < moment - PARKED_FOR))
    gone = moment - SESSIONS_KEPT
    db.session.execute(
        delete(SignInSession).where(
            or_(SignInSession.expires_at < gone, SignInSession.ended_at < gone)
        )
    )
