"""The only place that asks the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

MUSCAT = ZoneInfo("Asia/Muscat")

_told: ContextVar[datetime | None] = ContextVar("told_moment", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """The work inside happens at an earlier moment: how the demo tells the story of a past week."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """The day it is in Muscat."""
    return now().astimezone(MUSCAT).date()


def muscat_day(moment: datetime) -> date:
    """The Muscat day on which an aware moment falls."""
    return moment.astimezone(MUSCAT).date()
