"""Handing out: all or nothing, what refuses it, the claim of it, and taking it back."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask_babel import force_locale

from app.approvals import requirements, sealed
from app.approvals.models import Approval
from app.approvals.requirements import NewRequirement
from app.claims.models import Claim
from app.claims.service import check
from app.kernel.clock import today
from app.kernel.db import db
from app.patients import allergies
from app.patients.models import Patient
from app.patients.queries import policy
from app.pharmacy.alerts import settings as alert_settings
from app.pharmacy.alerts.errors import AlertRejects, AlertsOpen
from app.pharmacy.alerts.settings import NewAlertSetting
from app.pharmacy.counter import printing
from app.pharmacy.dispensing import asking, errors, service
from app.pharmacy.dispensing.gathering import at_counter
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.told import handed_out
from app.pharmacy.dispensing.values import Pass
from app.pharmacy.prescriptions.errors import (
    OverRemainder,
    PrescriptionClosed,
    PrescriptionExpired,
    PrescriptionStale,
)
from app.pharmacy.stock.models import StockLevel, StockMovement
from app.tenants.scope import find
from tests.factories import counter


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop: the patient is covered today."""
    with inside("faris"):
        counter.make_codes()
        made = counter.a_shop()
        counter.covered(policy(made.policy_id))
        db.session.commit()
    with inside("faris"):
        yield made


def supply(shop, prescription, *wanted, **more):
    draft = counter.a_draft(shop, prescription, *wanted, **more)
    return service.supply(prescription.id, draft, prescription.version)


def on_shelf(batch_id):
    return db.session.scalars(db.select(StockLevel.units).where(StockLevel.batch_id == batch_id)).one()  # fmt: skip


