"""The order of what needs a person: by money and days left, so that a dear refusal never hides behind old pennies."""

from __future__ import annotations

from decimal import Decimal

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
