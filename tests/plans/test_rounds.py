"""The operator's rounds: each step once however often, absent or complete wherever the process dies, told once in both languages."""

from __future__ import annotations

import signal
import threading
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from app.audit.models import AuditEvent
from app.kernel.clock import now
from app.kernel.db import db
from app.plans import billing, reminding, rounds, settling, subscribing, telling
from app.plans.accounts import Terms
from app.plans.billing import INVOICES
from app.plans.models import DunningStep, PlanRow
from app.plans.proration import Month
from app.tenants.models import Tenant
from app.tenants.scope import in_tenant
from app.tenants.service import NewTenant, open_tenant
from tests.factories.dying import die_at
from tests.onboarding.conftest import letters
from tests.plans.conftest import CLAIMS, accept, at_desk

NOVEMBER = Month(2026, 11)
FLAT = Terms("flat")
CLOSING = ("PLAN-DRAFTED", "PLAN-CLOSED")
NUMBERING = ("PLAN-REDRAFTED", "PLAN-NUMBERED", "PLAN-FINALISED", "PLAN-SETTLED")


@pytest.fixture
def used(noor, inside):
    """Noor pays by claim; ten were accepted in November."""
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 10)
        db.session.commit()
    return noor


def state() -> tuple[object, ...]:
    """Everything that invoicing writes."""
    with at_desk():
        return tuple(
            tuple(db.session.execute(text(query)).all())
            for query in (
                "SELECT status, number, gross, grace_until, due_on FROM invoices",
                "SELECT net, vat FROM invoice_lines",
                "SELECT kind, last FROM invoice_series",
                "SELECT kind, sequence FROM invoice_numbers",
                "SELECT count(line_id), count(billed_at) FROM usage_events",
                "SELECT amount FROM payments",
                "SELECT step FROM dunning_steps",
            )
        )


def test_killed_at_any_step_of_invoicing_it_is_absent_and_complete_after_the_retry(app, used, days):
    for day, places, status in (
        (date(2026, 12, 1), CLOSING, "grace"),
        (date(2026, 12, 5), NUMBERING, "final"),
        (date(2026, 12, 26), ("PLAN-REMINDED",), "final"),
    ):
        days(day)
        before = state()
        for place in places:
            assert die_at(app, place, rounds.keep_books) == signal.SIGKILL, place
            assert state() == before, place
        assert rounds.keep_books() == 0
        after = state()
        assert after != before
        assert [row.status for row in after[0]] == [status]
        assert rounds.keep_books() == 0
        assert state() == after
    assert after[0][0].number == "MAIN-INV-000001"
    assert after[3] == (("invoice", 1),)
    assert after[4] == ((10, 10),)
    assert after[6] == ((7,),)


def test_the_ladder_is_told_once_in_both_languages_and_payment_opens_everything_at_once(
    app, used, days, as_
):
    for day in (date(2026, 12, 1), date(2026, 12, 5)):
        days(day)
        rounds.keep_books()
    due = date(2026, 12, 19)
    told = []
    for late in (0, 7, 14, 21, 30, 45):
        days(due + timedelta(days=late))
        rounds.keep_books()
        before = len(letters(app))
        assert die_at(app, "PLAN-TOLD", telling.tell_everywhere) == signal.SIGKILL
        assert len(letters(app)) == before
        telling.tell_everywhere()
        telling.tell_everywhere()
        assert len(letters(app)) == before + 1
        told.append(letters(app)[0])
    assert [one.subject.split(" · ")[0] for one in told] == [
        *["An invoice is due"] * 4, "An invoice is 30 days late",
        "New users and reports wait for your payment",
    ]  # fmt: skip
    assert all("فاتورة" in one.text and "MAIN-INV-000001" in one.text for one in told)
    assert all("1.575" in one.text and "<" not in one.text for one in told)
    amal = as_("amal")
    assert amal.get("/reports/", status=403).status == 403
    with at_desk():
        invoice = db.session.execute(select(INVOICES)).one()
        received = settling.Received(
            bank_reference="B-1", booked_on=date(2027, 2, 2), amount=Decimal("1.575")
        )
        settling.match(settling.enter(received), used, invoice.id)
    started = time.perf_counter()
    assert amal.get("/reports/").status == 200
    assert time.perf_counter() - started < 60
    with app.app_context():  # As a worker has it, without what the request left behind.
        telling.tell_everywhere()
        telling.tell_everywhere()
    since = letters(app)[:-before]
    assert len(since) == 2
    assert any(one.subject.startswith("Thank you: everything is open again") for one in since)