def test_one_line_is_supplied_and_claimed(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    made = supply(shop, paper, {"quantity": "20"})
    (line,) = made.lines
    claim = find(Claim, made.claim_id)
    assert (made.status, paper.lines[0].status, on_shelf(shop.batches[counter.AMOXICILLIN])) == ("supplied", "partly_supplied", 10)  # fmt: skip
    assert (line.quantity, line.unit_price, line.patient_pays) == (20, Decimal("0.120"), Decimal("0.240"))  # fmt: skip
    assert [(b.lot, b.units) for b in line.batches] == [("LOT-MED-AMOX", 20)]
    assert (claim.kind, claim.status, claim.prescription_reference) == ("pharmacy", "queued", paper.number)  # fmt: skip
    assert [(row.local_code, row.quantity) for row in claim.lines] == [(counter.AMOXICILLIN, 20)]
    assert claim.patient_share == made.patient_share == Decimal("0.240")
    assert check(claim.id) == ()


def test_cash_alone_makes_no_claim(shop):
    paper = counter.a_prescription(shop, (counter.VITAMIN, "30"))
    made = supply(shop, paper, {"quantity": "30", "cash": True})
    assert (made.claim_id, made.cash, made.patient_share) == (None, Decimal("1.500"), 0)
    assert (paper.lines[0].status, paper.status) == ("cash", "completed")


@pytest.mark.parametrize(
    ("line", "wishes", "refusal"),
    [
        (counter.AMOXICILLIN, {"quantity": "22"},                         OverRemainder),
        (counter.AMOXICILLIN, {},                                         errors.NothingToSupply),
        (counter.AMOXICILLIN, {"quantity": "1", "unit_price": "0.151"},   errors.PriceAboveRegulated),
        (counter.VITAMIN,     {"quantity": "1"},                          errors.NotCovered),
        (counter.GLARGINE,    {"quantity": "1"},                          errors.ApprovalNeeded),
        (counter.GLARGINE,    {"quantity": "2", "cash": True},            errors.NotEnoughInStock),
    ],
)  # fmt: skip
def test_what_refuses_a_supply(shop, line, wishes, refusal):
    paper = counter.a_prescription(shop, (line, "21"))
    with pytest.raises(refusal):
        supply(shop, paper, wishes)
    assert db.session.scalars(db.select(Dispense)).all() == []


def test_a_regulated_price_may_be_reached(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    made = supply(shop, paper, {"quantity": "1", "unit_price": "0.150"})
    assert made.lines[0].unit_price == Decimal("0.150")


def test_an_expired_prescription(shop, clock):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    version = paper.version
    clock.shift(timedelta(days=31))
    with pytest.raises(PrescriptionExpired):
        service.supply(paper.id, counter.a_draft(shop, paper, {"quantity": "1"}), version)


def test_a_page_that_is_late(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    seen = paper.version
    supply(shop, paper, {"quantity": "1"})
    with pytest.raises(PrescriptionStale):
        service.supply(paper.id, counter.a_draft(shop, paper, {"quantity": "1"}), seen)


def test_a_completed_prescription(shop):
    paper = counter.a_prescription(shop, (counter.VITAMIN, "2"))
    supply(shop, paper, {"quantity": "2", "cash": True})
    with pytest.raises(PrescriptionClosed):
        supply(shop, paper, {"quantity": "1", "cash": True})


def test_an_allergy_rejects(shop):
    allergies.add(shop.patient_id, "Amoxicillin")
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    with pytest.raises(AlertRejects):
        supply(shop, paper, {"quantity": "1"})


def test_a_substitute_with_its_reason(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "40"))
    other = counter.medicine_of(counter.OTHER_BRAND).service_id
    with pytest.raises(errors.SubstitutionUnexplained):
        supply(shop, paper, {"quantity": "40", "service_id": other})
    made = supply(
        shop, paper,
        {"quantity": "40", "service_id": other, "substitution_reason": "out_of_stock"},
    )  # fmt: skip
    line = made.lines[0]
    assert (line.local_code, line.substituted_for, line.substitution_reason) == (counter.OTHER_BRAND, counter.AMOXICILLIN, "out_of_stock")  # fmt: skip
    assert find(Claim, made.claim_id).status == "queued"


def test_another_medicine_is_no_substitute(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    other = counter.medicine_of(counter.VITAMIN).service_id
    with pytest.raises(errors.NotASubstitute):
        supply(shop, paper, {"quantity": "1", "service_id": other, "substitution_reason": "cheaper"})  # fmt: skip


def test_owing_and_giving_up(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    supply(shop, paper, {"quantity": "10", "owe": "8", "give_up": "3"})
    line = paper.lines[0]
    assert (line.status, line.supplied, line.owing, line.not_supplied) == ("owing", 10, 8, 3)
    supply(shop, paper, {"quantity": "8"})
    assert (line.status, line.supplied, paper.status) == ("partly_supplied", 18, "completed")


def test_promising_alone_hands_nothing_out(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    service.promise(paper.id, counter.a_draft(shop, paper, {"owe": "21"}), paper.version)
    assert paper.lines[0].status == "owing"
    assert db.session.scalars(db.select(StockMovement).where(StockMovement.kind == "supplied")).all() == []  # fmt: skip


def test_a_claim_that_the_checker_blocks_stays_a_draft_and_the_supply_stands(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"), diagnosis_code="")
    made = supply(shop, paper, {"quantity": "21"})
    assert (made.status, find(Claim, made.claim_id).status) == ("supplied", "draft")
    assert on_shelf(shop.batches[counter.AMOXICILLIN]) == 9


def test_reversing_puts_all_back_and_withdraws_the_claim(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    made = supply(shop, paper, {"quantity": "21"})
    assert paper.status == "completed"
    service.reverse(made.id, "not_collected")
    line = paper.lines[0]
    assert (made.status, paper.status, line.status, line.supplied) == ("reversed", "open", "to_dispense", 0)  # fmt: skip
    assert on_shelf(shop.batches[counter.AMOXICILLIN]) == 30
    assert find(Claim, made.claim_id).status == "cancelled"


def test_without_an_answer_only_a_provisional_supply_with_consent(shop, clock):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    clock.shift(timedelta(days=1))
    with pytest.raises(errors.CoverUnknown):
        supply(shop, paper, {"quantity": "21"})
    with pytest.raises(errors.ConsentMissing):
        supply(shop, paper, {"quantity": "21"}, provisional=True)
    made = supply(shop, paper, {"quantity": "21"}, provisional=True, consent=True, deposit=Decimal(1))  # fmt: skip
    assert (made.provisional, made.claim_id, made.deposit) == (True, None, 1)


def test_nothing_is_provisional_once_the_insurer_answered(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    with pytest.raises(errors.NotProvisional):
        supply(shop, paper, {"quantity": "21"}, provisional=True, consent=True)


VERBS = ("supply", "supply_cash", "owe", "give_up", "reverse")


@pytest.mark.parametrize("seed", range(4))
def test_stock_lines_and_claims_always_add_up(shop, seed):
    """Whatever was handed out, promised, given up and taken back, in whatever order."""
    dice, batch = random.Random(seed), shop.batches[counter.AMOXICILLIN]
    paper, made = counter.a_prescription(shop, (counter.AMOXICILLIN, "21")), []
    for _ in range(12):
        verb, units = dice.choice(VERBS), str(dice.randint(1, 9))
        try:
            _happen(shop, paper, made, verb, units)
        except (OverRemainder, PrescriptionClosed):
            db.session.rollback()
        line, standing = paper.lines[0], [one for one in made if one.status == "supplied"]
        handed_out = sum(row.quantity for one in standing for row in one.lines)
        billed = [find(Claim, one.claim_id) for one in standing if one.claim_id]
        assert line.item.to_come + line.supplied + line.owing + line.not_supplied == 21
        assert (line.supplied, on_shelf(batch)) == (handed_out, 30 - handed_out)
        assert sum(row.quantity for claim in billed for row in claim.lines) == line.supplied - line.cash  # fmt: skip
        assert all(find(Claim, one.claim_id).status == "cancelled" for one in made if one.claim_id and one not in standing)  # fmt: skip


def _happen(shop, paper, made, verb, units):
    if verb == "reverse":
        standing = [one for one in made if one.status == "supplied"]
        if standing:
            service.reverse(standing[0].id, "not_collected")
    elif verb.startswith("supply"):
        made.append(supply(shop, paper, {"quantity": units, "cash": verb == "supply_cash"}))
    else:
        draft = counter.a_draft(shop, paper, {verb: units})
        service.promise(paper.id, draft, paper.version)
    db.session.commit()


def test_alerts_look_at_the_brand_that_is_handed_out(shop):
    """The other brand is for grown-ups only, and its bottle holds twice as much: both is said before it leaves."""
    born_later(shop, years=9)
    limit(counter.OTHER_BRAND, min_age=12, highest_daily_dose=Decimal(2))
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    paper.lines[0].dose, paper.lines[0].times_a_day = Decimal(1), Decimal(3)
    other = counter.medicine_of(counter.OTHER_BRAND).service_id
    wanted = {"quantity": "21", "service_id": other, "substitution_reason": "out_of_stock"}
    with pytest.raises(AlertsOpen):
        supply(shop, paper, wanted)
    seen = at_counter(paper, shop.facility_id, today(), {paper.lines[0].id: other})
    assert [one.alert.code for one in seen.alerts] == ["dose", "age"]
    assert at_counter(paper, shop.facility_id, today()).alerts == ()
    passes = {one.fingerprint: Pass(reason="prescriber_confirmed") for one in seen.alerts}
    assert supply(shop, paper, wanted, passes=passes).status == "supplied"


@pytest.mark.parametrize(
    ("dose", "days", "said", "lasts"),
    [
        # dose x times, days prescribed, what the pharmacist says -> days of 14 of 21 capsules
        (("1", "3"), 7,    None, 4),
        (None,       7,    None, 4),
        (None,       7,    5,    5),
        (("1", "3"), None, 30,   30),
        (None,       None, 9,    9),
    ],
)  # fmt: skip
def test_the_days_of_supply_reach_the_claim(shop, dose, days, said, lasts):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    line = paper.lines[0]
    line.days = days
    line.dose, line.times_a_day = map(Decimal, dose) if dose else (None, None)
    made = supply(shop, paper, {"quantity": "14", "days": said})
    claim = find(Claim, made.claim_id)
    assert (made.lines[0].days_supply, claim.lines[0].days_supply) == (lasts, lasts)
    assert "CHK-76" not in {one.code for one in check(claim.id)}


@pytest.mark.parametrize("cash", [False, True])
def test_a_line_of_unknown_days_is_asked_about_and_warns_later_whoever_pays(shop, cash):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    paper.lines[0].days = None
    with pytest.raises(errors.DaysMissing):
        supply(shop, paper, {"quantity": "21", "cash": cash})
    supply(shop, paper, {"quantity": "21", "cash": cash, "days": 30})
    again = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    told = at_counter(again, shop.facility_id, today()).alerts
    assert "refill" in {one.alert.code for one in told}


def test_the_price_typed_decides_whether_approval_is_needed(shop):
    rule = NewRequirement(payer_id=shop.payer_id, scope="service", target=counter.AMOXICILLIN, level="above", threshold=Decimal("1.200"), valid_from=today())  # fmt: skip
    requirements.add(rule)
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    with pytest.raises(errors.ApprovalNeeded):
        supply(shop, paper, {"quantity": "10", "unit_price": "0.121"})
    assert supply(shop, paper, {"quantity": "10", "unit_price": "0.120"}).approval_id is None


def test_approval_is_asked_for_what_will_be_handed_out_with_its_reason(shop):
    rule = NewRequirement(payer_id=shop.payer_id, scope="service", target=counter.OTHER_BRAND, level="yes", valid_from=today())  # fmt: skip
    requirements.add(rule)
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    other = counter.medicine_of(counter.OTHER_BRAND).service_id
    with pytest.raises(errors.SubstitutionUnexplained):
        asking.queue(paper.id, counter.a_draft(shop, paper, {"service_id": other}), paper.version)
    wish = {"service_id": other, "substitution_reason": "out_of_stock"}
    made = asking.queue(paper.id, counter.a_draft(shop, paper, wish), paper.version)
    asked = find(Approval, made.approval_id)
    assert [(line.local_code, line.units) for line in asked.lines] == [(counter.OTHER_BRAND, 21)]
    assert "MED-AMOX-B instead of MED-AMOX: Prescribed brand is out of stock (out_of_stock)." in str(sealed.words(asked, "justification_sealed"))  # fmt: skip


def test_parts_of_one_prescription_on_one_day_are_no_duplicates(shop):
    """The same line twice a day in the same quantity: two claims, neither kept back nor warned of."""
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "20"))
    claims = [find(Claim, supply(shop, paper, {"quantity": "10"}).claim_id) for _ in range(2)]
    assert [one.status for one in claims] == ["queued", "queued"]
    assert [check(one.id) for one in claims] == [(), ()]


def test_the_same_paper_entered_twice_is_a_duplicate(shop):
    """A true double: another prescription, the same medicine, day, quantity and pharmacist."""
    for alert in ("refill", "duplicate"):
        alert_settings.put(NewAlertSetting(alert=alert, handling="ignore", valid_from=today()))
    first, second = (counter.a_prescription(shop, (counter.AMOXICILLIN, "10")) for _ in range(2))
    supply(shop, first, {"quantity": "10"})
    kept = find(Claim, supply(shop, second, {"quantity": "10"}).claim_id)
    assert kept.status == "draft"
    assert [one.code for one in check(kept.id) if one.severity == "block"] == ["CHK-86"]


def test_two_lines_of_one_medicine_are_each_told_to_the_checker(shop):
    alert_settings.put(NewAlertSetting(alert="duplicate", handling="ignore", valid_from=today()))
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "6"), (counter.AMOXICILLIN, "8"))
    paper.lines[1].days = 2
    made = supply(shop, paper, {"quantity": "6"}, {"quantity": "8"})
    told = told_of(find(Claim, made.claim_id))
    assert [(one.prescription.quantity, one.days_supply) for one in told] == [(6, 7), (8, 2)]


def told_of(claim):
    return [one for _, one in sorted(handed_out([claim])[claim.id].lines.items())]


def limit(local_code, **changes):
    medicine = counter.medicine_of(local_code)
    for name, value in changes.items():
        setattr(medicine, name, value)
    db.session.flush()


def born_later(shop, years):
    find(Patient, shop.patient_id).birth_date = today() - timedelta(days=years * 365)
    db.session.flush()


def test_a_line_that_stands_twice_is_refused_whole(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    draft = counter.a_draft(shop, paper, {"quantity": "21"})
    twice = replace(draft, lines=draft.lines * 2)
    with pytest.raises(errors.LineTwice):
        service.supply(paper.id, twice, paper.version)
    assert paper.lines[0].item.left == 21


def test_the_label_says_how_long_what_was_supplied_lasts(shop):
    paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
    paper.lines[0].dose, paper.lines[0].times_a_day = Decimal(1), Decimal(3)
    with force_locale("en"):
        (label,) = printing.label_values(supply(shop, paper, {"quantity": "6"}))["labels"]
    assert label["dose"]["en"].endswith("Times a day: 3. Days: 2.")
