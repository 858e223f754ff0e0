"""After an outage: what is covered is claimed by itself, what is not is followed up and settled one way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask_babel import force_locale

from app.approvals import service as approvals
from app.approvals.models import Approval
from app.claims.models import Claim
from app.eligibility.models import EligibilityCheck
from app.home import pharmacy_work
from app.kernel.clock import today
from app.kernel.db import db
from app.patients.queries import policy
from app.pharmacy.alerts import settings as alert_settings
from app.pharmacy.alerts.settings import NewAlertSetting
from app.pharmacy.counter import printing
from app.pharmacy.dispensing import provisional, queries, service, work_lists
from app.pharmacy.dispensing.errors import NotFollowedUp, NothingAwaitsApproval
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.prescriptions.models import Prescription
from app.tenants.scope import find
from tests.factories import clinic, counter, requests

TOKEN = "ERX-77-0042"


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop on a day about which nobody was asked."""
    with inside("faris"):
        yield opened()


def opened():
    counter.make_codes()
    return counter.a_shop()


@pytest.fixture
def guessed(shop):
    """Amoxicillin handed out provisionally with a deposit, and vitamin D for cash."""
    return handed_out(shop)


def handed_out(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "20"), (counter.VITAMIN, "10"), reference=TOKEN)  # fmt: skip
    wanted = {"quantity": "20"}, {"quantity": "10", "cash": True}
    draft = counter.a_draft(shop, paper, *wanted, provisional=True, consent=True, deposit=Decimal("0.500"))  # fmt: skip
    return service.supply(paper.id, draft, paper.version)


def answered(shop, *, verdict):
    return counter.covered(policy(shop.policy_id), verdict)


def events(dispense):
    return [step.event for step in queries.timeline(dispense.id)]


def test_the_hour_asks_once_and_claims_when_the_answer_is_there(shop, guessed):
    assert (provisional.look_after(), provisional.look_after()) == (0, 0)
    asked = db.session.scalars(db.select(EligibilityCheck)).all()
    assert [one.patient_id for one in asked] == [shop.patient_id]
    answered(shop, verdict=True)
    assert (provisional.look_after(), provisional.look_after()) == (1, 0)
    claim = find(Claim, guessed.claim_id)
    assert (guessed.settled_as, claim.status, claim.prescription_reference) == ("claimed", "queued", TOKEN)  # fmt: skip
    assert [(line.local_code, line.quantity, line.days_supply) for line in claim.lines] == [(counter.AMOXICILLIN, 20, 7)]  # fmt: skip
    assert events(guessed) == ["prepared", "supplied", "cover_asked", "claimed", "set_off"]


def test_the_hour_claims_the_day_of_the_supply(shop, guessed, clock):
    answered(shop, verdict=True)
    clock.shift(timedelta(days=2))
    assert provisional.look_after() == 1
    assert find(Claim, guessed.claim_id).service_date == guessed.supplied_at.date()


def booked(dispense):
    """Share, all that was taken, of the deposit kept, and whether nobody owes the other any more."""
    return dispense.patient_share, dispense.taken, dispense.deposit_kept, dispense.squared_at is not None  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "share", "kept", "left", "event"),
    [
        # At the counter 0.240 were taken as the policy says, 0.500 for vitamin D, and 0.500 as deposit.
        ("10", "0.240", "0.000", "-0.500", "balance_returned"),
        ("20", "0.480", "0.240", "-0.260", "balance_returned"),
        ("50", "1.200", "0.500", "0.460",  "balance_paid"),
    ],
)  # fmt: skip
def test_the_share_is_computed_anew_and_the_deposit_set_off(shop, guessed, percent, share, kept, left, event):  # fmt: skip
    counter.covered(policy(shop.policy_id), copay_percent=Decimal(percent), copay_max=Decimal(5))
    assert provisional.look_after() == 1
    claim = find(Claim, guessed.claim_id)
    assert claim.patient_share == Decimal(share) == guessed.lines[0].patient_pays
    assert booked(guessed) == (Decimal(share), Decimal("1.240"), Decimal(kept), False)
    assert guessed.due - guessed.taken == Decimal(left)
    with force_locale("en"):
        told = [row["label"] for row in printing.receipt_values(guessed)["money"]]
    assert told[-1] == ("The patient still owes" if event == "balance_paid" else "To give back to the patient")  # fmt: skip
    assert [row.id for row in queries.provisional().rows] == [guessed.id]
    provisional.collect(guessed.id)
    assert booked(guessed) == (Decimal(share), guessed.due, Decimal(kept), True)
    assert (events(guessed)[-1], len(queries.provisional().rows)) == (event, 0)
    with pytest.raises(NotFollowedUp):
        provisional.collect(guessed.id)


