"""Until when a claim may still be sent, corrected or complained about. Pure; days are Muscat days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from app.claims.values import COMPLAINT, CORRECTION

FILING = "filing"


class Agreed(Protocol):
    """The windows of a contract, in days; None where nothing was agreed."""

    filing_days: int | None
    resubmission_days: int | None
    complaint_days: int | None


@dataclass(frozen=True)
class Window:
    """A window and its last day; `until` is None where no window is known."""

    kind: str
    until: date | None

    def left(self, today: date) -> int | None:
        """Days left, 0 on the last day, negative after it."""
        return None if self.until is None else (self.until - today).days

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and today > self.until


def filing_window(contract: Agreed | None, service_date: date) -> Window:
    """To send a claim: counted from the service."""
    return _window(FILING, contract.filing_days if contract else None, service_date)


def dispute_window(contract: Agreed | None, kind: str, judged_on: date | None) -> Window:
    """To correct or to complain: counted from the decision. Without days of its own a complaint has a correction's."""
    if contract is None or judged_on is None:
        return Window(kind, None)
    days = contract.resubmission_days
    if kind == COMPLAINT:
        days = contract.complaint_days or days
    return _window(kind, days, judged_on)


def next_window(contract: Agreed | None, judged_on: date | None) -> Window:
    """The one of both that ends first."""
    both = [dispute_window(contract, kind, judged_on) for kind in (CORRECTION, COMPLAINT)]
    known = [one for one in both if one.until is not None]
    return min(known, key=lambda one: one.until or date.max, default=both[0])


def _window(kind: str, days: int | None, begins: date) -> Window:
    return Window(kind, begins + timedelta(days=days) if days else None)
