"""The order of what needs a person: by money and days left, so that a dear refusal never hides behind old pennies."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol, TypeVar

# Work of one span of days is sorted by its money: today and tomorrow, this week, this month, later.
SPANS = (1, 7, 30)
LATER = len(SPANS)
OVER = LATER + 1


def place(days: int | None, at_stake: Decimal) -> tuple[int, Decimal, int]:
    """The key to sort by. `days` are left until a window closes (none: no window), `at_stake` is in rials.

    Sooner spans come first, within a span the dearest, then the sooner. Where the window is over nothing can be
    won in the usual way any more: that comes last, and is still there to be closed.
    """
    if days is None:
        return LATER, -at_stake, 0
    if days < 0:
        return OVER, -at_stake, -days
    span = next((number for number, most in enumerate(SPANS) if days <= most), LATER)
    return span, -at_stake, days


class Waiting(Protocol):
    """One thing that waits for a person."""

    @property
    def at_stake(self) -> Decimal:
        """In rials."""

    @property
    def days_left(self) -> int | None:
        """Until its window closes; None where it has none."""


T = TypeVar("T", bound=Waiting)


def most_urgent(found: Iterable[T], limit: int) -> list[T]:
    """The first `limit` of what waits, in the order of the page: what is cut off is less urgent than all that stays."""
    return sorted(found, key=lambda one: place(one.days_left, one.at_stake))[:limit]
