from dataclasses import replace
from datetime import date

import pytest

from app.claims.scrubbing import check
from app.claims.surroundings import SupplyFacts
from tests.claims.scrubbing.facts import (
    CLEAN,
    DAY,
    OMR,
    PHARMACY,
    days,
    dispense,
    found,
    of_a,
    prescription,
    two_medicines,
)

BEFORE = DAY - days(1)


def with_line(**changes):
    (only,) = PHARMACY.lines
    return replace(PHARMACY, lines=(replace(only, **changes),))


def supply(ingredient, days_ago, lasts, facts=PHARMACY):
    """The claim of a patient who was handed something so many days ago."""
    earlier = SupplyFacts(
        ingredient=ingredient, dispensed_on=DAY - days(days_ago), days_supply=lasts
    )
    return replace(facts, supplies=(earlier,))


ALLERGIC = {"allergies": frozenset({"amoxicillin"})}
FEARED = dispense(interacts_with=frozenset({"warfarin"}))
FIGHTING = {"interacts_with": frozenset({"ibuprofen"})}
FOUGHT = {"interacts_with": frozenset({"amoxicillin"})}
REFILL = ["CHK-63 lines-0-code"]

# fmt: off
EDGES = [
    # the claim                                                   what is found
    (PHARMACY,                                                    []),
    (replace(PHARMACY, kind="professional"),                      []),
    (dispense(prescription=None),                                 ["CHK-60 lines-0-prescription"]),
    (prescription(reference=" "),                                 ["CHK-60 lines-0-prescription"]),
    (with_line(dispense=None),                                    ["CHK-60 lines-0-prescription", "CHK-76 lines-0-days_supply"]),
    (replace(with_line(dispense=None), kind="professional"),      []),
    (prescription(expires_on=DAY),                                []),
    (prescription(expires_on=BEFORE),                             ["CHK-61 lines-0-prescription"]),
    (prescription(expires_on=None),                               []),
    (prescription(quantity=OMR(40), dispensed=OMR(20)),           []),
    (prescription(quantity=OMR(40), dispensed=OMR(40)),           ["CHK-62 lines-0-prescription"]),
    (supply("amoxicillin", 75, 100),                              []),
    (supply("amoxicillin", 74, 100),                              REFILL),
    (supply("amoxicillin", 7, 10),                                REFILL),
    (supply("amoxicillin", 8, 10),                                []),
    (supply("amoxicillin", 0, 10),                                REFILL),
    (supply("amoxicillin", -1, 10),                               []),
    (supply("ibuprofen", 1, 10),                                  []),
    (prescription(times_a_day=OMR(3)),                            ["CHK-64 lines-0-quantity"]),
    (prescription(dose=OMR("0.5"), times_a_day=OMR(4)),           []),
    (prescription(times_a_day=None),                              []),
    (prescription(quantity=OMR(39), dispensed=OMR(20)),           ["CHK-65 lines-0-quantity"]),
    (prescription(quantity=None),                                 []),
    (two_medicines(),                                             []),
    (two_medicines({"ingredients": ("ibuprofen",)}),              ["CHK-66 lines-1-code"]),
    (two_medicines(FIGHTING),                                     ["CHK-67 lines-1-code"]),
    (two_medicines(None, FOUGHT),                                 ["CHK-67 lines-1-code"]),
    (two_medicines({"interacts_with": frozenset({"warfarin"})}),  []),
    (supply("warfarin", 9, 10, FEARED),                           ["CHK-67 lines-0-code"]),
    (supply("warfarin", 10, 10, FEARED),                          []),
    (of_a(PHARMACY, allergies=frozenset({"penicillin"})),         []),
    (of_a(PHARMACY, **ALLERGIC),                                  ["CHK-68 lines-0-code"]),
    (dispense(only_sex="male"),                                   []),
    (dispense(only_sex="female"),                                 ["CHK-69 lines-0-code"]),
    (of_a(dispense(min_age=12), birth_date=date(2014, 11, 22)),   []),
    (of_a(dispense(min_age=12), birth_date=date(2014, 11, 23)),   ["CHK-69 lines-0-code"]),
    (of_a(dispense(max_age=12), birth_date=date(2013, 11, 23)),   []),
    (of_a(dispense(max_age=12), birth_date=date(2013, 11, 22)),   ["CHK-69 lines-0-code"]),
    (dispense(batch_expires_on=DAY),                              []),
    (dispense(batch_expires_on=BEFORE),                           ["CHK-70 lines-0-batch"]),
    (dispense(batch_recalled=True),                               ["CHK-71 lines-0-batch"]),
    (dispense(on_formulary=None),                                 []),
    (dispense(on_formulary=False),                                ["CHK-72 lines-0-code"]),
    (dispense(substituted_for="DEMO-2", substitution_reason="out of stock"), []),
    (dispense(substituted_for="DEMO-2", substitution_reason=" "), ["CHK-73 lines-0-substitution"]),
    (dispense(regulated_price=OMR("1.000")),                      []),
    (dispense(regulated_price=OMR("0.999")),                      ["CHK-74 lines-0-unit_price"]),
    (dispense(cost=OMR("1.000")),                                 []),
    (dispense(cost=OMR("1.001")),                                 ["CHK-75 lines-0-unit_price"]),
    (dispense(days_supply=1),                                     []),
    (dispense(days_supply=0),                                     ["CHK-76 lines-0-days_supply"]),
    (dispense(days_supply=None),                                  ["CHK-76 lines-0-days_supply"]),
    (CLEAN,                                                       []),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_pharmacy(facts, expected):
    assert found(facts) == expected


# fmt: off
RULED = [
    # what the payer wants              the claim                          what is found
    ({"prescription_required": False},  dispense(prescription=None),       []),
    ({"days_supply_required": False},   dispense(days_supply=None),        []),
    ({"formulary_binding": False},      dispense(on_formulary=False),      []),
    ({"refill_after": "0.90"},          supply("amoxicillin", 8, 10),      REFILL),
    ({"refill_after": "0.90"},          supply("amoxicillin", 9, 10),      []),
]
# fmt: on


@pytest.mark.parametrize(("wanted", "facts", "expected"), RULED)
def test_what_the_payer_wants_of_medicines(wanted, facts, expected):
    assert found(facts, wanted) == expected


def test_a_price_puts_its_difference_at_stake():
    (dear,) = check(dispense(regulated_price=OMR("0.900")))
    (cheap,) = check(dispense(cost=OMR("1.050")))

    assert dear.at_stake == OMR("2.000")
    assert cheap.at_stake == OMR("1.000")
