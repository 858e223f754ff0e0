from dataclasses import replace

import pytest

from app.claims.surroundings import BundleFacts, StayFacts, VisitFacts
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
PAIR = frozenset({"DEMO-100", "DEMO-200"})


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


BUNDLE = (BundleFacts(code="DEMO-900", components=PAIR),)
THREE = (BundleFacts(code="DEMO-900", components=PAIR | {"DEMO-300"}),)

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
    (two_lines({"incompatible_with": ("DEMO-200",)}),              ["CHK-42 lines-1-code"]),
    (two_lines(None, {"incompatible_with": ("DEMO-100",)}),        ["CHK-42 lines-1-code"]),
    (two_lines({"incompatible_with": ("DEMO-200",), "service_date": BEFORE}), []),
    (units(3, daily_max=OMR(3)),                                   []),
    (units(4, daily_max=OMR(3)),                                   ["CHK-43 lines-0-quantity"]),
    (line(frequency_max=2, frequency_days=30, frequency_used=1),   []),
    (line(frequency_max=2, frequency_days=30, frequency_used=2),   ["CHK-44 lines-0-code"]),
    (consultation(3),                                              []),
    (two_lines(bundles=THREE),                                     []),
    (two_lines(bundles=BUNDLE),                                    ["CHK-46 lines-0-code"]),
    (two_lines({"service_date": BEFORE}, bundles=BUNDLE),          []),
    (two_lines({"code": "DEMO-900"}, bundles=BUNDLE),              []),
    (stay(BEFORE - days(3), BEFORE),                               []),
    (stay(BEFORE, DAY),                                            ["CHK-47 lines-0-service_date"]),
    (stay(DAY, None),                                              ["CHK-47 lines-0-service_date"]),
    (stay(AFTER, None),                                            []),
    (line(needs_site=True, site="18"),                             []),
    (line(needs_site=True, site=" "),                              ["CHK-48 lines-0-site"]),
    (replace(line(needs_referral=True), referral_number="R-1"),    []),
    (line(needs_referral=True),                                    ["CHK-49 referral_number"]),
    (two_lines({"package_of": ("DEMO-300",)}),                     []),
    (two_lines({"package_of": ("DEMO-200",)}),                     ["CHK-50 lines-1-code"]),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_services(facts, expected):
    assert found(facts) == expected


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
