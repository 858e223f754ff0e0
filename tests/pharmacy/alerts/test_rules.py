"""Safety and quantity, as tables at their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.claims.surroundings import SupplyFacts
from app.pharmacy.alerts.rules import (
    CODES,
    CounterFacts,
    Fight,
    LineToCheck,
    Thresholds,
    alerts,
    days_lasting,
    units_meant,
)

TODAY = date(2026, 11, 22)
AMOXICILLIN = LineToCheck(line=1, ingredients=("amoxicillin",), prescribed=Decimal(21))


def facts(*lines, **changes):
    return CounterFacts(today=TODAY, lines=lines or (AMOXICILLIN,), **changes)


def found(given, **thresholds):
    return [(one.code, one.line) for one in alerts(given, Thresholds(**thresholds))]


def dosed(dose, times, days, prescribed, **changes):
    return LineToCheck(
        line=1, dose=Decimal(dose), times_a_day=Decimal(times), days=days, prescribed=Decimal(prescribed),
        **{name: Decimal(value) if isinstance(value, str) else value for name, value in changes.items()},
    )  # fmt: skip


def test_a_plain_line_has_no_alert():
    assert alerts(facts()) == ()


@pytest.mark.parametrize(
    ("expires_on", "expected"),
    [
        (None,               []),
        (date(2026, 11, 23), []),
        (date(2026, 11, 22), []),
        (date(2026, 11, 21), [("expired", 0)]),
    ],
)  # fmt: skip
def test_the_last_day(expires_on, expected):
    assert found(facts(expires_on=expires_on)) == expected


@pytest.mark.parametrize(
    ("allergies", "expected"),
    [({"penicillin"}, []), ({"amoxicillin"}, [("allergy", 1)]), (set(), [])],
)
def test_allergy(allergies, expected):
    assert found(facts(allergies=frozenset(allergies))) == expected


@pytest.mark.parametrize(
    ("severity", "least", "expected"),
    [
        ("minor",           "moderate", []),
        ("moderate",        "moderate", [("interaction", 2)]),
        ("severe",          "moderate", [("interaction", 2)]),
        ("contraindicated", "severe",   [("interaction", 2)]),
        ("moderate",        "severe",   []),
    ],
)  # fmt: skip
def test_interaction_of_two_lines(severity, least, expected):
    warfarin = LineToCheck(line=2, ingredients=("warfarin",))
    fights = (Fight(one="warfarin", other="amoxicillin", severity=severity),)
    assert found(facts(AMOXICILLIN, warfarin, fights=fights), least_severity=least) == expected


@pytest.mark.parametrize(
    ("supplied_on", "expected"),
    [
        (date(2026, 11, 22), [("interaction", 1)]),
        (date(2026, 10, 24), [("interaction", 1)]),
        (date(2026, 10, 23), []),
    ],
)  # fmt: skip
def test_interaction_with_what_is_still_taken(supplied_on, expected):
    held = SupplyFacts(ingredient="warfarin", dispensed_on=supplied_on, days_supply=30)
    fights = (Fight(one="amoxicillin", other="warfarin", severity="severe"),)
    assert found(facts(still_has=(held,), fights=fights)) == expected


def test_what_another_line_has_handed_out_harms_still():
    """A line that was supplied whole leaves the counter, not the patient."""
    warfarin = LineToCheck(line=2, ingredients=("warfarin",))
    fights = (Fight(one="warfarin", other="amoxicillin", severity="severe"),)
    assert found(facts(warfarin, closed=(AMOXICILLIN,), fights=fights)) == [("interaction", 2)]
    assert found(facts(AMOXICILLIN, closed=(warfarin,), fights=fights)) == [("interaction", 1)]
    twice = replace(AMOXICILLIN, line=2)
    assert found(facts(twice, closed=(AMOXICILLIN,))) == [("duplicate", 2)]


def test_the_same_ingredient_twice():
    other = replace(AMOXICILLIN, line=2)
    assert found(facts(AMOXICILLIN, other)) == [("duplicate", 2)]
    assert found(facts(AMOXICILLIN, replace(other, ingredients=("ibuprofen",)))) == []


@pytest.mark.parametrize(
    ("supplied_on", "days", "percent", "earliest"),
    [
        (date(2026, 11, 22), 30, 75,  date(2026, 12, 15)),
        (date(2026, 10, 31), 30, 75,  date(2026, 11, 23)),
        (date(2026, 10, 30), 30, 75,  None),
        (date(2026, 10, 30), 30, 100, date(2026, 11, 29)),
        (date(2026, 10, 23), 30, 100, None),
        (date(2026, 11, 22), 1,  1,   date(2026, 11, 23)),
    ],
)  # fmt: skip
def test_a_refill_too_soon_says_from_when(supplied_on, days, percent, earliest):
    held = SupplyFacts(ingredient="amoxicillin", dispensed_on=supplied_on, days_supply=days)
    alerted = alerts(facts(still_has=(held,)), Thresholds(refill_percent=Decimal(percent)))
    assert [(one.code, one.earliest) for one in alerted] == (
        [] if earliest is None else [("refill", earliest)]
    )


@pytest.mark.parametrize(
    ("born", "youngest", "oldest", "expected"),
    [
        (date(2014, 11, 22), 12,   None, []),
        (date(2014, 11, 23), 12,   None, [("age", 1)]),
        (date(1960, 11, 23), None, 65,   []),
        (date(1960, 11, 22), None, 65,   [("age", 1)]),
        (None,               12,   65,   []),
    ],
)  # fmt: skip
def test_age(born, youngest, oldest, expected):
    line = replace(AMOXICILLIN, min_age=youngest, max_age=oldest)
    assert found(facts(line, birth_date=born)) == expected


@pytest.mark.parametrize(
    ("only", "sex", "expected"),
    [
        ("female", "female",  []),
        ("female", "male",    [("sex", 1)]),
        ("",       "male",    []),
        ("female", "unknown", []),
    ],
)  # fmt: skip
def test_sex(only, sex, expected):
    assert found(facts(replace(AMOXICILLIN, only_sex=only), sex=sex)) == expected


@pytest.mark.parametrize(
    ("dose", "times", "most", "expected"),
    [
        ("500", "3",     "1500", []),
        ("500", "3.001", "1500", [("dose", 1)]),
        ("500", "3",     None,   []),
    ],
)  # fmt: skip
def test_dose(dose, times, most, expected):
    line = replace(
        AMOXICILLIN, dose=Decimal(dose), times_a_day=Decimal(times),
        highest_daily_dose=Decimal(most) if most else None,
    )  # fmt: skip
    assert found(facts(line)) == expected


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        # dose, times, days, prescribed: units that are needed
        (dosed("1", "3", 7, "21"),                                                     "21"),
        (dosed("0.5", "1", 7, "4"),                                                    "4"),
        (dosed("1", "3", 7, "30", splittable=False, pack_size="10"),                   "30"),
        (dosed("1", "3", 7, "21", splittable=False, pack_size="21"),                   "21"),
        (dosed("5", "3", 7, "2", content="100"),                                       "2"),
        (dosed("5", "2", 10, "1", content="100"),                                      "1"),
        (dosed("20", "1", 30, "2", content="300"),                                     "2"),
        (dosed("20", "1", 31, "5", content="300", splittable=False, pack_size="5"),    "5"),
        (dosed("2", "2", 30, "1", content="200"),                                      "1"),
        (dosed("2", "2", 51, "2", content="200"),                                      "2"),
        (LineToCheck(line=1, prescribed=Decimal(3)),                                   None),
    ],
)  # fmt: skip
def test_units_for_tablets_bottles_pens_and_inhalers(line, meant):
    assert units_meant(line) == (None if meant is None else Decimal(meant))
    assert found(facts(line)) == []


@pytest.mark.parametrize(
    ("prescribed", "percent", "expected"),
    [
        ("21", 0,  []),
        ("22", 0,  [("quantity", 1)]),
        ("22", 5,  []),
        ("20", 4,  [("quantity", 1)]),
        ("23", 10, []),
        ("24", 10, [("quantity", 1)]),
        ("18", 10, [("quantity", 1)]),
    ],
)  # fmt: skip
def test_a_quantity_unlike_the_dose(prescribed, percent, expected):
    line = dosed("1", "3", 7, prescribed)
    assert found(facts(line), quantity_percent=Decimal(percent)) == expected


@pytest.mark.parametrize(
    ("kind",     "dose", "times", "content", "units", "days"),
    [
        ("tablet",   "1",    "3",     "1",       "21",    7),
        ("tablet",   "1",    "3",     "1",       "20",    6),
        ("tablet",   "1",    "3",     "1",       "2",     0),
        ("tablet",   "1",    "3",     "1",       "0",     0),
        ("half",     "0.5",  "2",     "1",       "15",    15),
        ("bottle",   "5",    "3",     "100",     "1",     6),
        ("bottle",   "5",    "3",     "100",     "2",     13),
        ("drops",    "0.1",  "2",     "5",       "1",     25),
        ("vial",     "10",   "1",     "10",      "5",     5),
        ("inhaler",  "2",    "2",     "200",     "1",     50),
        ("inhaler",  "2",    "2",     "199",     "1",     49),
        ("pen",      "18",   "1",     "300",     "1",     16),
        ("pen",      "18",   "1",     "300",     "5",     83),
        ("weekly",   "1",    "0.143", "1",       "4",     27),
    ],
)  # fmt: skip
def test_how_long_units_last(kind, dose, times, content, units, days):
    line = dosed(dose, times, None, units, content=content)
    assert days_lasting(line, Decimal(units)) == days, kind


def test_without_a_dose_nobody_knows_how_long_it_lasts():
    assert days_lasting(AMOXICILLIN, Decimal(21)) is None


def test_red_alerts_come_first():
    line = dosed("1", "3", 7, "90", highest_daily_dose="2")
    codes = [one.code for one in alerts(facts(line))]
    assert codes == ["dose", "quantity"]
    assert set(codes) < set(CODES)
