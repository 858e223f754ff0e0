"""The list of payments narrowed to days of payment: by those days, each once, page by page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.paging import PAGE_SIZE
from app.remittances import queries
from app.remittances.models import Remittance
from app.remittances.queries import RemittanceFilter
from app.remittances.receiving import NewLine
from tests.remittances.conftest import pay

ENTERED = PAGE_SIZE + 4


@pytest.fixture
def payments(in_clinic) -> dict[str, date]:
    """Payments whose days fall against the order in which they came; two of each day."""
    days = {}
    for place in range(ENTERED):
        days[f"ADV-{place}"] = today() - timedelta(days=ENTERED - place // 2)
        line = NewLine(amount=Decimal("1.000"), claim_identifier="C-2020-000001-1")
        pay(line, reference=f"ADV-{place}", paid_on=days[f"ADV-{place}"])
    return days


def walked(wanted: RemittanceFilter) -> list[str]:
    """References of all pages forwards; each page back again shows the same."""
    found, page = [], queries.page(wanted)
    while True:
        shown = [row.reference for row in page.rows]
        found += shown
        if page.next is None:
            return found
        following = queries.page(wanted, page.next)
        back = queries.page(wanted, following.previous)
        assert [row.reference for row in back.rows] == shown
        page = following


def test_days_narrow_the_list_and_give_its_order(payments):
    last = today() - timedelta(days=ENTERED - 2)
    until = walked(RemittanceFilter(last_day=last))
    assert set(until) == {name for name, day in payments.items() if day <= last}
    since = walked(RemittanceFilter(first_day=min(payments.values())))
    assert len(since) == len(set(since)) == ENTERED
    assert [payments[name] for name in since] == sorted(payments.values(), reverse=True)
    assert [row.reference for row in queries.rows(RemittanceFilter(last_day=last))] == until


def test_without_days_the_last_that_came_is_first(payments):
    came = sorted(db.session.scalars(select(Remittance)), key=lambda one: (one.received_at, one.id))
    assert walked(RemittanceFilter()) == [one.reference for one in reversed(came)]
    assert len(came) == len(payments)
