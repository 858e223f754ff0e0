"""Each of the eighty-nine edits on both sides of its edge: one row each, no more than a few parts apart."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

import pytest

from app.claims.scrubbing import EDITS
from app.claims.surroundings import (
    AttachmentFacts,
    SiblingFacts,
    StayFacts,
    SupplyFacts,
    VisitFacts,
)
from app.claims.values import CoverageFacts
from tests.claims.scrubbing.facts import (
    CLEAN,
    DAY,
    LINE,
    MOMENT,
    OMR,
    PHARMACY,
    POLICY,
    answer,
    approved,
    card,
    claim,
    days,
    diagnoses,
    diagnosis,
    dispense,
    found,
    holding,
    line,
    of_a,
    patient,
    policy,
    prescription,
    provider,
    related,
    sibling,
    two_lines,
    two_medicines,
)

BEFORE, AFTER, SECOND = DAY - days(1), DAY + days(1), timedelta(seconds=1)
NOTHING: dict[str, object] = {}
MOST_APART = 4


def amounts(price, net, **changes):
    """A line of these amounts, a tenth of them the patient's."""
    share = OMR(net) / 10
    one = replace(LINE, unit_price=OMR(price), net=OMR(net), patient_share=share, **changes)
    return claim(lines=(one,), total=OMR(net))


def newborn(code="Z38.00", **changes):
    baby = {"is_newborn": True, "mother_covered": True, "birth_date": DAY - days(90), **changes}
    return of_a(diagnosis(code), **baby)


def ranked(order):
    other = replace(POLICY, payer="DEMO-BETA", billed=False, order=order)
    return claim(coverage=CoverageFacts(policies=(replace(POLICY, order=2), other)))


def sent_after(number):
    return replace(CLEAN, today=DAY + days(number), moment=MOMENT + days(number))


def twice(days_before):
    other = SiblingFacts(
        claim_number="C-1", code="DEMO-100", service_date=DAY - days(days_before), quantity=OMR(1)
    )
    return claim(siblings=(other,))


def visited(days_before):
    return replace(line(is_consultation=True), visits=(VisitFacts(day=DAY - days(days_before)),))


def stay(last):
    return claim(stays=(StayFacts(first=BEFORE, last=last),))


def supplied(days_before):
    earlier = SupplyFacts(
        ingredient="amoxicillin", dispensed_on=DAY - days(days_before), days_supply=20
    )
    return replace(PHARMACY, supplies=(earlier,))


def paper(size):
    attached = AttachmentFacts(kind="report", media_type="application/pdf", size=size)
    return claim(attachments=(attached,))


def approved_of(**changes):
    return approved(named=False, need="no", status="pended", question_open=True, **changes)


