"""Who leaves is billed to the last day before what is counted goes, and what was paid ahead comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.kernel.db import db
from app.plans import billing, ending, subscribing
from app.plans.accounts import Terms
from app.plans.billing import INVOICES
from app.plans.books import USAGE
from app.plans.proration import Month
from app.plans.settling import PAYMENTS
from tests.plans.conftest import accept, at_desk, days, noor, sold

__all__ = ["days", "noor", "sold"]


def numbered():
    with at_desk():
        query = select(INVOICES.c.month, INVOICES.c.kind, INVOICES.c.net).where(
            INVOICES.c.status == "final"
        )
        return [
            (row.month.month, row.kind, str(row.net))
            for row in db.session.execute(query.order_by(INVOICES.c.month))
        ]


def test_every_month_up_to_today_is_final_and_a_second_time_numbers_nothing(noor, inside, days):
    with inside("amal"):
        subscribing.choose(noor, Terms("claims"), "now")
        accept(noor, date(2026, 11, 20), 100)
        accept(noor, date(2026, 12, 5), 10, "D-2026")
        db.session.commit()
    days(date(2026, 12, 5))
    with at_desk():
        billing.close(noor, Month(2026, 11))  # In review still.
    with inside("amal"):
        subscribing.choose(noor, Terms("flat"), "renewal")
        db.session.commit()
    with at_desk():
        assert len(ending.bill_out(noor)) == 2
    assert numbered() == [(11, "invoice", "15.000"), (12, "invoice", "1.500")]
    with at_desk():
        assert ending.bill_out(noor) == []
        # Every claim stands on a line that was billed.
        unbilled = select(USAGE.c.id).where(USAGE.c.tenant_id == noor, USAGE.c.billed_at.is_(None))
        assert db.session.execute(unbilled).all() == []


def test_what_was_paid_ahead_and_is_not_used_comes_back(noor, inside, days):
    with inside("amal"):
        subscribing.choose(noor, Terms("flat"), "now")
        db.session.commit()
    days(date(2026, 11, 15))
    with at_desk():
        ending.bill_out(noor)
    # The fees of November stand on October's invoice; the half that is not used pays a part of them.
    assert numbered() == [(10, "invoice", "60.000"), (11, "credit_note", "-30.000")]
    with at_desk():
        assert db.session.scalars(select(PAYMENTS.c.amount)).all() == [Decimal("31.500")]


def test_who_never_had_a_plan_is_billed_nothing(noor):
    with at_desk():
        assert ending.bill_out(noor) == []


@pytest.mark.parametrize("terms", [Terms("flat"), Terms("claims")])
def test_the_plan_ends_tomorrow_whatever_was_planned(noor, inside, terms):
    with inside("amal"):
        subscribing.choose(noor, terms, "now")
        subscribing.choose(noor, Terms("users"), "renewal")
        db.session.commit()
    with at_desk():
        subscribing.end(noor)
        subscribing.end(noor)
    with at_desk():
        account = billing.books.account(noor)
    assert [
        account.terms_on(day) for day in (date(2026, 11, 1), date(2026, 11, 2), date(2026, 12, 1))
    ] == [terms, Terms(), Terms()]
