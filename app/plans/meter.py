"""The live meter: what was used this month beside what the plan foresees. It only warns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.plans.accounts import Account
from app.plans.proration import Month

ALERTS = (80, 100)


@dataclass(frozen=True)
class Meter:
    """Accepted claims of a month; `alert` is 80 or 100 once reached, else None."""

    used: int
    limit: int | None

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down; None where there is no limit."""
        return self.used * 100 // self.limit if self.limit else None

    @property
    def alert(self) -> int | None:
        """The highest alert that was reached."""
        reached = [alert for alert in ALERTS if self.percent is not None and self.percent >= alert]
        return reached[-1] if reached else None


def read(account: Account, limit: int | None, today: date) -> Meter:
    """The meter of the month of a day."""
    used = sum(account.usage.get(day, 0) for day in Month.of(today).days())
    return Meter(used, limit)