def test_what_the_patient_still_owes_may_be_written_off(shop, guessed):
    counter.covered(policy(shop.policy_id), copay_percent=Decimal(50), copay_max=Decimal(5))
    provisional.look_after()
    waits = work_lists.unsettled()
    assert (waits.count, waits.at_stake) == (1, Decimal("0.460"))
    provisional.write_off(guessed.id)
    assert (events(guessed)[-1], work_lists.unsettled().count) == ("balance_written_off", 0)


def test_what_the_plan_excludes_is_not_claimed(shop, guessed):
    counter.covered(policy(shop.policy_id), excluded=True)
    assert provisional.look_after() == 0
    assert (guessed.claim_id, guessed.waits_for) == (None, "not_paid")
    provisional.collect(guessed.id)
    assert (guessed.waits_for, guessed.settled_as, guessed.taken) == (None, "patient", Decimal("2.900"))  # fmt: skip


@pytest.mark.parametrize("verdict", [None, True])
def test_what_was_paid_in_cash_waits_for_no_insurer(shop, verdict):
    paper = counter.a_prescription(shop, (counter.VITAMIN, "10"))
    draft = counter.a_draft(shop, paper, {"quantity": "10", "cash": True}, provisional=True, consent=True, deposit=Decimal("0.500"))  # fmt: skip
    made = service.supply(paper.id, draft, paper.version)
    if verdict:
        answered(shop, verdict=verdict)
    asked = db.session.scalar(db.select(db.func.count(EligibilityCheck.id)))
    assert (provisional.look_after(), made.waits_for, made.claim_id) == (0, "cash", None)
    assert db.session.scalar(db.select(db.func.count(EligibilityCheck.id))) == asked
    assert (made.due, made.taken) == (Decimal("0.500"), Decimal("1.000"))
    provisional.collect(made.id)
    assert (made.deposit_kept, made.taken, queries.provisional().rows) == (Decimal(0), Decimal("0.500"), [])  # fmt: skip


def test_a_line_outside_the_contract_is_the_patients_and_the_rest_is_claimed(shop):
    paper = counter.a_prescription(shop, (counter.VITAMIN, "10"), (counter.AMOXICILLIN, "5"))
    draft = counter.a_draft(shop, paper, {"quantity": "10"}, {"quantity": "5"}, provisional=True, consent=True)  # fmt: skip
    made = service.supply(paper.id, draft, paper.version)
    answered(shop, verdict=True)
    provisional.look_after()
    claim = find(Claim, made.claim_id)
    assert [line.local_code for line in claim.lines] == [counter.AMOXICILLIN]
    assert [(line.cash, line.patient_pays) for line in made.lines] == [(True, Decimal("0.500")), (False, Decimal("0.060"))]  # fmt: skip
    assert (paper.lines[0].status, made.due, made.taken) == ("cash", Decimal("0.560"), Decimal("0.110"))  # fmt: skip


def test_what_needs_approval_waits_for_it_and_is_claimed_under_it(shop, guessed):
    counter.covered(policy(shop.policy_id), approval_required=True)
    assert (provisional.look_after(), guessed.waits_for, guessed.claim_id) == (0, "approval", None)
    provisional.claim_later(guessed.id)
    asked = find(Approval, guessed.approval_id)
    assert [(line.local_code, line.units) for line in asked.lines] == [(counter.AMOXICILLIN, 20)]
    with pytest.raises(NothingAwaitsApproval):
        provisional.claim_later(guessed.id)
    approvals.apply_answer(requests.reply_to(asked, requests.granted(asked, {1: "20"})))
    assert (provisional.look_after(), guessed.settled_as) == (1, "claimed")
    assert find(Claim, guessed.claim_id).approval_id == asked.id


