"""The arithmetic of reports at its edges."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis.strategies import dates, integers

from app.claims.reasons import DENIALS
from app.reports import calendars, rules
from app.reports.periods import days_of


# fmt: off
@pytest.mark.parametrize(("days", "place"), [
    (-1, 0), (0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (4000, 3),
])
def test_an_age_has_one_bucket(days, place):
    assert rules.bucket_of(days) == place


@pytest.mark.parametrize(("part", "whole", "expected"), [
    (0, 0, None), (0, 5, "0.0000"), (5, 5, "1.0000"), (1, 3, "0.3333"), (2, 3, "0.6667"),
    (Decimal("0.001"), Decimal("1000.000"), "0.0000"),
])
def test_a_share_of_nothing_is_nothing(part, whole, expected):
    assert rules.share(part, whole) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("code", "box"), [
    ("MNEC-003", rules.DIAGNOSIS), ("MNEC-005", rules.QUANTITY), ("AUTH-001", rules.APPROVAL), ("AUTH-012", rules.PAPERS),
    ("CODE-010", rules.DOCTOR), ("CODE-013", rules.DIAGNOSIS), ("PRCE-006", rules.DAY), ("COPY-001", rules.COLLECTED),
    ("", rules.UNKNOWN), ("ZZZ-001", rules.UNKNOWN), ("ELIGX-1", rules.UNKNOWN),
])
def test_a_code_points_at_a_box(code, box):
    assert rules.cause_of(code) == box


@pytest.mark.parametrize(("period", "first", "last"), [
    ("90-days", "2026-08-25", "2026-11-22"), ("month", "2026-11-01", "2026-11-22"),
    ("last-month", "2026-10-01", "2026-10-31"), ("year", "2026-01-01", "2026-11-22"), ("nonsense", "2026-08-25", "2026-11-22"),
])
def test_a_period_moves_with_the_day(period, first, last):
    found = days_of(period, date(2026, 11, 22))
    assert found == (date.fromisoformat(first), date.fromisoformat(last))
# fmt: on


def test_last_month_is_right_in_january_and_after_a_leap_day():
    assert days_of("last-month", date(2027, 1, 31)) == (date(2026, 12, 1), date(2026, 12, 31))
    assert days_of("last-month", date(2028, 3, 31)) == (date(2028, 2, 1), date(2028, 2, 29))


def test_every_known_refusal_points_somewhere():
    assert [code for code in DENIALS if rules.cause_of(code) == rules.UNKNOWN] == []


def test_running_shares_end_at_the_whole():
    shares = rules.running_shares([Decimal("6.000"), Decimal("3.000"), Decimal("1.000")])
    assert shares == [Decimal("0.6000"), Decimal("0.9000"), Decimal("1.0000")]
    assert rules.running_shares([]) == []


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [("15", "10", "0.5000"), ("5", "10", "-0.5000"), ("1", "0", None), ("0", "3", "-1.0000")],
)
def test_change(now, before, shown):
    assert rules.change(Decimal(now), Decimal(before)) == (
        None if shown is None else Decimal(shown)
    )


def days(span):
    return tuple(
        f"{day:%y-%m-%d}" for day in (span.first, span.last, span.first_before, span.last_before)
    )


def test_months_beside_those_of_the_year_before_of_a_part_the_same_part():
    newest, february, january = calendars.gregorian_months(date(2028, 1, 15), date(2028, 3, 10))
    assert days(newest) == ("28-03-01", "28-03-10", "27-03-01", "27-03-10")
    assert days(february) == ("28-02-01", "28-02-29", "27-02-01", "27-02-28")
    assert days(january) == ("28-01-15", "28-01-31", "27-01-15", "27-01-31")
    (leap,) = calendars.gregorian_months(date(2028, 2, 29), date(2028, 2, 29))
    assert days(leap) == ("28-02-29", "28-02-29", "27-02-28", "27-02-28")


def test_hijri_months_and_the_days_of_ramadan():
    """Ramadan 1447 ran from 18 February to 19 March 2026, Ramadan 1446 from 1 to 29 March 2025."""
    (ramadan,) = calendars.hijri_months(date(2026, 2, 18), date(2026, 3, 19))
    assert (ramadan.year, ramadan.month) == (1447, 9)
    assert days(ramadan) == ("26-02-18", "26-03-19", "25-03-01", "25-03-29")
    assert (ramadan.ramadan, ramadan.ramadan_before) == (30, 29)
    march, february = calendars.gregorian_months(date(2026, 2, 1), date(2026, 3, 31))
    assert [(one.ramadan, one.ramadan_before) for one in (february, march)] == [(11, 0), (19, 29)]
    assert len(calendars.hijri_months(date(2025, 6, 27), date(2026, 6, 15))) == 12


@pytest.mark.parametrize("months", [calendars.gregorian_months, calendars.hijri_months])
def test_days_beyond_the_tables_are_left_out(months):
    assert months(date(1, 1, 1), date(1900, 1, 1)) == []
    assert months(date(2076, 12, 1), date(9999, 12, 31))[0].last == date(2076, 12, 31)
    assert months(date(2026, 2, 2), date(2026, 2, 1)) == []


@given(first=dates(date(1990, 1, 1), date(2060, 1, 1)), length=integers(0, 800))
def test_every_day_is_in_one_month_and_compared_with_one_day_of_the_year_before(first, length):
    last = first + timedelta(days=length)
    for months, apart in ((calendars.gregorian_months, 366), (calendars.hijri_months, 355)):
        spans = months(first, last)[::-1]
        assert spans[0].first == first
        assert spans[-1].last == last
        for one, following in pairwise(spans):
            assert following.first == one.last + timedelta(days=1)
            assert following.first_before > one.last_before
        for one in spans:
            assert apart - 3 <= (one.first - one.first_before).days <= apart + 1
            assert one.first_before <= one.last_before
