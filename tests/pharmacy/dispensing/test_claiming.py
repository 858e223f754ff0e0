"""The claim of a supply that came back, however far it has come: never paid for, never sent again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from app.claims import cancelling
from app.claims import service as claims
from app.claims.models import Claim
from app.exchange.messages import CANCEL, CancelAnswer, ClaimAnswer, Refusal, Reply
from app.home import pharmacy_work
from app.kernel.clock import now
from app.kernel.db import db
from app.patients.queries import policy
from app.pharmacy.dispensing import provisional, queries, service, work_lists
from app.pharmacy.dispensing.cover import REFUSED, UNASKED, cover_on
from app.pharmacy.dispensing.errors import ClaimSettled, CoverUnknown, SupplyReversed
from app.tenants.scope import find
from app.worklist.models import WorkLease
from tests.factories import counter, visits
from tests.factories.visits import answered, told

TAKEN = ClaimAnswer(outcome="queued", reference="PAY-1")
APPROVED = ClaimAnswer(outcome="judged", judgement="approved", reference="PAY-1", disposition="")
REJECTED = ClaimAnswer(outcome="rejected", refusals=(Refusal(code="BV-00059", text="Sum"),))


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop with a covered patient."""
    with inside("faris"):
        counter.make_codes()
        made = counter.a_shop()
        counter.covered(policy(made.policy_id))
        yield made


@pytest.fixture
def made(shop):
    """A supply of ten capsules, and its claim in the queue."""
    return supplied(shop)


def supplied(shop, **changes):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"), **changes)
    return service.supply(paper.id, counter.a_draft(shop, paper, {"quantity": "10"}), paper.version)


def claim_of(dispense):
    return find(Claim, dispense.claim_id)


def back(dispense):
    service.reverse(dispense.id, "not_collected")
    return claim_of(dispense)


def asked_to_cancel(claim):
    return visits.message_of(claim.id).kind == "cancel"


def nothing(_claim):
    """It still waits in the queue."""


def sent(claim):
    told(claim, "dispatched")


def taken(claim):
    answered(claim, TAKEN)


def judged(claim):
    answered(claim, APPROVED)


def rejected(claim):
    answered(claim, REJECTED)


@pytest.mark.parametrize(
    ("so_far", "status", "cancelled_at_exchange"),
    [
        (nothing,  "cancelled",   False),
        (sent,     "sent",        False),
        (taken,    "accepted",    True),
        (judged,   "adjudicated", True),
        (rejected, "closed",      False),
    ],
)  # fmt: skip
def test_reversing_takes_the_claim_back_as_far_as_it_has_come(made, so_far, status, cancelled_at_exchange):  # fmt: skip
    so_far(claim_of(made))
    claim = back(made)
    assert (claim.status, asked_to_cancel(claim)) == (status, cancelled_at_exchange)


@pytest.mark.parametrize("late", [TAKEN, APPROVED])
def test_a_claim_on_its_way_is_cancelled_as_soon_as_the_exchange_has_it(made, late):
    sent(claim_of(made))
    claim = back(made)
    assert not asked_to_cancel(claim)
    answered(claim, late)
    assert asked_to_cancel(claim)


def test_a_claim_on_its_way_that_is_rejected_is_closed(made):
    sent(claim_of(made))
    claim = back(made)
    answered(claim, REJECTED)
    assert (claim.status, asked_to_cancel(claim)) == ("closed", False)


def test_a_claim_of_a_supply_that_stands_is_left_alone(made):
    claim = claim_of(made)
    answered(claim, APPROVED)
    assert (claim.status, asked_to_cancel(claim)) == ("adjudicated", False)


def test_a_draft_that_was_kept_back_is_put_away(shop):
    dispense = supplied(shop, diagnosis_code="")
    assert claim_of(dispense).status == "draft"
    assert back(dispense).status == "cancelled"


def test_a_refused_cancellation_needs_somebody_until_the_claim_is_gone(made):
    answered(claim_of(made), APPROVED)
    claim = back(made)
    assert (work_lists.not_let_go(), queries.is_cancel_refused(made)) == ([], False)
    refused = CancelAnswer(done=False, refusals=(Refusal(code="BV-00901", text="Paid"),))
    visits.message_of(claim.id).status = "answered"
    claims.apply_cancel_answer(
        Reply(
            kind=CANCEL, message_id=visits.message_of(claim.id).id, subject_kind="claim", subject_id=claim.id,
            answer=refused, received_at=now(), inbound_id=uuid4(),
        )
    )  # fmt: skip
    (row,) = pharmacy_work.not_let_go(50)
    assert (row["reference"], row["endpoint"], row["values"]) == (claim.number, "pharmacy.dispense", {"dispense_id": made.id})  # fmt: skip
    assert queries.is_cancel_refused(made)
    cancelling.cancel(claim.id, "not_performed")
    assert work_lists.not_let_go() == []


def test_what_came_back_is_never_sent(made):
    """Whoever still holds a draft of it hears so by name."""
    claim = claim_of(made)
    claims.withdraw(claim.id)
    made.status = "reversed"
    db.session.flush()
    with pytest.raises(SupplyReversed):
        claims.submit(claim.id, claim.version)


@pytest.mark.parametrize(
    ("verdict", "against", "known"),
    [(True, "", True), (False, REFUSED, True), (None, UNASKED, False)],
)
def test_what_the_insurer_said_decides_what_is_covered(shop, clock, verdict, against, known):
    if verdict is None:
        clock.shift(86_400)
    else:
        counter.covered(policy(shop.policy_id), verdict)
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "1"))
    (line,) = counter.at_counter(paper, shop.facility_id, counter.today()).lines
    cover = cover_on(shop.patient_id, counter.today())
    assert (line.prescribed.against, cover.is_known, cover.is_covered) == (against, known, verdict is True)  # fmt: skip
    if verdict is True:
        assert cover.copayment == (Decimal(10), Decimal(3))
    if verdict is None:
        with pytest.raises(CoverUnknown):
            service.supply(paper.id, counter.a_draft(shop, paper, {"quantity": "1"}), paper.version)


def test_what_the_insurer_settled_does_not_come_back_over_the_counter(made):
    claim = claim_of(made)
    answered(claim, APPROVED)
    claim.status = "closed"
    db.session.flush()
    with pytest.raises(ClaimSettled):
        service.reverse(made.id, "not_collected")
    assert (made.status, asked_to_cancel(claim)) == ("supplied", False)


def test_an_answer_is_taken_though_somebody_has_the_claim_open(made):
    """It is cancelled by the next hourly round instead, and only once."""
    sent(claim_of(made))
    claim = back(made)
    until = now() + timedelta(hours=1)
    held = WorkLease(subject_kind="claim", subject_id=claim.id, holder_id=uuid4(), until=until)
    db.session.add(held)
    db.session.flush()
    answered(claim, APPROVED)
    assert (claim.status, asked_to_cancel(claim)) == ("adjudicated", False)
    db.session.delete(held)
    db.session.flush()
    provisional.look_after()
    assert asked_to_cancel(claim)
    assert queries.still_claimed() == []


def test_the_co_payment_of_medicines_is_what_the_patient_pays_and_the_claim_says(shop):
    """The plan asks ten per cent of everything, and twenty of medicines."""
    counter.covered(policy(shop.policy_id), copay_percent=Decimal(20), copay_max=Decimal(5))
    dispense = supplied(shop)
    claim = claim_of(dispense)
    net = sum(line.net for line in claim.lines)
    assert dispense.patient_share == claim.patient_share == net * 20 / 100
    assert "patient_share" not in " ".join(finding.field for finding in claims.check(claim.id))
