from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from app.contracts.rules import holds, in_force, last_day_before, overlap


@dataclass(frozen=True)
class Period:
    valid_from: date
    valid_to: date | None = None


JAN, DEC = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_both_ends_belong_to_a_period(on, expected):
    assert holds(Period(JAN, DEC), on) is expected


def test_without_a_last_day_it_holds_on():
    assert holds(Period(JAN), date(2999, 1, 1))
    assert not holds(Period(JAN), date(2025, 12, 31))


def test_of_several_the_latest_holds():
    old, new = Period(JAN), Period(date(2026, 6, 1))
    assert in_force([new, old], date(2026, 5, 31)) is old
    assert in_force([new, old], date(2026, 6, 1)) is new
    assert in_force([new, old], date(2025, 1, 1)) is None
    assert in_force([], JAN) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((JAN, DEC), (date(2026, 12, 31), None), True),
        ((JAN, DEC), (date(2027, 1, 1), None), False),
        ((JAN, None), (date(2030, 1, 1), date(2030, 1, 1)), True),
        ((date(2026, 6, 1), date(2026, 6, 30)), (JAN, DEC), True),
        ((date(2026, 6, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 7, 31)), False),
    ],
)
def test_periods_overlap_when_they_share_a_day(first, second, expected):
    assert overlap(*first, *second) is expected
    assert overlap(*second, *first) is expected


def test_the_day_before():
    assert last_day_before(date(2027, 1, 1)) == date(2026, 12, 31)
    assert last_day_before(date(2028, 3, 1)) == date(2028, 2, 29)
