"""Invoices paid by card at the simulated gateway, over its own HTTP: paid, refused, given up, twice, and answers that got lost."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import select

from app.kernel.db import db
from app.plans import billing, settling, subscribing
from app.plans.cards import gateway, hearing
from app.plans.cards.gateway import CAPTURED, GatewayAway, NotSigned, Told
from app.plans.cards.hosted import HostedCards
from app.plans.cards.models import CardPayment
from app.plans.cards.rounds import look_after_cards
from app.plans.cards.signing import is_signed
from app.plans.owing import PAYMENTS
from app.plans.proration import Month
from app.plans.settling import Received
from app.sandbox import cards as simulated
from app.sandbox import create_app
from app.sandbox.config import Settings
from tests.plans.conftest import CLAIMS, accept, at_desk

SECRET, OWED = "demo-card-secret", Decimal("1.575")
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
# A payment of nobody; the same in every worker, since it stands in the names of tests.
NOBODY = UUID("6f1f7c1e-0000-4000-8000-000000000001")


@pytest.fixture(scope="session")
def simulator(sandbox_database_url):
    found = create_app(Settings(sandbox_database_url))
    yield found
    found.extensions["sandbox"].engine.dispose()


@pytest.fixture
def cards(app, simulator, monkeypatch):
    """The house takes cards at the simulator, whose callbacks reach the house."""
    adapter = HostedCards(
        "http://127.0.0.1", "demo-merchant", SECRET, httpx.WSGITransport(app=simulator)
    )
    monkeypatch.setitem(app.extensions, gateway.KEY, adapter)

    def deliver(url, content, headers, **_how):
        answer = app.test_client().post(
            httpx.URL(url).path,
            data=content,
            headers=headers,
            environ_base={"REMOTE_ADDR": "127.0.0.1"},
        )
        assert answer.status_code == 200, answer.data

    monkeypatch.setattr(simulated.httpx, "post", deliver)
    return adapter


@pytest.fixture
def billed(noor, inside, days, cards):
    """Noor owes 1.575 on its first invoice."""
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
    return {"invoice_id": invoice_id}


def begin(amal, billed) -> UUID:
    """The owner goes to the gateway's page with the invoice."""
    gone = amal.post("plans.pay_by_card", **billed, status=303)
    return UUID(gone.location.rsplit("/", 1)[-1])


def play(simulator, card_id: UUID, choice: str) -> None:
    """The payer decides at the gateway."""
    browser = simulator.test_client()
    with simulator.extensions["sandbox"].engine.connect() as connection:
        token = simulated.by_reference(connection, str(card_id)).token
    page = browser.get(f"/cards/pay/{token}").text
    mark = page.split('name="token" value="')[1].split('"')[0]
    answer = browser.post(f"/cards/pay/{token}", data={"token": mark, "choice": choice})
    assert answer.status_code == 303, answer.text


def status(card_id: UUID) -> str:
    with at_desk():
        return db.session.scalar(
            select(hearing.CARDS.c.status).where(hearing.CARDS.c.id == card_id)
        )


def paid() -> list[tuple[Decimal, str | None]]:
    with at_desk():
        query = select(PAYMENTS.c.amount, PAYMENTS.c.card_reference).order_by(PAYMENTS.c.matched_at)
        return [(row[0], row[1]) for row in db.session.execute(query)]


def refunded(cards, card_id: UUID) -> str:
    return cards._say("GET", f"/cards/checkouts/{card_id}")["refunded"]


def test_a_card_pays_the_invoice_and_the_word_of_it_counts_once(billed, as_, simulator, cards):
    amal = as_("amal")
    assert "Pay by card" in amal.get("plans.invoice", **billed).text
    card_id = begin(amal, billed)
    # Whoever asks again is shown the same page: nobody pays twice by two of them.
    assert begin(amal, billed) == card_id
    page = amal.get("plans.card", card_id=card_id)
    assert ("Waiting for the card" in page.text, "/cards/pay/" in page.html) == (True, True)
    play(simulator, card_id, "pay")
    assert status(card_id) == "paid"
    told = cards.ask(card_id)
    with at_desk():
        assert [hearing.hear(told), hearing.hear(told)] == ["paid", "paid"]
    assert paid() == [(OWED, told.gateway_id)]
    assert "Pay by card" not in amal.get("plans.invoice", **billed).text
    assert "It is set against the invoice." in amal.get("plans.card", card_id=card_id).text


@pytest.mark.parametrize(
    ("choice", "becomes", "words"),
    [("refuse", "refused", "Pay with another card"), ("leave", "abandoned", "Begin again")],
)
def test_refused_or_given_up_nothing_is_charged_and_one_begins_again(billed, as_, simulator, choice, becomes, words):  # fmt: skip
    amal = as_("amal")
    card_id = begin(amal, billed)
    play(simulator, card_id, choice)
    assert (status(card_id), paid()) == (becomes, [])
    assert words in amal.get("plans.card", card_id=card_id).text
    again = begin(amal, billed)
    assert again != card_id
    play(simulator, again, "pay")
    assert [one[0] for one in paid()] == [OWED]


def test_a_lost_answer_is_found_by_asking(billed, as_, simulator, days):
    card_id = begin(as_("amal"), billed)
    play(simulator, card_id, "pay_silently")
    assert (look_after_cards(), status(card_id)) == (0, "offered")  # The payer is given a moment.
    days(date(2026, 12, 6))
    assert (look_after_cards(), status(card_id)) == (0, "paid")
    assert [one[0] for one in paid()] == [OWED]


