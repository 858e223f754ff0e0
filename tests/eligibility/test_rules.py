"""What an answer means: every reason, every boundary, and never one verdict for another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.eligibility import rules
from app.eligibility.rules import COVERED, NOT_COVERED, UNDETERMINED
from app.eligibility.wording import LABELS, WAYS
from app.exchange.messages import EligibilityAnswer, PolicyAnswer, Refusal

# The machine may be busy, and the first draw loads tables: time is no failure here.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

DAY = date(2026, 11, 22)
GOOD = PolicyAnswer(
    in_force=True, plan_name="Gold", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
    copay_percent=Decimal(10), copay_max=Decimal("3.000"),
)  # fmt: skip


def against(code: str, **changes) -> PolicyAnswer:
    return replace(GOOD, in_force=False, not_in_force=Refusal(code=code), **changes)


def answer(*policies: PolicyAnswer, outcome: str = "complete", refusals=()) -> EligibilityAnswer:
    return EligibilityAnswer(outcome=outcome, policies=policies, refusals=refusals)


@pytest.mark.parametrize(
    ("said", "verdict", "reason"),
    [
        (answer(GOOD), COVERED, None),
        (answer(against("not-active"), GOOD), COVERED, None),
        (answer(replace(GOOD, in_network=False)), NOT_COVERED, rules.OUT_OF_NETWORK),
        (answer(replace(GOOD, in_network=True)), COVERED, None),
        (answer(against("not-active", valid_to=date(2026, 11, 21))), NOT_COVERED, rules.EXPIRED),
        (answer(against("not-active", valid_to=date(2026, 11, 22))), NOT_COVERED, rules.NOT_ACTIVE),
        (
            answer(against("not-active", valid_from=date(2026, 11, 23))),
            NOT_COVERED,
            rules.NOT_BEGUN,
        ),
        (answer(against("NC")), NOT_COVERED, rules.NOT_ACTIVE),
        (answer(against("out-network")), NOT_COVERED, rules.OUT_OF_NETWORK),
        (answer(against("ONW")), NOT_COVERED, rules.OUT_OF_NETWORK),
        (answer(against("limit-exhausted")), NOT_COVERED, rules.EXHAUSTED),
        (answer(against("not-covered")), NOT_COVERED, rules.CARE_EXCLUDED),
        (answer(against("coverage-suspended")), NOT_COVERED, rules.SUSPENDED),
        (answer(against("not-direct-billing")), NOT_COVERED, rules.NOT_DIRECT),
        (answer(against("never-heard-of")), NOT_COVERED, rules.OTHER),
        (answer(replace(GOOD, in_force=False)), NOT_COVERED, rules.NOT_ACTIVE),
        (answer(), NOT_COVERED, rules.NOT_FOUND),
        (answer(outcome="error", refusals=(Refusal(code="1658"),)), NOT_COVERED, rules.NOT_FOUND),
        (
            answer(outcome="error", refusals=(Refusal(code="GE-00012"),)),
            UNDETERMINED,
            rules.UNREACHABLE,
        ),
        (answer(outcome="error", refusals=(Refusal(code="BV-1"),)), UNDETERMINED, rules.REFUSED),
        (answer(outcome="error"), UNDETERMINED, rules.REFUSED),
        (answer(outcome="queued"), UNDETERMINED, rules.PENDING),
    ],
)
def test_verdict(said, verdict, reason):
    judged = rules.judge(said, DAY)
    assert (judged.verdict, judged.reason) == (verdict, reason)


def test_further_policies_are_kept():
    second = replace(GOOD, plan_name="Silver")
    assert rules.judge(answer(GOOD, second), DAY).others == (second,)


def test_every_reason_has_a_sentence_and_a_way_on():
    for reason in rules.AGAINST.keys() | rules.OPEN.keys():
        assert rules.WAYS_ON[reason], reason
        assert all(way in WAYS for way in rules.WAYS_ON[reason])
    assert set(LABELS) == {COVERED, NOT_COVERED, UNDETERMINED, None}


@pytest.mark.parametrize(
    ("answered", "service", "on", "now", "expected"),
    [
        ("2026-11-22T05:00", DAY, DAY, "2026-11-22T15:59", True),
        ("2026-11-22T05:00", DAY, DAY, "2026-11-23T05:00", True),
        ("2026-11-22T05:00", DAY, DAY, "2026-11-23T05:01", False),
        ("2026-11-22T05:00", DAY, DAY + timedelta(days=1), "2026-11-22T06:00", False),
    ],
)
def test_how_long_an_answer_holds(answered, service, on, now, expected):
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (answered, now)]
    assert rules.holds(moments[0], service, on, moments[1]) is expected


@pytest.mark.parametrize(
    ("limit", "used", "left"),
    [
        ("500.000", "449.999", None),
        ("500.000", "450.000", None),
        ("500.000", "450.001", "49.999"),
        ("500.000", "500.000", "0.000"),
        ("500.000", "510.000", "0.000"),
        ("0.000", "0.000", None),
        (None, "1.000", None),
        ("1.000", None, None),
    ],
)
def test_a_limit_nearly_used(limit, used, left):
    amounts = [None if text is None else Decimal(text) for text in (limit, used, left)]
    assert rules.nearly_used(amounts[0], amounts[1]) == amounts[2]


@dataclass(frozen=True, kw_only=True)
class Facts:
    verdict: str | None = COVERED
    reason_code: str | None = None
    plan_name: str | None = "Gold"
    valid_from: date | None = None
    valid_to: date | None = date(2026, 12, 31)
    copay_percent: Decimal | None = Decimal(10)
    copay_max: Decimal | None = Decimal("3.000")
    annual_limit: Decimal | None = None
    annual_used: Decimal | None = None


def english(facts: Facts) -> str:
    return " ".join(s.msgid % s.values for s in rules.sentence(facts, "GammaIns"))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (Facts(), "Covered by GammaIns under the plan Gold."),
        (Facts(plan_name=None), "Covered by GammaIns."),
        (Facts(copay_percent=Decimal(0)), "The patient pays nothing."),
        (Facts(copay_max=None), "without a ceiling"),
        (Facts(copay_percent=None), "The patient pays at most 3.000 for one visit."),
        (Facts(copay_percent=None, copay_max=None), "did not say what the patient pays"),
        (Facts(), "Valid until 2026-12-31, that day included."),
        (
            Facts(annual_limit=Decimal(500), annual_used=Decimal(480)),
            "Only 20 of the annual limit are left",
        ),
        (Facts(annual_limit=Decimal(500), annual_used=Decimal(500)), "seems to be used up"),
        (Facts(verdict=NOT_COVERED, reason_code=rules.EXPIRED), "ended on 2026-12-31"),
        (Facts(verdict=NOT_COVERED, reason_code="new-reason"), "in the words below"),
        (Facts(verdict=UNDETERMINED, reason_code=rules.UNREACHABLE), "cannot be reached"),
        (Facts(verdict=None), "Asking GammaIns."),
    ],
)
def test_sentence(facts, says):
    assert says in english(facts)


@unhurried
@given(
    st.sampled_from([COVERED, NOT_COVERED, UNDETERMINED, None]),
    st.sampled_from([None, *rules.AGAINST, *rules.OPEN]),
    st.sampled_from([None, DAY]),
    st.none() | st.integers(0, 100).map(Decimal),
    st.none() | st.integers(0, 1000).map(Decimal),
)
def test_the_sentence_never_says_another_verdict(verdict, reason, until, percent, maximum):
    facts = Facts(
        verdict=verdict,
        reason_code=reason,
        valid_to=until,
        copay_percent=percent,
        copay_max=maximum,
    )
    first = english(facts)
    expected = {
        COVERED: "Covered by",
        NOT_COVERED: "Not ",
        UNDETERMINED: "Not determined",
        None: "Asking",
    }
    assert first.startswith(expected[verdict])
    if verdict == NOT_COVERED:
        assert not first.startswith("Not determined")
