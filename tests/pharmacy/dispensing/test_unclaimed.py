"""Supplies without a claim stand in the list of what brings no money, and leave it when somebody pays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from app.claims import service as claims
from app.claims.habits import missing
from app.claims.habits.missing import Wanted
from app.claims.models import Claim
from app.kernel.clock import today
from app.kernel.errors import NotFound
from app.patients.queries import policy
from app.pharmacy.dispensing import provisional, service
from app.tenants.scope import find
from tests.factories import counter


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop."""
    with inside("faris"):
        counter.make_codes()
        yield counter.a_shop()


def missed(**changes):
    wanted = Wanted(**{"first": today() - timedelta(days=30), "last": today(), **changes})
    return [(one.subject_id, one.amount) for one in missing.rows(wanted) if one.kind == "dispense"]


def guessed(shop, *, cash=False):
    """Capsules at 0.120, a tenth from the patient, handed out while nobody could be asked."""
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "20"))
    wanted = {"quantity": "20", "cash": cash}
    made = {} if cash else {"provisional": True, "consent": True}
    return service.supply(paper.id, counter.a_draft(shop, paper, wanted, **made), paper.version)


def test_what_was_handed_out_and_nobody_claims_is_missed_with_its_money(shop, clock):
    made = guessed(shop)
    assert missed() == []  # Its own day is given to it.
    clock.shift(timedelta(days=1))
    assert missed() == [(made.id, Decimal("2.160"))]
    assert missed(payer_id=made.payer_id) == missed()
    assert missed(payer_id=uuid4()) == []
    assert missed(after=2) == []
    assert missed(kind="draft") == []
    provisional.collect(made.id)
    assert missed() == []


def test_cash_is_not_missed(shop, clock):
    counter.covered(policy(shop.policy_id))
    guessed(shop, cash=True)
    clock.shift(timedelta(days=2))
    assert missed() == []


def test_a_supply_whose_claim_was_put_away_is_missed_again(shop, clock):
    counter.covered(policy(shop.policy_id))
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "20"))
    made = service.supply(paper.id, counter.a_draft(shop, paper, {"quantity": "20"}), paper.version)
    clock.shift(timedelta(days=2))
    assert missed() == []
    claims.withdraw(made.claim_id)
    assert missed() == []
    claims.discard(made.claim_id)
    assert [one for one, _amount in missed()] == [made.id]
    assert find(Claim, made.claim_id).status == "cancelled"
    service.reverse(made.id, "not_collected")
    assert missed() == []


def test_it_is_taken_off_with_a_reason_and_a_page_goes_on(shop, clock):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "20"))
    made = []
    for _half in range(2):
        draft = counter.a_draft(shop, paper, {"quantity": "10"}, provisional=True, consent=True)
        made.append(service.supply(paper.id, draft, paper.version))
    clock.shift(timedelta(days=3))
    newest = max(one.id for one in made)
    wanted = Wanted(kind="dispense", first=today() - timedelta(days=30), last=today())
    (first,) = missing.rows(wanted, limit=1)
    assert first.subject_id == newest
    (second,) = missing.rows(wanted, (first.day, first.subject_id))
    assert missing.rows(wanted, (second.day, second.subject_id), rising=True) == [first]
    missing.dismiss("dispense", newest, "paid_by_patient")
    assert [one for one, _amount in missed()] == [second.subject_id]
    with pytest.raises(NotFound):
        missing.dismiss("dispense", uuid4(), "no_visit")