def test_an_invoice_is_told_while_it_can_be_looked_through_and_once_it_is_final(app, used, days):
    def heard():
        known = len(letters(app))
        with app.app_context():
            for _round in range(2):
                telling.tell_everywhere()
        return [
            one for one in letters(app)[: len(letters(app)) - known] if "invoice" in one.subject
        ]

    days(date(2026, 12, 1))
    assert heard() == []
    with at_desk():
        identity = billing.close(used, NOVEMBER)
    (review,) = heard()
    assert review.subject.startswith("Please look through your invoice · يرجى مراجعة فاتورتكم")
    assert ("1.575" in review.text, "4 Dec 2026" in review.text) == (True, True)
    days(date(2026, 12, 5))
    assert heard() == []
    with at_desk():
        number = rounds.finalise(used, identity)
    (issued,) = heard()
    assert issued.subject.startswith("Your invoice · فاتورتكم")
    assert [word in issued.text for word in (number, "1.575", "19 Dec 2026", "صدرت")] == [True] * 4
    days(date(2026, 12, 15))
    assert heard() == []


def test_80_and_100_per_cent_are_told_once_each(app, noor, inside, days):
    with at_desk():
        db.session.execute(
            PlanRow.__table__.update().where(PlanRow.code == "claims").values(claims_limit=10)
        )
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        db.session.commit()
    told = []
    for day, count in ((2, 7), (3, 1), (4, 1), (5, 1), (6, 5)):
        days(date(2026, 11, day))
        with inside("amal"):
            accept(noor, date(2026, 11, day), count)
            db.session.commit()
        before = len(letters(app))
        telling.tell_everywhere()
        told.append(
            [one.subject.split(" · ")[0] for one in letters(app)[: len(letters(app)) - before]]
        )
    eighty, hundred = (
        "80 per cent of your plan's claims are used",
        "All claims your plan foresees are used",
    )
    assert told == [[], [eighty], [], [hundred], []]


def test_the_operators_acts_stand_once_in_the_tenants_own_trail(app, used, inside, days):
    with at_desk():
        subscribing.choose(used, CLAIMS.__class__("flat"), "renewal")
    for day in (date(2026, 12, 1), date(2026, 12, 5)):
        days(day)
        rounds.keep_books()
    with at_desk():
        invoice = db.session.execute(select(INVOICES)).one()
        line = db.session.execute(
            select(billing.LINES).where(billing.LINES.c.reason == "claims")
        ).one()
        settling.credit(used, invoice.id, line.id, Decimal("0.150"), "One claim disputed")
    telling.tell_everywhere()
    telling.tell_everywhere()
    with inside("amal"):
        found = db.session.execute(
            select(AuditEvent.event, AuditEvent.subject_id).where(AuditEvent.tenant_id == used)
        ).all()
    events = [event for event, _subject in found]
    assert events.count("plan.chosen_by_operator") == 1
    assert events.count("plan.chosen") == 1
    assert events.count("invoice.credit_given") == 1
    assert [subject for event, subject in found if event == "invoice.finalised"] == [invoice.id]
    assert events.count("payment.matched") == 1


def test_a_withdrawal_of_the_operator_stands_in_the_tenants_trail_and_its_own_only_as_its_own(
    used, inside, days
):
    def counted():
        telling.tell_everywhere()
        with inside("amal"):
            events = db.session.scalars(
                select(AuditEvent.event).where(AuditEvent.tenant_id == used)
            ).all()
        return events.count("plan.withdrawn"), events.count("plan.withdrawn_by_operator")

    with inside("amal"):
        subscribing.choose(used, FLAT, "renewal")
        subscribing.withdraw(used)
        db.session.commit()
    assert counted() == (1, 0)
    days(date(2026, 11, 2))
    with inside("amal"):
        subscribing.choose(used, FLAT, "renewal")
        db.session.commit()
    with at_desk():
        subscribing.withdraw(used)
    assert counted() == counted() == (1, 1)


