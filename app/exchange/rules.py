"""How long to wait, when to pause a lane, when to ask a person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.exchange.gateway import Manner

# A queued message is stamped anew well before the exchange would call its stamp too old.
STAMP_SHARE = 0.5
MOST_UNREAD_ANSWERS = 3
# One failure may be chance; two in a row are worth telling everybody.
FAILURES_WORTH_SAYING = 2

WORKING, FAILING, PAUSED, TRYING = "working", "failing", "paused", "trying"


@dataclass(frozen=True)
class Strain:
    """How a lane fares: failures in a row, since when, and until when nothing is tried."""

    failures: int = 0
    failing_since: datetime | None = None
    open_until: datetime | None = None


def pause(failures: int, manner: Manner, dice: float) -> timedelta:
    """Exponential back-off with full jitter; `dice` in [0, 1)."""
    highest = min(manner.longest_pause, manner.first_pause * 2 ** min(failures, 16))
    return timedelta(seconds=max(0.2, highest * dice))


def after_failure(strain: Strain, now: datetime, manner: Manner) -> Strain:
    """One more failure; enough of them pause the lane, and a failed probe pauses it again."""
    failures = strain.failures + 1
    opened = failures >= manner.breaker_failures
    return Strain(
        failures=failures,
        failing_since=strain.failing_since or now,
        open_until=now + timedelta(seconds=manner.breaker_pause) if opened else None,
    )


def condition(strain: Strain, now: datetime) -> str:
    """working, failing (trying still), paused (breaker open) or trying (one probe may go)."""
    if strain.failures == 0:
        return WORKING
    if strain.open_until is None:
        return FAILING
    return PAUSED if strain.open_until > now else TRYING


def stamp_is_old(stamped_at: datetime, now: datetime, manner: Manner) -> bool:
    """Whether a message that never left needs a new stamp."""
    return (now - stamped_at).total_seconds() > manner.clock_tolerance * STAMP_SHARE
