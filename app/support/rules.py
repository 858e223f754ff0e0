"""How long support may look, and when a look is over. Pure: moments come in."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from app.kernel.words import N_

MOST_MINUTES = 30
MINUTES = (10, 20, MOST_MINUTES)
HOURS = (1, 4, 24, 72)
# What the owner wants help with: chosen, not written, so that no patient stands in it.
REASONS = {
    "claim": N_("A claim looks wrong"),
    "eligibility": N_("An eligibility answer looks wrong"),
    "approval": N_("An approval looks wrong"),
    "codes": N_("Codes or prices look wrong"),
    "payments": N_("Payments look wrong"),
    "pharmacy": N_("The pharmacy counter looks wrong"),
    "other": N_("Something else, agreed with support"),
}
TIME, OWNER, OPERATOR, SESSION, TENANT = "time", "owner", "operator", "session", "tenant"
# Why a look ended.
ENDINGS = {
    TIME: N_("Its time was over"),
    OWNER: N_("The owner ended it"),
    OPERATOR: N_("Support ended it"),
    SESSION: N_("Support signed out"),
    TENANT: N_("The account was suspended or closed"),
}


def end_of(opened: datetime, minutes: int, granted_until: datetime) -> datetime:
    """When a look that begins now is over: never after the grant, never after thirty minutes."""
    return min(opened + timedelta(minutes=min(minutes, MOST_MINUTES)), granted_until)


def is_over(ends_at: datetime | None, at: datetime) -> bool:
    """Whether nothing may be seen any more; the last moment itself is over."""
    return ends_at is None or at >= ends_at


def minutes_left(ends_at: datetime, at: datetime) -> int:
    """What the frame shows: minutes begun count, none below zero."""
    return max(0, ceil((ends_at - at) / timedelta(minutes=1)))