def test_what_is_paid_beyond_the_invoice_goes_back_to_the_card_once(
    billed, as_, simulator, cards, noor
):
    card_id = begin(as_("amal"), billed)
    # A transfer pays one rial of it while the payer types.
    with at_desk():
        transfer = settling.enter(
            Received(bank_reference="B-1", booked_on=date(2026, 12, 5), amount=Decimal(1))
        )
        settling.match(transfer, noor, billed["invoice_id"])
    play(simulator, card_id, "pay")
    assert status(card_id) == "surplus"
    assert look_after_cards() == 0
    assert (status(card_id), refunded(cards, card_id)) == ("returned", "1.000")
    assert [one[0] for one in paid()] == [Decimal(1), Decimal("0.575")]
    # The gateway gives nothing more, should the round be killed after its answer and ask again.
    cards.refund(card_id, Decimal(1))
    assert (look_after_cards(), refunded(cards, card_id)) == (0, "1.000")


def test_the_second_of_two_payments_goes_back_whole(billed, as_, simulator, cards, days):
    amal = as_("amal")
    first = begin(amal, billed)
    play(simulator, first, "pay_silently")
    days(date(2026, 12, 6))  # Too long ago to be offered again.
    second = begin(as_("amal"), billed)
    play(simulator, second, "pay")
    assert look_after_cards() == 0
    assert {one: status(one) for one in (first, second)} == {first: "returned", second: "paid"}
    assert (refunded(cards, first), refunded(cards, second)) == ("1.575", "0.000")


def test_what_the_gateway_never_heard_of_is_given_up(billed, as_, simulator, days):
    card_id = begin(as_("amal"), billed)
    with simulator.extensions["sandbox"].engine.begin() as connection:
        connection.execute(simulated.checkouts.delete())
    days(date(2026, 12, 6))
    assert (look_after_cards(), status(card_id)) == (0, "abandoned")


def callback(card_id: UUID, amount: str = "1.575", **changes: str) -> bytes:
    told = {"reference": str(card_id), "id": "SIM-1", "status": "paid", "amount": amount, "currency": "OMR"}  # fmt: skip
    return json.dumps({**told, **changes}).encode()


def test_nobody_but_the_gateway_tells_of_payments(billed, as_, app):
    card_id = begin(as_("amal"), billed)

    def says(body: bytes, signature: str) -> int:
        return app.test_client().post("/plan/cards/heard", data=body, headers={"Card-Signature": signature}).status_code  # fmt: skip

    now = datetime.now(UTC)
    body = callback(card_id)
    assert says(body, simulated.signature("another secret", body, now)) == 400
    assert says(body, simulated.signature(SECRET, body, now - timedelta(minutes=6))) == 400
    assert says(callback(card_id, "9"), simulated.signature(SECRET, body, now)) == 400
    # Rightly signed, and still not what was asked for: another amount, another payment.
    for odd in (callback(card_id, "9"), callback(uuid4())):
        assert says(odd, simulated.signature(SECRET, odd, now)) == 400
    assert (status(card_id), paid()) == ("offered", [])
    assert says(body, simulated.signature(SECRET, body, now)) == 200
    assert status(card_id) == "paid"


def test_a_gateway_that_is_away_changes_nothing_and_says_so(billed, as_, app, monkeypatch):
    away = HostedCards("http://127.0.0.1", "m", "wrong", httpx.MockTransport(lambda _: httpx.Response(503)))  # fmt: skip
    monkeypatch.setitem(app.extensions, gateway.KEY, away)
    gone = as_("amal").post("plans.pay_by_card", **billed, status=303)
    assert "does not answer now" in as_("amal").get(gone.location).text or gone.location.endswith(str(billed["invoice_id"]))  # fmt: skip
    with at_desk():
        assert db.session.scalars(select(hearing.CARDS.c.id)).all() == []


def test_without_a_gateway_no_page_speaks_of_cards(billed, as_, app, monkeypatch, inside):
    monkeypatch.delitem(app.extensions, gateway.KEY)
    amal = as_("amal")
    assert "Pay by card" not in amal.get("plans.invoice", **billed).text
    amal.post("plans.pay_by_card", **billed, status=303)
    with inside("amal"):
        assert db.session.scalars(select(CardPayment)).all() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", callback(NOBODY, currency="AED"), callback(NOBODY, status="new"), callback(NOBODY, "x")],
)  # fmt: skip
def test_a_callback_that_says_nothing_of_ours_is_turned_away(body):
    cards = HostedCards("http://127.0.0.1", "m", SECRET)
    with pytest.raises(NotSigned):
        cards.read_callback(simulated.signature(SECRET, body, AT), body, AT)


@pytest.mark.parametrize(
    "header", ["", "t=1,v1=", "v1=0,t=1", "t=99999999999999999,v1=" + "0" * 64]
)
def test_a_header_that_is_no_signature_is_none(header):
    assert not is_signed(SECRET, header, b"x", AT)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="no json"), httpx.Response(200, json=[1]), httpx.Response(500),
        httpx.Response(200, json={"url": "javascript:alert(1)", "id": "1"}),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_is_no_answer(answer):
    cards = HostedCards("http://127.0.0.1", "m", SECRET, httpx.MockTransport(lambda _: answer))
    checkout = gateway.Checkout(
        reference=uuid4(), amount=OWED, description="x", return_url="http://localhost", callback_url="http://localhost"
    )  # fmt: skip
    with pytest.raises(GatewayAway):
        cards.begin(checkout)


def test_what_a_right_callback_says_is_read():
    card_id = UUID(int=7)
    body = callback(card_id)
    cards = HostedCards("http://127.0.0.1", "m", SECRET)
    told = cards.read_callback(simulated.signature(SECRET, body, AT), body, AT)
    assert told == Told(reference=card_id, gateway_id="SIM-1", fate=CAPTURED, amount=OWED)
