"""Prescriptions that lie at the simulated exchange: taken up, locked, let go, run out, used up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.exchange.dhamani import encoding, profile
from app.exchange.dhamani.adapter import Dhamani
from app.exchange.gateway import Credentials, ExchangeError
from app.exchange.messages import (
    HANDED_OVER,
    LET_GO,
    PRESCRIPTION,
    Coding,
    HandedOut,
    Identification,
    Party,
    PrescriptionAnswer,
    PrescriptionQuestion,
)
from app.exchange.messages.prescriptions import RELEASED_AGAIN, RUN_OUT, TAKEN, UNKNOWN, USED_UP
from app.kernel.clock import today
from tests.exchange import samples

US = Credentials(tenant="wadi", client_id="demo-client", client_secret="demo-secret")
WADI = Party(licence="DEMO-P-WADI", name="Wadi Pharmacy")
OTHER = Party(licence="DEMO-P-OTHER", name="Other Pharmacy")
TOKEN, TWO_BOXES = "ERX-1001", "ERX-2002"
DRUGS = "http://dhamani.om/terminology/CodeSystem/demo-drugs"


class Counter:
    """A pharmacy that asks the exchange, each time under a new number."""

    def __init__(self, gateway: Dhamani) -> None:
        self.gateway, self.number = gateway, 0

    def ask(self, token: str = TOKEN, by: Party = WADI, **more: Any) -> PrescriptionAnswer:
        self.number += 1
        asked = PrescriptionQuestion(
            identifier=f"RXQ-{self.number}", provider=by, token=token, **more
        )
        envelope = self.gateway.compose(asked)
        found = self.gateway.read(self.gateway.deliver(envelope.body, US).body)
        assert (found.kind, found.response_to) == (PRESCRIPTION, envelope.header_id)
        assert isinstance(found.answer, PrescriptionAnswer)
        return found.answer

    def claim(self, number: str, units: int, code: str = "DEMO-D003") -> None:
        line = samples.service(
            1, coding=Coding(system=DRUGS, code=code), quantity=Decimal(units), unit_price=Decimal("2.400"),
            net=Decimal("2.400") * units, patient_share=Decimal(0), payer_share=Decimal("2.400") * units, days_supply=7,
        )  # fmt: skip
        said = samples.claim(
            number, provider=WADI, kind="pharmacy", lines=(line,), prescription_reference=TWO_BOXES
        )
        self.gateway.deliver(self.gateway.compose(said).body, US)


@pytest.fixture
def counter(dhamani: Dhamani) -> Counter:
    return Counter(dhamani)


def test_a_prescription_is_handed_over_whole(counter: Counter) -> None:
    found = counter.ask()

    assert (found.outcome, found.reference) == (HANDED_OVER, TOKEN)
    assert found.patient is not None
    assert found.patient.documents == (Identification(kind="civil_id", number="10000001"),)
    assert found.prescriber is not None
    assert found.prescriber.licence == "DEMO-DR-0042"
    assert found.issued_on is not None
    assert found.expires_on is not None
    assert found.issued_on < today() < found.expires_on
    assert [one.code for one in found.diagnoses] == ["J06.9"]
    first, pens, _ = found.medicines
    assert (first.coding.system, first.coding.code) == (DRUGS, "DEMO-D003")
    assert (first.quantity, first.dose, first.times_a_day, first.days) == (1, 1, 3, 7)
    assert first.instructions == "After food"
    assert (pens.sequence, pens.quantity, pens.supplied) == (2, 3, 0)


def test_one_pharmacy_at_a_time(counter: Counter) -> None:
    assert counter.ask().outcome == HANDED_OVER
    assert counter.ask(by=OTHER).outcome == TAKEN
    assert counter.ask(by=OTHER, wish=LET_GO).outcome == TAKEN
    assert counter.ask().outcome == HANDED_OVER
    assert counter.ask(wish=LET_GO).outcome == RELEASED_AGAIN
    assert counter.ask(by=OTHER).outcome == HANDED_OVER


@pytest.mark.parametrize(("token", "outcome"), [("ERX-0000", UNKNOWN), ("ERX-2001", RUN_OUT)])
def test_why_none_is_handed_over(counter: Counter, token: str, outcome: str) -> None:
    found = counter.ask(token)

    assert (found.outcome, found.medicines) == (outcome, ())
    assert found.refusals[0].text
    assert found.refusals[0].text_ar


def test_what_was_claimed_on_it_counts_as_supplied(counter: Counter) -> None:
    counter.claim("RX-C-1", 1)
    assert [one.supplied for one in counter.ask(TWO_BOXES).medicines] == [1]
    counter.claim("RX-C-2", 1, code="DEMO-D012")  # Not on the prescription.
    assert [one.supplied for one in counter.ask(TWO_BOXES).medicines] == [1]
    counter.claim("RX-C-3", 1)
    assert counter.ask(TWO_BOXES).outcome == USED_UP


def test_what_no_claim_bills_is_told_when_it_is_let_go_of(counter: Counter) -> None:
    counter.ask(TWO_BOXES)
    told = (HandedOut(sequence=1, supplied=Decimal(1), cash=Decimal(1)),)
    assert counter.ask(TWO_BOXES, wish=LET_GO, handed_out=told).outcome == RELEASED_AGAIN
    assert [one.supplied for one in counter.ask(TWO_BOXES, by=OTHER).medicines] == [1]
    both = (HandedOut(sequence=1, supplied=Decimal(2), cash=Decimal(2)),)
    counter.ask(TWO_BOXES, by=OTHER, wish=LET_GO, handed_out=both)
    assert counter.ask(TWO_BOXES).outcome == USED_UP


def test_a_prescription_without_medicines_is_unreadable(counter: Counter) -> None:
    envelope = counter.gateway.compose(
        PrescriptionQuestion(identifier="RXQ-9", provider=WADI, token=TOKEN)
    )
    bundle = encoding.loads(counter.gateway.deliver(envelope.body, US).body)
    bundle["entry"] = [
        one for one in bundle["entry"] if one["resource"]["resourceType"] != "MedicationRequest"
    ]

    with pytest.raises(ExchangeError, match="unreadable"):
        counter.gateway.read(encoding.dumps(bundle))


def test_only_an_exchange_that_has_them_is_asked() -> None:
    offered = {
        name: Dhamani(profile.load(name), "http://127.0.0.1:9").has_prescriptions
        for name in ("sandbox", "assumed")
    }

    assert offered == {"sandbox": True, "assumed": False}