def test_the_pharmacist_chosen_at_the_counter_stands_on_the_claim(shop):
    other = clinic.a_practitioner(licence="DEMO-D-2002", name="Huda", arabic="هدى", role="pharmacist")  # fmt: skip
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "20"))
    draft = counter.a_draft(shop, paper, {"quantity": "20"}, provisional=True, consent=True, practitioner_id=other)  # fmt: skip
    made = service.supply(paper.id, draft, paper.version)
    answered(shop, verdict=True)
    provisional.look_after()
    assert find(Claim, made.claim_id).practitioner_id == other


def test_what_is_not_covered_stays_on_the_list(shop, guessed):
    answered(shop, verdict=False)
    assert provisional.look_after() == 0
    assert [row.id for row in queries.provisional().rows] == [guessed.id]
    assert (guessed.claim_id, provisional.verdict_of(guessed)) == (None, "not_covered")
    waits = work_lists.unsettled()
    assert (waits.count, waits.at_stake) == (1, Decimal("2.400") - guessed.patient_share - Decimal("0.500"))  # fmt: skip
    assert [row["endpoint"] for row in pharmacy_work.unsettled(50)] == ["pharmacy.provisional"]


def test_collecting_makes_the_lines_cash(shop, guessed):
    answered(shop, verdict=False)
    provisional.collect(guessed.id)
    line = find(Prescription, guessed.prescription_id).lines[0]
    assert (line.status, line.supplied, line.cash) == ("cash", 20, 20)
    assert (guessed.cash, guessed.patient_share) == (Decimal("2.900"), 0)
    assert [(one.cash, one.patient_pays) for one in guessed.lines] == [(True, Decimal("2.400")), (True, Decimal("0.500"))]  # fmt: skip
    service.reverse(guessed.id, "not_collected")
    assert (line.supplied, line.cash) == (0, 0)


def test_writing_off_ends_it(shop, guessed):
    provisional.write_off(guessed.id)
    assert (guessed.settled_as, work_lists.unsettled().count, pharmacy_work.unsettled(50)) == ("written_off", 0, [])  # fmt: skip
    answered(shop, verdict=True)
    assert (provisional.look_after(), guessed.claim_id) == (0, None)


def test_claiming_later_asks_again_and_keeps_it_listed(shop, guessed):
    answered(shop, verdict=False)
    provisional.claim_later(guessed.id)
    assert [row.id for row in queries.provisional().rows] == [guessed.id]
    assert db.session.scalar(db.select(db.func.count(EligibilityCheck.id))) == 2
    answered(shop, verdict=True)
    assert provisional.send_provisional() == 1


@pytest.mark.parametrize("verb", [provisional.collect, provisional.write_off, provisional.claim_later])  # fmt: skip
def test_what_is_settled_is_settled_once(shop, guessed, verb):
    provisional.write_off(guessed.id)
    with pytest.raises(NotFollowedUp):
        verb(guessed.id)


def test_one_supply_that_cannot_be_claimed_does_not_stop_the_next(shop, guessed, monkeypatch):
    alert_settings.put(NewAlertSetting(alert="refill", handling="ignore", valid_from=today()))
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "5"))
    draft = counter.a_draft(shop, paper, {"quantity": "5"}, provisional=True, consent=True)
    second = service.supply(paper.id, draft, paper.version)
    answered(shop, verdict=True)
    claim = provisional.claiming.claim

    def refuse_first(dispense: Dispense, *told):
        made = claim(dispense, *told)
        if dispense.id == guessed.id:
            raise NotFollowedUp
        return made

    monkeypatch.setattr(provisional.claiming, "claim", refuse_first)
    assert provisional.send_provisional() == 1
    assert (guessed.claim_id, second.settled_as) == (None, "claimed")


def test_every_tenant_has_its_hour(app, people, inside, clock):
    with inside("faris"):
        shop = opened()
        made = handed_out(shop).id
        answered(shop, verdict=True)
        db.session.commit()
    provisional.send_everywhere()
    with inside("faris"):
        assert find(Dispense, made).settled_as == "claimed"


def test_a_claim_that_was_kept_back_waits_for_a_person(shop):
    answered(shop, verdict=True)
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "20"), diagnosis_code="")
    draft = counter.a_draft(shop, paper, {"quantity": "20"})
    made = service.supply(paper.id, draft, paper.version)
    (row,) = work_lists.kept_back()
    assert (row.claim_id, row.at_stake) == (made.claim_id, Decimal("2.160"))
    assert pharmacy_work.kept_back(50)[0]["endpoint"] == "claims.check"
    service.reverse(made.id, "not_collected")
    assert work_lists.kept_back() == []