def late_ones(used, days):
    """Noor's invoices of November and December, final and both late on 30 January."""
    accept_in_december = date(2026, 12, 10)
    with in_tenant(used):
        accept(used, accept_in_december, 10, "D-2026")
        db.session.commit()
    for day in (date(2026, 12, 1), date(2026, 12, 5), date(2027, 1, 1), date(2027, 1, 5)):
        days(day)
        assert rounds.keep_books() == 0
    days(date(2027, 1, 30))
    with at_desk():
        return reminding.late()


def test_one_late_invoice_that_fails_stops_no_other(used, days, monkeypatch):
    first, second = late_ones(used, days)
    take = reminding.remind_of

    def fail_on_the_first(*one):
        if one == first:
            raise RuntimeError("broken")
        return take(*one)

    monkeypatch.setattr(reminding, "remind_of", fail_on_the_first)
    assert rounds.keep_books() == 1
    today = DunningStep.taken_at >= now() - timedelta(hours=1)
    taken = select(DunningStep.invoice_id, DunningStep.step).where(today)
    with in_tenant(used):
        assert db.session.execute(taken).all() == [(second[1], 7)]
    monkeypatch.undo()
    assert rounds.keep_books() == rounds.keep_books() == 0
    with in_tenant(used):
        assert set(db.session.execute(taken).all()) == {(second[1], 7), (first[1], 30)}


def test_who_has_left_is_reminded_of_nothing(used, days):
    assert len(late_ones(used, days)) == 2
    with at_desk():
        db.session.get_one(Tenant, used).status = "closed"
        db.session.flush()
        assert reminding.late() == []
        assert reminding.remind() == []
        db.session.rollback()


def test_fifty_whole_finalisations_at_once_have_no_gap_and_no_double(app, sold, days):
    """Ten customers with five months each, as many connections as the house opens; every fifth is undone."""
    customers = [open_tenant(a_customer(number)) for number in range(10)]
    for tenant in customers:
        with in_tenant(tenant):
            subscribing.choose(tenant, CLAIMS, "now")
            for month in range(5):
                day = date(2026 + (10 + month) // 12, (10 + month) % 12 + 1, 20)
                accept(tenant, day, 2)
            db.session.commit()
    days(date(2027, 4, 1))
    with at_desk():
        waiting = []
        for tenant in customers:
            month = NOVEMBER
            for _turn in range(5):
                waiting.append((tenant, billing.close(tenant, month)))
                month = month.next
    days(date(2027, 4, 5))
    taken, broken, start = [], [], threading.Barrier(50)

    def take(turn: int) -> None:
        start.wait()
        try:
            with app.app_context(), at_desk():
                number = rounds.finalise(*waiting[turn])
                if turn % 5 == 0:
                    db.session.rollback()
                    return
            taken.append(number)
        except Exception as error:  # noqa: BLE001 - told below
            broken.append(error)

    threads = [threading.Thread(target=take, args=(turn,)) for turn in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert sorted(taken) == [f"MAIN-INV-{number:06}" for number in range(1, 41)]
    assert rounds.keep_books() == 0
    with at_desk():
        final = db.session.scalars(select(INVOICES.c.sequence).order_by(INVOICES.c.sequence)).all()
    assert final == list(range(1, 51))


def a_customer(number: int) -> NewTenant:
    return NewTenant(
        kind="clinic", name_en=f"Clinic {number}", name_ar=f"عيادة {number}",
        provider_licence=f"DEMO-P{number}", facility_name_en="Main", facility_name_ar="الرئيسي",
        facility_licence=f"DEMO-F{number}", licence_from=None, licence_to=None,
    )  # fmt: skip
