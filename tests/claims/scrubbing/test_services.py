from dataclasses import replace

import pytest

from app.claims.surroundings import SiblingFacts, StayFacts, VisitFacts
from tests.claims.scrubbing.facts import (
    CLEAN,
    DAY,
    LINE,
    OMR,
    claim,
    days,
    found,
    line,
    two_lines,
)

BEFORE, AFTER = DAY - days(1), DAY + days(1)


def units(quantity, **changes):
    """A line of so many units at 20.000, its amounts right."""
    net = OMR(20) * quantity
    changed = replace(LINE, quantity=OMR(quantity), net=net, patient_share=net / 10, **changes)
    return claim(lines=(changed,), total=net)


def consultation(visit_days_ago, **visit):
    facts = line(is_consultation=True)
    return replace(facts, visits=(VisitFacts(day=DAY - days(visit_days_ago), **visit),))


def stay(first, last):
    return claim(stays=(StayFacts(first=first, last=last),))


def often(*days_before):
    """The clean claim, its code claimed before as well, so many days before."""
    return claim(
        siblings=tuple(
            SiblingFacts(claim_number="C-1", code="DEMO-100", service_date=DAY - days(number), quantity=OMR(2))
            for number in days_before
        )
    )  # fmt: skip


BUNDLE = {"bundles": {"DEMO-900": ["DEMO-100", "DEMO-200"]}}
THREE = {"bundles": {"DEMO-900": ["DEMO-100", "DEMO-200", "DEMO-300"]}}
APART = {"incompatible_codes": {"DEMO-100": ["DEMO-200"]}}
TWICE = {"frequencies": {"DEMO-100": {"times": 2, "days": 30}}, "near_duplicate_days": 0}
SITE = {"codes_needing_site": ["DEMO-100"]}
REFERRAL = {"codes_needing_referral": ["DEMO-100"]}
PACKAGE = {"packages": {"DEMO-200": ["DEMO-100"]}}

# fmt: off
EDGES = [
    # the claim                                                    what is found
    (line(known=False),                                            ["CHK-38 lines-0-code"]),
    (line(code=""),                                                ["CHK-38 lines-0-code"]),
    (line(valid_to=DAY),                                           []),
    (line(valid_to=BEFORE),                                        ["CHK-39 lines-0-code"]),
    (line(valid_from=DAY),                                         []),
    (line(valid_from=AFTER),                                       ["CHK-39 lines-0-code"]),
    (line(mapped=False, code=""),                                  ["CHK-40 lines-0-code"]),
    (line(in_contract=None),                                       []),
    (line(in_contract=False),                                      ["CHK-41 lines-0-code"]),
    (two_lines(),                                                  []),
    (units(3, daily_max=OMR(3)),                                   []),
    (units(4, daily_max=OMR(3)),                                   ["CHK-43 lines-0-quantity"]),
    (consultation(3),                                              []),
    (stay(BEFORE - days(3), BEFORE),                               []),
    (stay(BEFORE, DAY),                                            ["CHK-47 lines-0-service_date"]),
    (stay(DAY, None),                                              ["CHK-47 lines-0-service_date"]),
    (stay(AFTER, None),                                            []),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_services(facts, expected):
    assert found(facts) == expected


# fmt: off
RULED = [
    # what the payer wants                 the claim                                            what is found
    ({"contract_list_binding": False},     line(in_contract=False),                             []),
    (APART,                                two_lines(),                                         ["CHK-42 lines-1-code"]),
    (APART,                                two_lines({"service_date": BEFORE}),                 []),
    ({"incompatible_codes": {"DEMO-200": ["DEMO-100"]}}, two_lines(),                           ["CHK-42 lines-1-code"]),
    ({"daily_maximum": {"DEMO-100": 3}},   units(3),                                            []),
    ({"daily_maximum": {"DEMO-100": 3}},   units(4),                                            ["CHK-43 lines-0-quantity"]),
    ({"daily_maximum": {"DEMO-100": 9}},   units(4, daily_max=OMR(3)),                          ["CHK-43 lines-0-quantity"]),
    ({"daily_maximum": {"DEMO-100": 3}},   units(4, daily_max=OMR(9)),                          ["CHK-43 lines-0-quantity"]),
    (TWICE,                                often(29),                                           []),
    (TWICE,                                often(29, 10),                                       ["CHK-44 lines-0-code"]),
    (TWICE,                                often(30, 29),                                       []),
    (TWICE,                                often(-1, 29),                                       []),
    ({},                                   often(10, 20),                                       []),
    (BUNDLE,                               two_lines(),                                         ["CHK-46 lines-0-code"]),
    (THREE,                                two_lines(),                                         []),
    (BUNDLE,                               two_lines({"service_date": BEFORE}),                 []),
    (BUNDLE,                               two_lines({"code": "DEMO-900"}),                     []),
    (SITE,                                 line(site="18"),                                     []),
    (SITE,                                 line(site=" "),                                      ["CHK-48 lines-0-site"]),
    (REFERRAL,                             claim(referral_number="R-1"),                        []),
    (REFERRAL,                             CLEAN,                                               ["CHK-49 referral_number"]),
    (PACKAGE,                              CLEAN,                                               []),
    (PACKAGE,                              two_lines(),                                         ["CHK-50 lines-0-code"]),
    (PACKAGE,                              two_lines({"service_date": BEFORE}),                 []),
]
# fmt: on


@pytest.mark.parametrize(("wanted", "facts", "expected"), RULED)
def test_what_the_payer_wants_of_services(wanted, facts, expected):
    assert found(facts, wanted) == expected


# fmt: off
WINDOWS = [
    # the claim                                what is found with a free follow-up of seven days
    (consultation(7),                          ["CHK-45 lines-0-code"]),
    (consultation(8),                          []),
    (consultation(0),                          ["CHK-45 lines-0-code"]),
    (consultation(-1),                         []),
    (consultation(3, specialty="GP"),          ["CHK-45 lines-0-code"]),
    (consultation(3, specialty="ENT"),         []),
    (replace(CLEAN, visits=(VisitFacts(day=DAY),)), []),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), WINDOWS)
def test_free_follow_up(facts, expected):
    assert found(facts, {"free_follow_up_days": 7}) == expected


def test_daily_units_add_up_over_lines_of_one_code():
    most = {"daily_max": OMR(2), "code": "DEMO-100"}
    left, right = {**most, "site": "L"}, {**most, "site": "R"}

    assert found(two_lines(left, right)) == []
    assert found(two_lines({**left, "daily_max": OMR(1)}, {**right, "daily_max": OMR(1)})) == [
        "CHK-43 lines-1-quantity"
    ]
