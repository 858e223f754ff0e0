"""Credit of who left: it stands at the desk until it is sent back, once; the owner reads of it in the last letter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.access.factors import totp
from app.departing import deleting, leaving
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.mail import service as mail
from app.plans import billing, paying_out, settling, subscribing
from app.plans.accounts import Terms
from app.plans.billing import INVOICES
from app.plans.cards.models import CardPayment
from app.plans.errors import NothingLeft
from app.plans.models import Payment
from app.plans.owing import PAYMENTS
from app.plans.proration import Month
from app.tenants.scope import in_tenant
from tests.cast import SECRETS
from tests.departing.test_departing import hands
from tests.plans.conftest import at_desk

LEFT = Decimal("31.500")


def october(noor, days):
    """October's share and November ahead, final."""
    days(date(2026, 11, 1))
    with at_desk():
        invoice = billing.close(noor, Month(2026, 10))
    days(date(2026, 11, 12))
    with at_desk():
        billing.finalise(noor, invoice)
    return invoice


@pytest.fixture
def gone(app, noor, inside, people, days):
    """Noor paid November ahead and left in the middle of it: half of it comes back."""
    days(date(2026, 10, 10))
    with inside("amal"):
        subscribing.choose(noor, Terms("flat"), "now")
        departure_id = leaving.ask("Noor Clinic", "closing").id
        db.session.commit()
    invoice = october(noor, days)
    with at_desk():
        money = settling.Received(bank_reference="B-1", booked_on=date(2026, 11, 12), amount=Decimal(200))  # fmt: skip
        settling.match(settling.enter(money), noor, invoice)
    with inside("amal"):
        db.session.add(CardPayment(invoice_id=invoice, amount=LEFT, gateway_id="G-1", url="http://127.0.0.1:9/x"))  # fmt: skip
        db.session.commit()
    days(date(2026, 11, 15))
    hands(app, noor, departure_id, ["omar", "lina"])
    with app.app_context():
        deleting.delete(noor)
    return noor


def test_what_is_left_waits_until_it_is_sent_back_once(app, gone, people):
    with at_desk():
        (one,) = paying_out.waiting()
        assert (one.tenant_id, one.left, one.name_en) == (gone, LEFT, "Noor Clinic")
        assert paying_out.pay_out(gone, one.id, "BACK-1") == LEFT
    with at_desk():
        assert paying_out.waiting() == []
        with pytest.raises(NothingLeft):
            paying_out.pay_out(gone, one.id, "BACK-2")
        row = db.session.execute(select(PAYMENTS).where(PAYMENTS.c.payout_reference.is_not(None))).one()  # fmt: skip
        assert (row.invoice_id, row.credit_note_id, row.amount) == (one.id, one.id, LEFT)
        invoice = db.session.scalars(select(INVOICES.c.id).where(INVOICES.c.gross > 0)).first()
        for tenant_id, other in ((gone, invoice), (people["salma"].tenant_id, one.id)):
            with pytest.raises(NotFound):
                paying_out.pay_out(tenant_id, other, "BACK-3")


def test_the_credit_of_who_stays_is_not_paid_out(noor, inside, days):
    days(date(2026, 10, 10))
    with inside("amal"):
        subscribing.choose(noor, Terms("flat"), "now")
        db.session.commit()
    invoice = october(noor, days)
    with at_desk():
        money = settling.Received(bank_reference="B-1", booked_on=date(2026, 11, 12), amount=Decimal(200))  # fmt: skip
        settling.match(settling.enter(money), noor, invoice)
        line = db.session.scalars(select(billing.LINES.c.id).where(billing.LINES.c.net > 0)).first()
        credit = settling.credit(noor, invoice, line, Decimal(1), "Too much")
    with at_desk():
        assert paying_out.waiting() == []
        with pytest.raises(NotFound):
            paying_out.pay_out(noor, credit, "BACK-1")


def test_the_last_letter_says_what_was_billed_and_what_comes_back(app, gone):
    with app.app_context():
        (letter,) = [kept.letter for kept in mail.outbox() if "Certificate of deletion" in kept.letter.subject]  # fmt: skip
    for words in (
        "MAIN-CN-000001",
        "31.500",
        "send it back to your bank account",
        "وسنعيده إلى حسابك البنكي",
    ):
        assert words in letter.text, letter.text
    # What was issued and paid before the end is not told again.
    assert "MAIN-INV-000001" not in letter.text


def test_card_payments_stay_with_the_invoices_they_paid(app, gone):
    with app.app_context(), in_tenant(gone):
        assert db.session.scalars(select(CardPayment.gateway_id)).all() == ["G-1"]
        assert len(db.session.scalars(select(Payment)).all()) == 1


def test_the_desk_pays_out_by_a_fresh_proof(gone, desk, as_):
    tariq = desk("tariq")
    page = tariq.get("platform_admin.to_pay_out")
    assert "31.500" in page.text
    with at_desk():
        credit_id = paying_out.waiting()[0].id
    address = f"/desk/tenants/{gone}/credits/{credit_id}/pay-out"
    page = tariq.post(address, {"reference": "BACK-1", "code": "000000"}, status=422)
    assert page.errors
    assert "BACK-1" in page.html
    right = totp.code_at(SECRETS["tariq"], totp.step_at(now()))
    tariq.post(address, {"reference": "BACK-1", "code": right}, status=303)
    assert "Nobody left with credit." in tariq.get("platform_admin.to_pay_out").text
    desk("lina").get(address, 403)
    as_("salma").get(address, 404)
