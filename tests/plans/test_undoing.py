"""A transfer on the wrong invoice: taken off once, owed again, late from where it stood, matched anew once."""

from __future__ import annotations

import random
import threading
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.access.factors import totp
from app.audit.models import AuditEvent
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.plans import billing, queries, reminding, settling, subscribing, telling, undoing
from app.plans.billing import INVOICES
from app.plans.dunning import resumed
from app.plans.errors import NotATransfer, PaymentMatchedTwice, PaymentTakenOff
from app.plans.owing import LIVE, PAYMENTS
from app.plans.proration import Month
from app.plans.settling import TRANSFERS, Received
from tests.cast import SECRETS
from tests.onboarding.conftest import letters
from tests.plans.conftest import CLAIMS, accept, at_desk

OWED = Decimal("1.575")


@pytest.fixture
def billed(noor, inside, days):
    """Noor owes 1.575 since 19 December, the due day of its only invoice."""
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 10)
        db.session.commit()
    days(date(2026, 12, 1))
    with at_desk():
        invoice_id = billing.close(noor, Month(2026, 11))
    days(date(2026, 12, 5))
    with at_desk():
        billing.finalise(noor, invoice_id)
    return noor, invoice_id


def transfer(reference: str = "T-1", amount: Decimal = OWED):
    return settling.enter(
        Received(bank_reference=reference, booked_on=date(2026, 12, 5), amount=amount)
    )


def matched(billed, reference: str = "T-1", amount: Decimal = OWED):
    """The transfer and the payment it became on the only invoice."""
    with at_desk():
        identity = transfer(reference, amount)
        settling.match(identity, *billed)
        found = select(PAYMENTS.c.id).where(PAYMENTS.c.transfer_id == identity, LIVE)
        return identity, db.session.scalars(found).one()


def owed(billed) -> Decimal:
    return settling.open_amount(billed[0], billing.held(*billed))


@pytest.mark.parametrize(
    ("settled", "late"), [(-4, -4), (0, 0), (10, 10), (30, 30), (31, 30), (60, 30)]
)
def test_the_days_on_which_it_looked_paid_do_not_count(settled, late):
    due, today = date(2026, 12, 19), date(2027, 6, 1)
    start = resumed(due, date.fromordinal(due.toordinal() + settled), today)
    assert (today - start).days == late


def test_a_transfer_is_taken_off_once_and_matched_anew_once(billed):
    identity, payment = matched(billed)
    with at_desk():
        assert owed(billed) == 0
        undoing.take_off(billed[0], payment, "Another clinic's")
        assert owed(billed) == OWED
    with at_desk(), pytest.raises(PaymentTakenOff):
        undoing.take_off(billed[0], payment, "Again")
    with at_desk():
        assert settling.match(identity, *billed) == OWED
    with at_desk(), pytest.raises(PaymentMatchedTwice):
        settling.match(identity, *billed)
    with at_desk():
        rows = db.session.execute(select(PAYMENTS.c.undone_reason).order_by(PAYMENTS.c.matched_at))
        assert [row[0] for row in rows] == ["Another clinic's", None]
        events = db.session.scalars(select(AuditEvent.event)).all()
        assert (events.count("payment.matched"), events.count("payment.taken_off")) == (2, 1)


def test_what_was_taken_off_is_never_written_anew(billed):
    _, payment = matched(billed)
    with at_desk():
        undoing.take_off(billed[0], payment, "x")
    anew = update(PAYMENTS).where(PAYMENTS.c.id == payment).values(undone_reason="y")
    with at_desk(), pytest.raises(DBAPIError, match="taken off"):
        db.session.execute(anew)


def test_a_card_stays_on_its_invoice(billed):
    with at_desk():
        settling.pay_by_card(*billed, OWED, "CARD-1")
        payment = db.session.scalars(select(PAYMENTS.c.id)).one()
    with at_desk(), pytest.raises(NotATransfer):
        undoing.take_off(billed[0], payment, "x")


