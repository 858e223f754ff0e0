"""Reconciliations: as owed, in parts, less fees, again, for nobody, too much."""

from decimal import Decimal

import pytest

from app.sandbox import schema
from tests.sandbox import letters

US = {"payer": "DEMO-ALPHA", "sender": letters.PROVIDER}
BOTH = (letters.CONSULTATION, letters.CBC)


@pytest.fixture
def judged(noor, time, rows):
    """A claim over 16.700 that AlphaCare approved whole; its row's id."""
    noor.say(letters.claim(time.now, *BOTH))
    return rows(schema.claims)[0].id


def extensions(detail):
    """The components of an entry in baisa, and its lines as (sequence, baisa)."""
    parts, lines = {}, []
    for found in detail.get("extension", []):
        name = found["url"].rsplit("/", 1)[-1]
        if name == "extension-line-payment":
            sequence, amount = found["extension"]
            lines.append((sequence["valuePositiveInt"], baisa(amount["valueMoney"])))
        else:
            parts[name.removeprefix("extension-component-")] = baisa(found["valueMoney"])
    return parts, lines


def baisa(money):
    return round(Decimal(str(money["value"])) * 1000)


def test_the_amount_falls_to_the_lines(judged, control, polled):
    control("pay", **US)
    (advice,) = polled()
    parts, lines = extensions(advice["detail"][0])
    assert (parts, lines) == ({}, [(1, 12500), (2, 4200)])
    assert baisa(advice["paymentAmount"]) == 16700
    assert advice["detail"][0]["response"]["identifier"]["value"]


def test_fees_are_kept_and_told_apart(judged, control, polled, rows):
    control("pay", **US, fee_percent="1", early_percent="2.5")
    (advice,) = polled()
    parts, lines = extensions(advice["detail"][0])
    assert parts == {"payment": 16700, "early-fee": -418, "exchange-fee": -167}
    assert sum(amount for _line, amount in lines) == 16700
    assert baisa(advice["paymentAmount"]) == baisa(advice["detail"][0]["amount"]) == 16115
    assert str(rows(schema.claims)[0].paid) == "16.700"
    assert control("pay", **US) == 400


def test_many_payments_for_one_claim_and_one_taken_back(judged, control, polled, rows):
    for amount in ("4.000", "6.000", "-1.000"):
        control("pay", **US, amounts={judged: amount})
    first, second, back = (found["detail"][0] for found in polled())
    assert [baisa(found["amount"]) for found in (first, second, back)] == [4000, 6000, -1000]
    assert back["predecessor"] == second["identifier"]
    assert sum(amount for _line, amount in extensions(back)[1]) == -1000
    assert str(rows(schema.claims)[0].paid) == "9.000"


@pytest.mark.parametrize(("amount", "over", "done"), [("16.701", False, False), ("16.701", True, True), ("-0.001", True, False)])  # fmt: skip
def test_more_than_owed_only_on_purpose(*, judged, control, amount, over, done):
    answer = control("pay", **US, amounts={judged: amount}, over=over)
    assert (answer != 400) is done


def test_the_same_advice_again(judged, control, polled):
    number = control("pay", **US)["payment"]
    assert control(f"payments/{number}/again") == {"payment": number}
    first, second = polled()
    assert first == second
    assert control("payments/NONE/again") == 404


@pytest.mark.parametrize(
    ("kind", "amount", "baisas", "of_a_claim"),
    [("unknown", "7.000", 7000, True), ("fee", "2.000", -2000, False), ("advance", "500.000", 500000, False)],
)  # fmt: skip
def test_odd_payments(*, judged, control, polled, kind, amount, baisas, of_a_claim):
    control(f"pay/{kind}", **US, amount=amount)
    (advice,) = polled()
    (detail,) = advice["detail"]
    assert baisa(advice["paymentAmount"]) == baisa(detail["amount"]) == baisas
    assert ("request" in detail) is of_a_claim
    assert control(f"pay/{kind}", **US, amount="0") == 400


def test_a_payer_pays_by_itself_in_parts(noor, time, switch, judged, polled, rows):
    switch("DEMO-ALPHA", pay_after_seconds=60, pay_parts=2)
    assert polled() == []
    for _ in range(2):
        time.pass_seconds(60)
        (advice,) = polled()
        assert baisa(advice["paymentAmount"]) == 8350
    time.pass_seconds(60)
    assert polled() == []
    assert rows(schema.claims)[0].paid == rows(schema.claims)[0].benefit


@pytest.mark.parametrize("wish", [{"pay_parts": 0}, {"fee_percent": "51"}, {"early_percent": "much"}, {"pay_after_seconds": -1}])  # fmt: skip
def test_habits_that_make_no_sense(sandbox, wish):
    answer = sandbox.test_client().post("/_control/payers/DEMO-ALPHA", json=wish)
    assert answer.status_code == 400
