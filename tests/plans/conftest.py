"""The operator sells, Noor buys; it is 1 November 2026 until a test says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import time_machine

from app.kernel.db import db
from app.plans.accounts import Terms
from app.plans.books import SEATS
from app.tenants.scope import as_platform
from tests.factories.plans import accept, sell

FIRST = datetime(2026, 11, 1, 5, 15, tzinfo=UTC)


@pytest.fixture
def days() -> Iterator[Callable[[date], None]]:
    """`days(date(2026, 11, 16))` moves the clock to the morning of that day. It runs: what is newest stays the newest."""
    with time_machine.travel(FIRST) as machine:
        yield lambda day: machine.move_to(datetime(day.year, day.month, day.day, 5, 15, tzinfo=UTC))


@contextmanager
def at_desk() -> Iterator[None]:
    """Work as the operator; commits."""
    with as_platform():
        yield
        db.session.commit()


@pytest.fixture
def sold(context: None, days: Callable[[date], None]) -> None:
    """Everything is on sale."""
    with at_desk():
        sell()


@pytest.fixture
def noor(sold: None, people, inside) -> UUID:
    """Noor, whose people have been there since long ago."""
    with inside("amal"):
        db.session.execute(SEATS.update().values(joined_on=date(2026, 1, 1)))
        db.session.commit()
    return people["amal"].tenant_id


@pytest.fixture
def desk_work() -> Callable[[], AbstractContextManager[None]]:
    return at_desk


USERS, CLAIMS = Terms("users"), Terms("claims")
__all__ = ["accept"]
