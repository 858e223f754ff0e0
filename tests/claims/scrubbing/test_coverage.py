from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.claims.values import CoverageFacts
from tests.claims.scrubbing.facts import (
    CLEAN,
    DAY,
    LINE,
    MOMENT,
    OMR,
    POLICY,
    answer,
    claim,
    days,
    found,
    line,
    policy,
    two_lines,
)

MIDNIGHT_AFTER = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def asked(at, *, sent=MOMENT):
    return replace(answer(checked_at=at), moment=sent)


def next_week(at):
    """Sent a week after the visit."""
    return replace(answer(checked_at=at), moment=MOMENT + days(7), today=DAY + days(7))


def by_telephone(day, **changes):
    """Nobody could ask the exchange; the payer told it under a number."""
    return claim(**{"eligibility": None, "offline_on": day, "offline_reference": "T-1", **changes})


def also(**changes):
    second = {"payer": "DEMO-BETA", "billed": False, **changes}
    return claim(
        coverage=CoverageFacts(policies=(replace(POLICY, order=2), replace(POLICY, **second)))
    )


# The patient pays 2.000 of 20.000, so the payer is asked for 18.000.
# fmt: off
EDGES = [
    # the claim                                                    what is found
    (claim(coverage=CoverageFacts()),                              ["CHK-11 policy"]),
    (policy(billed=False),                                         ["CHK-11 policy"]),
    (policy(valid_from=DAY),                                       []),
    (policy(valid_from=DAY + days(1)),                             ["CHK-12 policy"]),
    (policy(valid_to=DAY),                                         []),
    (policy(valid_to=None),                                        []),
    (policy(valid_to=DAY - days(1)),                               ["CHK-12 policy"]),
    (claim(eligibility=None),                                      ["CHK-13 eligibility"]),
    (asked(MOMENT - timedelta(hours=24)),                          []),
    (asked(MOMENT - timedelta(hours=24) - SECOND),                 ["CHK-13 eligibility"]),
    (next_week(MIDNIGHT_AFTER - timedelta(hours=24)),              []),
    (next_week(MIDNIGHT_AFTER - timedelta(hours=24) - SECOND),     ["CHK-13 eligibility"]),
    (next_week(MOMENT + days(6)),                                  []),
    (answer(service_date=DAY - days(1)),                           ["CHK-13 eligibility"]),
    (answer(verdict="not_covered"),                                ["CHK-14 eligibility"]),
    (answer(verdict="undetermined"),                               ["CHK-15 eligibility"]),
    (answer(in_network=None),                                      []),
    (answer(in_network=False),                                     ["CHK-16 eligibility"]),
    (answer(annual_limit=OMR("500"), used=OMR("482.000")),         []),
    (answer(annual_limit=OMR("500"), used=OMR("482.001")),         ["CHK-17 total"]),
    (answer(annual_limit=OMR("500"), used=OMR("600")),             ["CHK-17 total"]),
    (answer(category_left={"": OMR("18.000")}),                    []),
    (answer(category_left={"": OMR("17.999")}),                    ["CHK-17 lines-0-code"]),
    (answer(category_left={"dental": OMR(0)}),                     []),
    (policy(waiting_until=DAY - days(1)),                          []),
    (policy(waiting_until=DAY),                                    ["CHK-18 policy"]),
    (also(order=1),                                                ["CHK-19 policy"]),
    (also(order=3),                                                []),
    (also(order=1, valid_to=DAY),                                  ["CHK-19 policy"]),
    (also(order=1, valid_to=DAY - days(1)),                        []),
    (claim(offline_on=DAY, offline_reference="T-1"),               []),
    (claim(offline_on=DAY + days(1), offline_reference="T-1"),     ["CHK-20 offline_reference"]),
    (claim(offline_on=DAY),                                        ["CHK-20 offline_reference"]),
    (claim(offline_on=DAY, offline_reference=" "),                 ["CHK-20 offline_reference"]),
    (claim(offline_reference="T-1"),                               ["CHK-20 offline_reference"]),
    (by_telephone(DAY),                                            []),
    (by_telephone(DAY - days(1)),                                  ["CHK-13 eligibility"]),
    (by_telephone(DAY, offline_reference=" "),                     ["CHK-13 eligibility", "CHK-20 offline_reference"]),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_coverage(facts, expected):
    assert found(facts) == expected


def test_a_payer_may_accept_older_answers():
    facts = asked(MOMENT - timedelta(hours=48))

    assert found(facts) == ["CHK-13 eligibility"]
    assert found(facts, {"eligibility_max_age_hours": 48}) == []


def test_the_policy_must_hold_on_the_day_of_every_line():
    early = line(service_date=POLICY.valid_from - days(1))

    assert "CHK-12 policy" in found(early)


def test_a_category_is_judged_over_all_its_lines():
    facts = two_lines({"category": "lab"}, {"category": "lab"})
    enough = replace(CLEAN.eligibility, category_left={"lab": OMR("36.000")})
    short = replace(CLEAN.eligibility, category_left={"lab": OMR("35.999")})

    assert found(replace(facts, eligibility=enough)) == []
    assert found(replace(facts, eligibility=short)) == ["CHK-17 lines-0-code"]
    assert LINE.payer_share == OMR("18.000")
