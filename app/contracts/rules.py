"""Which contract, list or code map holds on a day: pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Anything that holds from one day to another, both inclusive; no last day means until further notice."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


Something = TypeVar("Something", bound=Dated)


def holds(one: Dated, on: date) -> bool:
    """Does it hold on the day?"""
    return one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)


def in_force(several: Iterable[Something], on: date) -> Something | None:
    """The one that holds on the day; where several do, the one that began last."""
    return max(
        (one for one in several if holds(one, on)), key=lambda one: one.valid_from, default=None
    )


def overlap(
    first_from: date, first_to: date | None, other_from: date, other_to: date | None
) -> bool:
    """Do two periods share a day?"""
    return first_from <= (other_to or date.max) and other_from <= (first_to or date.max)


def last_day_before(begins: date) -> date:
    """The last day of what came before."""
    return begins - timedelta(days=1)