def test_lateness_goes_on_where_it_stood_and_the_owners_are_told(app, billed, inside, days):
    days(date(2026, 12, 29))  # Ten days late.
    with at_desk():
        assert [one.step for one in reminding.remind()] == [7]
    _, payment = matched(billed)
    days(date(2027, 3, 1))  # Long after the day on which it would have been frozen.
    with at_desk():
        undoing.take_off(billed[0], payment, "Another clinic's")
    with inside("amal"):
        standing = queries.standing()
        assert (standing.days, standing.is_read_only) == (10, False)
        for _round in range(2):
            telling.tell()
            db.session.commit()
        events = db.session.scalars(select(AuditEvent.event)).all()
        assert events.count("payment.taken_off") == 1
    told = [one for one in letters(app) if "by mistake" in one.text]
    assert len(told) == 1
    assert ("1.575" in told[0].text, "بالخطأ" in told[0].text) == (True, True)
    with at_desk():
        assert reminding.remind() == []
    for day, steps, frozen in (
        (date(2027, 3, 5), [14], False), (date(2027, 4, 4), [30], False), (date(2027, 4, 5), [45], True),
    ):  # fmt: skip
        days(day)
        with at_desk():
            assert [one.step for one in reminding.remind()] == steps
        with inside("amal"):
            assert queries.standing().is_read_only is frozen


def test_a_part_taken_off_moves_no_day(billed, inside, days):
    days(date(2027, 2, 10))
    _, payment = matched(billed, amount=Decimal("0.100"))
    with at_desk():
        undoing.take_off(billed[0], payment, "x")
    with inside("amal"):
        assert queries.standing().days == (date(2027, 2, 10) - date(2026, 12, 19)).days


def test_what_came_is_always_what_is_matched_and_what_is_not(billed):
    """Random acts of the desk, right ones and wrong ones: no baisa is lost or made at any step."""
    dice, came, payments_made = random.Random(59), Decimal(0), 0
    with at_desk():
        for at in range(120):
            try:
                with db.session.begin_nested():
                    act = dice.choice(("enter", "match", "match", "undo", "undo"))
                    came += _act(act, at, billed, dice)
                    payments_made += act == "match"
            except DomainError:
                pass
            _adds_up(came, billed)
    assert payments_made >= 10


def _act(act, at, billed, dice) -> Decimal:
    if act == "enter":
        amount = Decimal(dice.randrange(1, 2000)) / 1000
        transfer(f"R-{at}", amount)
        return amount
    table = TRANSFERS if act == "match" else PAYMENTS
    known = db.session.scalars(select(table.c.id).order_by(table.c.id)).all()
    if known and act == "match":
        settling.match(dice.choice(known), *billed)
    elif known:
        undoing.take_off(billed[0], dice.choice(known), "x")
    return Decimal(0)


def _adds_up(came: Decimal, billed) -> None:
    live = db.session.scalar(select(func.coalesce(func.sum(PAYMENTS.c.amount), 0)).where(LIVE))
    left = db.session.scalar(
        text(
            "SELECT coalesce(sum(t.amount - (SELECT coalesce(sum(p.amount), 0) FROM payments p "
            "WHERE p.transfer_id = t.id AND p.undone_at IS NULL)), 0) FROM bank_transfers t"
        )
    )
    assert came == live + left
    assert owed(billed) == OWED - live
    assert 0 <= live <= OWED


def test_of_two_people_at_once_one_takes_it_off(app, billed):
    _, payment = matched(billed)
    done, refused, start = [], [], threading.Barrier(2)

    def press() -> None:
        with app.app_context():
            start.wait()
            try:
                with at_desk():
                    undoing.take_off(billed[0], payment, "x")
                done.append(1)
            except PaymentTakenOff:
                refused.append(1)

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (len(done), len(refused)) == (1, 1)
    with at_desk():
        assert db.session.scalar(select(INVOICES.c.gross)) == owed(billed)


def test_at_the_desk_it_asks_for_a_reason_and_a_fresh_code(billed, desk):
    _, payment = matched(billed)
    there = {"tenant_id": billed[0], "payment_id": payment}
    tariq = desk("tariq")
    wrong = tariq.post("platform_admin.take_off", {"reason": "Wadi's", "code": "000000"}, status=422, **there)  # fmt: skip
    assert "Wadi" in wrong.html
    code = totp.code_at(SECRETS["tariq"], totp.step_at(now()))
    tariq.post("platform_admin.take_off", {"reason": "Wadi's", "code": code}, status=303, **there)
    shown = tariq.get("platform_admin.invoice", tenant_id=billed[0], invoice_id=billed[1])
    assert "Wadi" in shown.text
    desk("lina").post("platform_admin.take_off", {"reason": "x", "code": "1"}, status=403, **there)
