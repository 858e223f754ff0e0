"""From a plan chosen to an invoice that nobody can change, in the database and as its roles."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from app.kernel.clock import now
from app.kernel.db import db
from app.plans import billing, errors, metering, rounds, settling, subscribing
from app.plans.billing import INVOICES, LINES
from app.plans.books import USAGE
from app.plans.models import PlanRow
from app.plans.numbering import next_number
from app.plans.owing import PAYMENTS
from app.plans.proration import Month
from tests.plans.conftest import CLAIMS, USERS, accept, at_desk

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def journey(noor, inside, days):
    """The plan by user from 1 November, by claim from the 16th; 604 and 600 claims after that."""
    with inside("amal"):
        subscribing.choose(noor, USERS, "now")
        db.session.commit()
    days(date(2026, 11, 16))
    with inside("amal"):
        shown = subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 16), 604)
        accept(noor, date(2026, 11, 30), 600)
        db.session.commit()
    return shown


def finalised(noor, days, month=NOVEMBER, on=date(2026, 12, 5)):
    days(month.next.first)
    with at_desk():
        identity = billing.close(noor, month)
    days(on)
    with at_desk():
        billing.finalise(noor, identity)
        return db.session.execute(select(INVOICES).where(INVOICES.c.id == identity)).one()


def test_the_month_of_the_journey_is_invoiced_as_it_was_shown(journey, noor, days):
    invoice = finalised(noor, days)
    # Four of Noor's five count: the auditor only reads. 15 of 30 days of 4 x 8.000 come back.
    assert [str(line.net) for line in journey.lines] == ["-16.000"]
    assert (str(invoice.net), str(invoice.vat), str(invoice.gross)) == (
        "164.600",
        "8.230",
        "172.830",
    )
    assert (invoice.number, invoice.due_on) == ("MAIN-INV-000001", date(2026, 12, 19))
    assert invoice.document["totals"] == {"net": "164.600", "vat": "8.230", "payable": "172.830"}
    assert invoice.document["seller"]["vatin"] == "OM1100000001"
    with at_desk():
        lines = billing.lines_in(noor, invoice.id)
        assert [(line.reason, str(line.net)) for line in lines] == [
            ("unused", "-16.000"),
            ("claims", "180.600"),
        ]
        counted = db.session.scalar(
            text(
                "SELECT count(*) FROM usage_events WHERE line_id IS NOT NULL AND billed_at IS NOT NULL"
            )
        )
    assert counted == 1204


def test_a_final_invoice_is_refused_every_change(journey, noor, days):
    invoice = finalised(noor, days)
    with at_desk(), pytest.raises(errors.InvoiceFinal):
        billing.draft(noor, NOVEMBER)
    with at_desk(), pytest.raises(errors.InvoiceFinal):
        billing.finalise(noor, invoice.id)
    for statement in (
        "UPDATE invoices SET gross = 0 WHERE status = 'final'",
        "DELETE FROM invoices WHERE status = 'final'",
        "UPDATE invoice_lines SET net = 0",
        "DELETE FROM invoice_lines",
        "UPDATE invoice_numbers SET sequence = 7",
        "UPDATE invoice_series SET last = last + 2",
    ):
        with at_desk(), pytest.raises(DBAPIError):
            db.session.execute(text(statement))


def test_the_runtime_role_can_neither_write_an_invoice_nor_a_price(journey, noor, days, inside):
    finalised(noor, days)
    for statement in (
        "UPDATE invoices SET gross = 0", "DELETE FROM invoices", "INSERT INTO invoice_series VALUES (gen_random_uuid(), 'invoice', 1)",
        "UPDATE plan_prices SET flat = 0", "UPDATE plans SET on_sale = false", "SELECT * FROM bank_transfers",
        "DELETE FROM usage_events", "UPDATE usage_events SET billed_at = NULL", "INSERT INTO payments SELECT * FROM payments",
    ):  # fmt: skip
        with inside("amal"), pytest.raises(ProgrammingError):
            db.session.execute(text(statement))
    with inside("salma"):
        assert (
            db.session.execute(select(INVOICES)).all()
            == db.session.execute(select(LINES)).all()
            == []
        )


def test_before_its_time_nothing_is_closed_or_final(journey, noor, days):
    with at_desk(), pytest.raises(errors.MonthNotOver):
        billing.close(noor, NOVEMBER)
    days(date(2026, 12, 1))
    with at_desk():
        identity = billing.close(noor, NOVEMBER)
    days(date(2026, 12, 4))
    with at_desk(), pytest.raises(errors.GraceNotOver):
        billing.finalise(noor, identity)
    days(date(2026, 12, 5))
    with at_desk(), pytest.raises(errors.SequenceBroken):
        billing.finalise(noor, identity, number=2)


def test_fifty_at_once_have_fifty_numbers_without_a_gap(sold, app, people):
    with at_desk():
        entity = db.session.scalar(text("SELECT id FROM legal_entities"))
    taken, broken, start = [], [], threading.Barrier(50)

    def take(turn):
        start.wait()
        try:
            with app.app_context(), at_desk():
                number = next_number(entity, "invoice", __import__("uuid").uuid4())
                if turn % 5 == 0:
                    db.session.rollback()
                    return
                db.session.flush()
            taken.append(number)
        except Exception as error:  # noqa: BLE001 - told below
            broken.append(error)

    threads = [threading.Thread(target=take, args=(turn,)) for turn in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert sorted(taken) == list(range(1, 41))


def test_credit_for_three_disputed_claims_and_the_rest_paid_by_transfer(journey, noor, days):
    invoice = finalised(noor, days)
    with at_desk():
        line = db.session.execute(select(LINES).where(LINES.c.reason == "claims")).one()
        note = settling.credit(noor, invoice.id, line.id, Decimal("0.450"), "Three claims disputed")
        found = db.session.execute(select(INVOICES).where(INVOICES.c.id == note)).one()
        assert (found.number, str(found.net), str(found.vat)) == (
            "MAIN-CN-000001",
            "-0.450",
            "-0.023",
        )
        assert found.document["type_code"] == "381"
        assert found.document["billing_reference"] == "MAIN-INV-000001"
        assert found.document["qr"] is None
        assert found.document["seller"]["registration"] == "DEMO-1000001"
        assert found.document["seller"]["address_ar"] == "مسقط"
        assert str(settling.open_amount(noor, invoice)) == "172.357"
        with pytest.raises(errors.CreditTooLarge):
            settling.credit(noor, invoice.id, line.id, Decimal("164.151"), "too much")
    received = settling.Received(
        bank_reference="B-1", booked_on=date(2026, 12, 6), amount=Decimal("200.000")
    )
    with at_desk():
        transfer = settling.enter(received)
        assert str(settling.match(transfer, noor, invoice.id)) == "172.357"
        with pytest.raises(errors.PaymentMatchedTwice):
            settling.match(transfer, noor, invoice.id)
        with pytest.raises(errors.PaymentKnown):
            settling.enter(received)
        second = settling.enter(
            settling.Received(
                bank_reference="B-2", booked_on=date(2026, 12, 6), amount=Decimal("1.000")
            )
        )
        with pytest.raises(errors.NothingOwed):
            settling.match(second, noor, invoice.id)


def test_a_month_that_gives_back_more_than_it_costs_is_a_credit_note(noor, inside, days):
    with inside("amal"):
        subscribing.choose(noor, USERS, "now")
        db.session.commit()
    days(date(2026, 11, 16))
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        db.session.commit()
    invoice = finalised(noor, days)
    assert (invoice.kind, invoice.number, str(invoice.gross)) == (
        "credit_note",
        "MAIN-CN-000001",
        "-16.800",
    )


@pytest.fixture
def two_owed(noor, inside, days):
    """By claim: 100 claims in November, 50 in December; both invoices final on 5 January, neither paid."""
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 100)
        accept(noor, date(2026, 12, 20), 50)
        db.session.commit()
    first = finalised(noor, days)
    return first, finalised(noor, days, Month(2026, 12), date(2027, 1, 5))


def test_what_a_credit_leaves_over_pays_the_next_invoice_at_once(two_owed, noor):
    first, second = two_owed
    paid = settling.Received(bank_reference="B-9", booked_on=date(2027, 1, 5), amount=first.gross)
    with at_desk():
        settling.match(settling.enter(paid), noor, first.id)
        line = select(LINES).where(LINES.c.invoice_id == first.id, LINES.c.reason == "claims")
        settling.credit(noor, first.id, db.session.execute(line).one().id, first.net, "All of it")
        assert settling.open_amount(noor, first) == 0
        assert settling.open_amount(noor, second) == 0
        spare = select(PAYMENTS.c.amount).where(PAYMENTS.c.invoice_id == second.id)
        assert db.session.scalars(spare).all() == [second.gross] == [Decimal("7.875")]


def test_a_month_below_zero_pays_what_is_owed_of_an_earlier_one(noor, inside, days):
    with inside("amal"):
        subscribing.choose(noor, USERS, "now")
        db.session.commit()
    owed = finalised(noor, days)
    days(date(2026, 12, 16))
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        db.session.commit()
    days(date(2027, 1, 1))
    with at_desk():
        note = billing.close(noor, Month(2026, 12))
    days(date(2027, 1, 5))
    with at_desk():
        rounds.finalise(noor, note)
        credit = db.session.execute(select(INVOICES).where(INVOICES.c.id == note)).one()
        assert (credit.kind, credit.gross < 0) == ("credit_note", True)
        assert credit.document["billing_reference"] == owed.number
        assert settling.open_amount(noor, owed) == owed.gross + credit.gross


@pytest.fixture
def tried(noor, inside, days):
    """By user with 20 claims free: 15 of them fell in November, which has no invoice, the last 5 on 10 December."""
    with at_desk():
        db.session.scalars(select(PlanRow).where(PlanRow.code == "users")).one().trial_claims = 20
    with inside("amal"):
        subscribing.choose(noor, USERS, "now")
        accept(noor, date(2026, 11, 20), 15)
        accept(noor, date(2026, 12, 10), 5)
        db.session.commit()


def rejected_after_all(inside, noor):
    """A claim of November is found rejected; how many of November count still."""
    november = (USAGE.c.tenant_id == noor) & (USAGE.c.counted_on == date(2026, 11, 20))
    with inside("amal"):
        metering.take_back(db.session.scalars(select(USAGE.c.claim_id).where(november)).first())
        db.session.commit()
        query = select(func.count()).where(november, USAGE.c.voided_at.is_(None))
        return db.session.scalar(query)


@pytest.mark.parametrize(("day", "counted"), [(3, 14), (4, 14), (5, 15)])
def test_a_month_without_an_invoice_has_its_days_of_grace_too(
    tried, noor, inside, days, day, counted
):
    days(date(2026, 12, day))
    with at_desk():
        assert rounds.close(noor, NOVEMBER) is None
    assert rejected_after_all(inside, noor) == counted


def test_a_claim_of_the_trial_rejected_late_charges_no_day_twice(tried, noor, inside, days):
    days(date(2026, 12, 5))
    with at_desk():
        rounds.close(noor, NOVEMBER)
    december = finalised(noor, days, Month(2026, 12), date(2027, 1, 5))
    # Four people from 11 December on, and January ahead.
    assert str(december.net) == "53.677"
    assert rejected_after_all(inside, noor) == 15
    assert str(finalised(noor, days, Month(2027, 1), date(2027, 2, 5)).net) == "32.000"


def test_what_was_taken_back_while_its_invoice_became_final_is_not_counted_twice(
    noor, inside, days
):
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 1)
        db.session.commit()
    finalised(noor, days)
    with inside("amal"):
        db.session.execute(update(USAGE).values(voided_at=now()))
        one = db.session.execute(select(USAGE)).one()
        facts = ("root_claim_id", "claim_id", "claim_number", "payer_id", "message_id")
        metering.count(metering.Accepted(**{name: getattr(one, name) for name in facts}))
        db.session.commit()
        assert db.session.scalar(select(USAGE.c.counted_on)) == date(2026, 11, 20)


def test_a_series_only_ever_rises_by_one(sold):
    with at_desk(), pytest.raises(IntegrityError):
        db.session.execute(
            text(
                "INSERT INTO invoice_numbers SELECT id, 'invoice', 9, gen_random_uuid() FROM legal_entities"
            )
        )
