"""The only place that asks the time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

MUSCAT = ZoneInfo("Asia/Muscat")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Muscat."""
    return now().astimezone(MUSCAT).date()


def muscat_day(moment: datetime) -> date:
    """The Muscat day on which an aware moment falls."""
    return moment.astimezone(MUSCAT).date()
