"""How long an application that is left alone is kept."""

from __future__ import annotations

from datetime import date, timedelta

from app.kernel.clock import muscat_day
from app.onboarding.integration import NO_CONTRACT
from app.onboarding.models import Application
from app.onboarding.states import STOPPED

# Nobody answers for a draft whose mailbox was never proven. One that waits for a contract or for other rules, or that
# somebody came back to by mail, is kept longer; so are the papers of a refused one, for questions about the decision.
UNCONFIRMED_DAYS = 30
KEPT_DAYS = 180
# So many days before, whoever left an address is told once.
WARNED_DAYS = 7


def kept_until(application: Application) -> date:
    """The last Muscat day on which an application that is left alone is still there."""
    waits = application.status == STOPPED or application.outcome == NO_CONTRACT
    is_kept = waits or application.confirmed_at is not None
    days = KEPT_DAYS if is_kept else UNCONFIRMED_DAYS
    return muscat_day(application.touched_at + timedelta(days=days))
