"""What a licence's days mean today: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kernel.words import N_

# Days left -> tone, soonest first: the reminders people asked for are 60, 30 and 7 days ahead.
REMIND_AT = ((7, "danger"), (30, "warning"), (60, "waiting"))

NOT_YET = N_("Licence begins later")
EXPIRED = N_("Licence expired")
LAST_DAY = N_("Licence ends today")
ENDS_SOON = N_("Licence ends soon")
VALID = N_("Licensed")


@dataclass(frozen=True)
class LicenceState:
    """The state of a licence in words (a msgid) and a tone; days_left only where it is ending or ended."""

    sentence: str
    tone: str
    days_left: int | None = None

    @property
    def needs_attention(self) -> bool:
        return self.tone != "success"


def reminder_due(ends: date, today: date) -> int | None:
    """Which reminder a licence has come to, in days ahead of its last day; None before the first and after the end."""
    left = (ends - today).days
    return next((days for days, _tone in REMIND_AT if 0 <= left <= days), None)


def licence_state(begins: date, ends: date, today: date) -> LicenceState:
    """How a licence stands; its last day is still valid."""
    left = (ends - today).days
    if left < 0:
        return LicenceState(EXPIRED, "danger", left)
    if begins > today:
        return LicenceState(NOT_YET, "waiting")
    if left == 0:
        return LicenceState(LAST_DAY, "danger", 0)
    for days, tone in REMIND_AT:
        if left <= days:
            return LicenceState(ENDS_SOON, tone, left)
    return LicenceState(VALID, "success")
