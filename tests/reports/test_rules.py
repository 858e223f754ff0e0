"""The arithmetic of reports at its edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.claims.reasons import DENIALS
from app.reports import rules
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
