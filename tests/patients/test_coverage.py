"""Which policy pays on a day: every edge of a period, in Muscat days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.patients import coverage
from app.patients.coverage import ENDED, IN_FORCE, NOT_YET, WAITING, Gap

# The machine may be busy, and the first draw loads tables: time is no failure here.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Cover:
    rank: int
    valid_from: date
    valid_to: date | None = None
    waiting_until: date | None = None


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


YEAR = Cover(1, day("01-01"), day("12-31"))


@pytest.mark.parametrize(
    ("on", "waiting", "expected"),
    [
        (date(2025, 12, 31), None, NOT_YET),
        (day("01-01"), None, IN_FORCE),
        (day("12-31"), None, IN_FORCE),
        (date(2027, 1, 1), None, ENDED),
        (day("03-01"), day("03-01"), WAITING),
        (day("03-02"), day("03-01"), IN_FORCE),
        (date(2027, 1, 1), date(2027, 6, 1), ENDED),
    ],
)
def test_state_on(on, waiting, expected):
    assert coverage.state_on(Cover(1, YEAR.valid_from, YEAR.valid_to, waiting), on) == expected


def test_an_open_end_never_ends():
    assert coverage.state_on(Cover(1, day("01-01")), date(2099, 1, 1)) == IN_FORCE


def test_order_is_by_rank_and_waiting_ones_come_last():
    second, first = Cover(2, day("01-01")), Cover(1, day("06-01"))
    waiting = Cover(1, day("01-01"), None, day("12-01"))
    assert coverage.policies_on([waiting, second, first], day("07-01")) == [first, second, waiting]
    assert coverage.first_on([waiting], day("07-01")) is None
    assert coverage.first_on([waiting, second], day("07-01")) == second


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([], [Gap(day("01-01"), day("12-31"))]),
        ([YEAR], []),
        ([Cover(1, day("02-01"), day("10-31"))], [Gap(day("01-01"), day("01-31")), Gap(day("11-01"), day("12-31"))]),
        ([Cover(1, day("01-01"), day("05-31")), Cover(1, day("06-01"))], []),
        ([Cover(1, day("01-01"), day("05-31")), Cover(1, day("06-02"))], [Gap(day("06-01"), day("06-01"))]),
        ([Cover(1, day("01-01"), day("09-30")), Cover(2, day("02-01"), day("03-01"))], [Gap(day("10-01"), day("12-31"))]),
        ([Cover(1, date(2027, 2, 1))], [Gap(day("01-01"), day("12-31"))]),
    ],
)  # fmt: skip
def test_gaps(policies, expected):
    assert coverage.gaps(policies, day("01-01"), day("12-31")) == expected


DAYS = st.integers(0, 60).map(lambda n: day("01-01") + timedelta(days=n))


@st.composite
def covers(draw):
    first = draw(DAYS)
    last = draw(st.none() | st.integers(0, 20).map(lambda n: first + timedelta(days=n)))
    return Cover(draw(st.integers(1, 3)), first, last)


@unhurried
@given(st.lists(covers(), max_size=5), DAYS)
def test_a_day_is_in_a_gap_or_has_a_policy(policies, on):
    in_gap = any(
        gap.first <= on <= gap.last for gap in coverage.gaps(policies, day("01-01"), day("12-31"))
    )
    assert in_gap == (not coverage.policies_on(policies, on))


@unhurried
@given(covers(), covers())
def test_overlap_is_mutual_and_means_a_shared_day(one, other):
    shared = any(
        len(coverage.policies_on([one, other], day("01-01") + timedelta(days=n))) == 2
        for n in range(90)
    )
    assert coverage.overlap(one, other) == coverage.overlap(other, one) == shared
