"""Who leaves is billed to the last day before what is counted goes, and what was paid ahead comes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.departing import deleting, leaving
from app.kernel.db import db
from app.plans import billing, ending, metering, subscribing
from app.plans.accounts import Terms
from app.plans.billing import INVOICES, LINES
from app.plans.books import USAGE
from app.plans.errors import AccountClosed
from app.plans.owing import PAYMENTS
from app.plans.proration import Month
from app.tenants.models import CLOSED, Tenant
from app.tenants.scope import in_tenant
from tests.departing.test_departing import hands
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


def a_claim() -> metering.Accepted:
    one = uuid4()
    return metering.Accepted(
        root_claim_id=one, claim_id=one, claim_number="C-1", payer_id=one, message_id=one
    )


def closed(app, noor):
    """Close the account as deletion does, and stop there."""
    with app.app_context(), in_tenant(noor):
        db.session.execute(update(Tenant).where(Tenant.id == noor).values(status=CLOSED))
        db.session.commit()


def test_what_is_accepted_after_the_approval_stands_on_the_last_invoice(
    app, noor, inside, people, days
):
    # The database looks at its own clock before it takes an approval: these days are over there too.
    days(date(2026, 10, 15))
    with inside("amal"):
        subscribing.choose(noor, Terms("claims"), "now")
        departure_id = leaving.ask("Noor Clinic", "closing").id
        db.session.commit()
    days(date(2026, 11, 20))
    assert hands(app, noor, departure_id, ["omar", "lina"]) == [False, True]
    assert numbered() == []
    with inside("amal"):
        accept(noor, date(2026, 11, 20), 3)
        db.session.commit()
    with app.app_context():
        assert deleting.delete(noor) == departure_id
    assert [(month, kind) for month, kind, _net in numbered()] == [(11, "invoice")]
    with at_desk():
        lines = select(LINES.c.quantity).join(INVOICES, INVOICES.c.id == LINES.c.invoice_id)
        assert db.session.scalars(lines.where(INVOICES.c.status == "final")).all() == [3]


def test_nothing_is_counted_for_a_closed_account(app, noor, inside):
    closed(app, noor)
    with inside("amal"), pytest.raises(AccountClosed):
        metering.count(a_claim())


def test_closing_waits_for_what_is_being_counted(app, noor, inside):
    with inside("amal"):
        metering.count(a_claim())
        with ThreadPoolExecutor(1) as pool:
            closing = pool.submit(closed, app, noor)
            with pytest.raises(TimeoutError):
                closing.result(0.5)
            db.session.commit()
            closing.result(10)
    with at_desk():
        assert (
            len(db.session.execute(select(USAGE.c.id).where(USAGE.c.tenant_id == noor)).all()) == 1
        )


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