# fmt: off
SIDES = {
    # edit:   what the payer wants,                         found there,                                 silent here
    "CHK-01": (NOTHING,                                     patient(name_ar="", name_en=""),             patient(name_ar="", name_en="S")),
    "CHK-02": (NOTHING,                                     card("NI", "1234567"),                       card("NI", "12345678")),
    "CHK-03": (NOTHING,                                     patient(birth_date=AFTER),                   patient(birth_date=DAY)),
    "CHK-04": (NOTHING,                                     patient(birth_date=date(1905, 11, 22)),      patient(birth_date=date(1905, 11, 23))),
    "CHK-05": (NOTHING,                                     patient(sex=""),                             patient(sex="female")),
    "CHK-06": (NOTHING,                                     policy(sex="female"),                        policy(sex="male")),
    "CHK-07": (NOTHING,                                     patient(deceased_on=BEFORE),                 patient(deceased_on=DAY)),
    "CHK-08": (NOTHING,                                     newborn(mother_covered=None),                newborn()),
    "CHK-09": (NOTHING,                                     newborn(birth_date=DAY - days(91)),          newborn()),
    "CHK-10": (NOTHING,                                     policy(member_number="M-2"),                 policy(member_number="m-1")),
    "CHK-11": (NOTHING,                                     policy(billed=False),                        policy(billed=True)),
    "CHK-12": (NOTHING,                                     policy(valid_to=BEFORE),                     policy(valid_to=DAY)),
    "CHK-13": ({"eligibility_max_age_hours": 48},           answer(checked_at=MOMENT - days(2) - SECOND), answer(checked_at=MOMENT - days(2))),
    "CHK-14": (NOTHING,                                     answer(verdict="not_covered"),               answer(verdict="covered")),
    "CHK-15": (NOTHING,                                     answer(verdict="undetermined"),              answer(verdict="covered")),
    "CHK-16": (NOTHING,                                     answer(in_network=False),                    answer(in_network=None)),
    "CHK-17": (NOTHING,                                     answer(annual_limit=OMR("17.999")),          answer(annual_limit=OMR("18.000"))),
    "CHK-18": (NOTHING,                                     policy(waiting_until=DAY),                   policy(waiting_until=BEFORE)),
    "CHK-19": (NOTHING,                                     ranked(1),                                   ranked(2)),
    "CHK-20": (NOTHING,                                     claim(offline_on=AFTER, offline_reference="T"), claim(offline_on=DAY, offline_reference="T")),
    "CHK-21": (NOTHING,                                     provider(facility_licence_to=BEFORE),        provider(facility_licence_to=DAY)),
    "CHK-22": (NOTHING,                                     provider(practitioner_licence_to=BEFORE),    provider(practitioner_licence_to=DAY)),
    "CHK-23": (NOTHING,                                     provider(in_payer_list=False),               provider(in_payer_list=None)),
    "CHK-24": ({"specialties_of_code": {"DEMO-100": ["ENT"]}}, provider(specialty="GP"),                 provider(specialty="ENT")),
    "CHK-25": (NOTHING,                                     provider(contract_to=BEFORE),                provider(contract_to=DAY)),
    "CHK-26": (NOTHING,                                     provider(branch_whitelisted=False),          CLEAN),
    "CHK-27": (NOTHING,                                     claim(diagnoses=()),                         CLEAN),
    "CHK-28": (NOTHING,                                     line(pointers=()),                           line(pointers=(1,))),
    "CHK-29": (NOTHING,                                     line(pointers=(2,)),                         line(pointers=(1,))),
    "CHK-30": (NOTHING,                                     diagnosis(valid_to=BEFORE),                  diagnosis(valid_to=DAY)),
    "CHK-31": (NOTHING,                                     diagnoses("J06.9", "j069"),                  diagnoses("J06.9", "J068")),
    "CHK-32": (NOTHING,                                     diagnosis(kind="secondary"),                 diagnosis(kind="principal")),
    "CHK-33": (NOTHING,                                     diagnosis("V00.01"),                         diagnosis("U07.1")),
    "CHK-34": (NOTHING,                                     diagnosis(min_age=39),                       diagnosis(min_age=38)),
    "CHK-35": (NOTHING,                                     diagnosis("N70.11"),                         diagnosis("N53.9")),
    "CHK-36": (NOTHING,                                     diagnoses("R05.9", "J06.9"),                 diagnoses("J06.9", "R05.9")),
    "CHK-37": ({"refuse_unspecified": True},                diagnosis(unspecified=True),                 diagnosis(unspecified=False)),
    "CHK-38": (NOTHING,                                     line(known=False),                           line(known=True)),
    "CHK-39": (NOTHING,                                     line(valid_to=BEFORE),                       line(valid_to=DAY)),
    "CHK-40": (NOTHING,                                     line(mapped=False),                          line(mapped=True)),
    "CHK-41": (NOTHING,                                     line(in_contract=False),                     line(in_contract=None)),
    "CHK-42": ({"incompatible_codes": {"DEMO-100": ["DEMO-200"]}}, two_lines(),                          two_lines({"service_date": BEFORE})),
    "CHK-43": ({"daily_maximum": {"DEMO-100": 2}},          line(quantity=OMR("2.001")),                 line(quantity=OMR(2))),
    "CHK-44": ({"frequencies": {"DEMO-100": {"times": 1, "days": 30}}}, twice(29),                       twice(30)),
    "CHK-45": ({"free_follow_up_days": 7},                  visited(7),                                  visited(8)),
    "CHK-46": ({"bundles": {"B": ["DEMO-100", "DEMO-200"]}}, two_lines(),                                two_lines({"service_date": BEFORE})),
    "CHK-47": (NOTHING,                                     stay(DAY),                                   stay(BEFORE)),
    "CHK-48": ({"codes_needing_site": ["DEMO-100"]},        line(site=" "),                              line(site="L")),
    "CHK-49": ({"codes_needing_referral": ["DEMO-100"]},    claim(referral_number=" "),                  claim(referral_number="R")),
    "CHK-50": ({"packages": {"DEMO-200": ["DEMO-100"]}},    two_lines(),                                 two_lines({"service_date": BEFORE})),
    "CHK-51": (NOTHING,                                     line(approval="above", approval_above=OMR("19.999")), line(approval="above", approval_above=OMR(20))),
    "CHK-52": (NOTHING,                                     replace(approved(), approval_numbers=("DEMO-A-2",)), approved()),
    "CHK-53": (NOTHING,                                     approved(valid_to=BEFORE),                   approved(valid_to=DAY)),
    "CHK-54": (NOTHING,                                     approved(lines=holding("DEMO-101")),         approved(lines=holding("DEMO-100"))),
    "CHK-55": (NOTHING,                                     approved(lines=holding(left=OMR("0.999"))),  approved(lines=holding(left=OMR(1)))),
    "CHK-56": (NOTHING,                                     approved(used_in="C-9", lines=holding()),    approved(used_in="", lines=holding())),
    "CHK-57": (NOTHING,                                     approved(status="pended"),                   approved(status="approved")),
    "CHK-58": (NOTHING,                                     approved(status="refused"),                  approved(status="approved")),
    "CHK-59": (NOTHING,                                     approved_of(),                               approved_of(lines=holding("DEMO-2"))),
    "CHK-60": (NOTHING,                                     prescription(reference=" "),                 prescription(reference="R")),
    "CHK-61": (NOTHING,                                     prescription(expires_on=BEFORE),             prescription(expires_on=DAY)),
    "CHK-62": (NOTHING,                                     prescription(dispensed=OMR(20)),             prescription(dispensed=OMR("19.999"))),
    "CHK-63": (NOTHING,                                     supplied(14),                                supplied(15)),
    "CHK-64": (NOTHING,                                     prescription(days=11),                       prescription(days=10)),
    "CHK-65": (NOTHING,                                     prescription(quantity=OMR("19.999")),        prescription(quantity=OMR(20))),
    "CHK-66": (NOTHING,                                     two_medicines({"ingredients": ("ibuprofen",)}), two_medicines({"ingredients": ("amoxicillin",)})),
    "CHK-67": (NOTHING,                                     two_medicines({"interacts_with": frozenset({"ibuprofen"})}), two_medicines({"interacts_with": frozenset({"warfarin"})})),
    "CHK-68": (NOTHING,                                     of_a(PHARMACY, allergies=frozenset({"amoxicillin"})), of_a(PHARMACY, allergies=frozenset({"penicillin"}))),
    "CHK-69": (NOTHING,                                     dispense(min_age=39),                        dispense(min_age=38)),
    "CHK-70": (NOTHING,                                     dispense(batch_expires_on=BEFORE),           dispense(batch_expires_on=DAY)),
    "CHK-71": (NOTHING,                                     dispense(batch_recalled=True),               dispense(batch_recalled=False)),
    "CHK-72": (NOTHING,                                     dispense(on_formulary=False),                dispense(on_formulary=None)),
    "CHK-73": (NOTHING,                                     dispense(substituted_for="X", substitution_reason=" "), dispense(substituted_for="X", substitution_reason="R")),
    "CHK-74": (NOTHING,                                     dispense(regulated_price=OMR("0.999")),      dispense(regulated_price=OMR(1))),
    "CHK-75": (NOTHING,                                     dispense(cost=OMR("1.001")),                 dispense(cost=OMR(1))),
    "CHK-76": (NOTHING,                                     dispense(days_supply=0),                     dispense(days_supply=1)),
    "CHK-77": (NOTHING,                                     amounts("20.000", "20.001"),                 amounts("20.001", "20.001")),
    "CHK-78": (NOTHING,                                     claim(total=OMR("20.001")),                  claim(total=OMR("20.000"))),
    "CHK-79": (NOTHING,                                     claim(total=OMR("20.0001")),                 claim(total=OMR("20.0000"))),
    "CHK-80": ({"price_tolerance": "0.500"},                line(contract_price=OMR("19.499")),          line(contract_price=OMR("19.500"))),
    "CHK-81": ({"share_tolerance": "0.010"},                line(patient_share=OMR("1.989")),            line(patient_share=OMR("1.990"))),
    "CHK-82": ({"vat_rate": "0.10"},                        amounts("20", "21.999", tax=OMR("1.999"), vat_category="standard"), amounts("20", "22.000", tax=OMR("2.000"), vat_category="standard")),
    "CHK-83": (NOTHING,                                     amounts("0.000", "0.000"),                   amounts("0.001", "0.001")),
    "CHK-84": ({"filing_window_days": 60},                  sent_after(42),                              sent_after(41)),
    "CHK-85": (NOTHING,                                     line(service_date=AFTER),                    line(service_date=DAY)),
    "CHK-86": (NOTHING,                                     sibling(quantity=OMR(1)),                    sibling(quantity=OMR(2))),
    "CHK-87": ({"near_duplicate_days": 5},                  sibling(service_date=DAY - days(5)),         sibling(service_date=DAY - days(6))),
    "CHK-88": ({"attachment_max_bytes": 500},               paper(501),                                  paper(500)),
    "CHK-89": (NOTHING,                                     related(kind=""),                            related(kind="complaint")),
}
# fmt: on


def apart(one, other):
    """In how many plain values two sets of facts differ; a part more or less counts as one."""
    if is_dataclass(one) and type(one) is type(other):
        return sum(apart(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return sum(apart(*pair) for pair in zip(one, other, strict=True))
    return int(one != other)


def test_every_edit_has_both_sides():
    assert list(SIDES) == list(EDITS)


@pytest.mark.parametrize("code", SIDES)
def test_an_edit_speaks_on_one_side_of_its_edge_and_not_on_the_other(code):
    wanted, wrong, right = SIDES[code]

    assert any(word.startswith(code) for word in found(wrong, wanted))
    assert not any(word.startswith(code) for word in found(right, wanted))
    assert 1 <= apart(wrong, right) <= MOST_APART


@pytest.mark.parametrize("code", SIDES)
def test_an_edit_switched_off_is_silent(code):
    wanted, wrong, _right = SIDES[code]

    said = found(wrong, {**wanted, "severities": {code: "off"}})
    assert not any(word.startswith(code) for word in said)
