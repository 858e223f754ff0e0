"""FSA's five to ten working days as dates, with and without holidays."""

from __future__ import annotations

from datetime import date

import pytest

from app.reference.holiday_lists import load_holidays
from app.reference.queries import public_holidays
from app.reference.workdays import is_working_day, working_day_after, working_days_between

NONE: frozenset[date] = frozenset()
# Two working days off in the week after.
TWO_DAYS = frozenset({date(2026, 11, 25), date(2026, 11, 26)})
ON_THE_WEEKEND = frozenset({date(2026, 11, 20), date(2026, 11, 21)})

DATES = [
    (date(2026, 11, 19), 5, NONE, date(2026, 11, 26)),
    (date(2026, 11, 19), 10, NONE, date(2026, 12, 3)),
    (date(2026, 11, 19), 5, TWO_DAYS, date(2026, 11, 30)),
    (date(2026, 11, 19), 10, TWO_DAYS, date(2026, 12, 7)),
    (date(2026, 11, 19), 5, ON_THE_WEEKEND, date(2026, 11, 26)),
    (date(2026, 11, 20), 1, NONE, date(2026, 11, 22)),
    (date(2026, 11, 21), 1, NONE, date(2026, 11, 22)),
    (date(2026, 11, 22), 1, NONE, date(2026, 11, 23)),
    (date(2026, 12, 31), 1, NONE, date(2027, 1, 3)),
    (date(2026, 11, 20), 0, NONE, date(2026, 11, 20)),
]


@pytest.mark.parametrize(("start", "count", "holidays", "day"), DATES)
def test_the_date_of_a_working_day(start, count, holidays, day):
    assert working_day_after(start, count, holidays) == day


@pytest.mark.parametrize(("start", "count", "holidays", "day"), DATES[:9])
def test_counting_back_gives_the_number(start, count, holidays, day):
    assert working_days_between(start, day, holidays) == count


def test_the_weekend_is_friday_and_saturday():
    week = [date(2026, 11, 15 + number) for number in range(7)]
    assert [is_working_day(day, NONE) for day in week] == [True] * 5 + [False] * 2


def test_nothing_lies_between_a_day_and_an_earlier_one():
    assert working_days_between(date(2026, 11, 26), date(2026, 11, 19), NONE) == 0


def test_holidays_are_entered_corrected_and_taken_away(context):
    """Days of the moon move: the file says what holds, and a line without names takes a day away."""
    told = "day,name_en,name_ar\n2027-03-10,Eid al-Fitr,عيد الفطر\n2026-11-20,,\n31-03-2027,x,x\n"
    outcome = load_holidays(told.encode())
    found = public_holidays()
    assert (outcome.created, outcome.retired, len(outcome.skipped)) == (1, 1, 1)
    assert date(2027, 3, 10) in found
    assert date(2026, 11, 20) not in found
