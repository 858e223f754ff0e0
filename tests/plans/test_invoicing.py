"""The lines of an invoice: the figures of the journey, month ends, leap days, trial, pause, least and most."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.plans.accounts import Account, Change, Seat, Terms
from app.plans.explaining import allot
from app.plans.invoicing import lines_of, sums
from app.plans.proration import Month
from tests.plans.prices import CATALOGUE

FIVE = (Seat(date(2026, 11, 1)),) * 5


def told(account, month):
    return [
        (line.reason, line.plan, line.quantity, str(line.net))
        for line in lines_of(CATALOGUE, account, month)
    ]


def days_of(month, claims, since=1):
    return {date(month.year, month.number, since): claims}


def test_half_a_month_by_user_then_by_claim_as_the_journey_has_it():
    november = Month(2026, 11)
    account = Account(
        changes=(Change(date(2026, 11, 1), Terms("users")), Change(date(2026, 11, 16), Terms("claims"))),
        seats=FIVE,
        # What was accepted under the fee by user costs nothing more.
        usage={date(2026, 11, 15): 77, date(2026, 11, 16): 604, date(2026, 11, 30): 600},
    )  # fmt: skip
    assert told(account, november.before) == [("ahead", "users", 5, "40.000")]
    assert told(account, november) == [
        ("unused", "users", 5, "-20.000"),
        ("claims", "claims", 1204, "180.600"),
    ]
    invoice = sums(lines_of(CATALOGUE, account, november))
    assert (str(invoice.net), str(invoice.vat), str(invoice.gross)) == (
        "160.600",
        "8.030",
        "168.630",
    )


@pytest.mark.parametrize(
    ("day", "unused"),
    [
        (date(2026, 2, 28), "-2.143"),  # 1 of 28 days of 60.000
        (date(2028, 2, 29), "-2.069"),  # 1 of 29
        (date(2028, 2, 28), "-4.138"),
        (date(2026, 12, 31), "-1.935"),  # 1 of 31
        (date(2026, 4, 16), "-30.000"),
    ],
)
def test_what_is_left_of_a_month_is_given_back_by_the_day(day, unused):
    account = Account(changes=(Change(date(2026, 1, 1), Terms("flat")), Change(day, Terms(None))))
    assert told(account, Month.of(day)) == [("unused", "flat", 1, unused)]
    assert told(account, Month.of(day).next) == []


def test_an_end_on_the_first_leaves_no_line_at_all():
    account = Account(
        changes=(Change(date(2026, 1, 1), Terms("flat")), Change(date(2026, 3, 1), Terms(None)))
    )
    assert told(account, Month(2026, 2)) == []
    assert told(account, Month(2026, 3)) == []


def test_two_changes_in_a_day_leave_the_last_and_back_again_leaves_nothing():
    first = Change(date(2026, 3, 1), Terms("flat"))
    noon = date(2026, 3, 10)
    there = Account(changes=(first, Change(noon, Terms("users")), Change(noon, Terms("claims"))))
    assert told(there, Month(2026, 3)) == [("unused", "flat", 1, "-42.581")]
    back = Account(changes=(first, Change(noon, Terms("claims")), Change(noon, Terms("flat"))))
    assert told(back, Month(2026, 3)) == [("ahead", "flat", 1, "60.000")]


def test_a_person_counts_from_joining_until_the_day_before_leaving():
    account = Account(
        changes=(Change(date(2026, 11, 1), Terms("users")),),
        seats=(*FIVE[:2], Seat(date(2026, 11, 11), date(2026, 11, 21)), Seat(date(2026, 11, 5), date(2026, 11, 5))),
    )  # fmt: skip
    assert told(account, Month(2026, 11)) == [
        ("unused", "users", 2, "-10.667"),
        ("added", "users", 3, "16.000"),
        ("unused", "users", 3, "-8.000"),
        ("added", "users", 2, "5.333"),
        ("ahead", "users", 2, "16.000"),
    ]


def test_a_trial_ends_with_the_twentieth_accepted_claim_and_fees_run_from_the_next_day():
    account = Account(
        changes=(Change(date(2026, 11, 1), Terms("steps")),),
        usage={date(2026, 11, 3): 12, date(2026, 11, 20): 10, date(2026, 11, 25): 1},
        trial_claims=20,
    )
    assert account.trial_over_on == date(2026, 11, 21)
    assert told(account, Month(2026, 10)) == []
    assert told(account, Month(2026, 11)) == [
        ("added", "steps", 1, "3.333"),
        ("trial", "", 20, "0.000"),
        ("claims", "steps", 3, "0.000"),
        ("minimum", "steps", 1, "5.000"),
        ("ahead", "steps", 1, "10.000"),
    ]
    unfinished = replace(account, usage={date(2026, 11, 3): 19})
    assert told(unfinished, Month(2026, 11)) == [("trial", "", 19, "0.000")]


def test_the_least_and_the_most_of_a_month():
    account = Account(changes=(Change(date(2026, 3, 1), Terms("steps")),))
    march = Month(2026, 3)
    few = replace(account, usage=days_of(march, 150))
    assert told(few, march)[:3] == [
        ("claims", "steps", 100, "0.000"),
        ("claims", "steps", 50, "6.000"),
        ("minimum", "steps", 1, "9.000"),
    ]
    many = replace(account, usage=days_of(march, 1000))
    assert told(many, march)[2:4] == [("claims", "steps", 500, "40.000"), ("cap", "steps", 1, "-28.000")]  # fmt: skip


def test_a_pause_stops_the_fees_and_never_the_claims():
    account = Account(
        changes=(
            Change(date(2026, 6, 1), Terms("flat", frozenset({"sms"}))),
            Change(date(2026, 6, 16), Terms("flat", frozenset({"sms"}), paused=True)),
            Change(date(2026, 7, 1), Terms("claims", paused=True)),
        ),
        usage=days_of(Month(2026, 7), 9),
    )
    assert told(account, Month(2026, 6)) == [
        ("unused", "flat", 1, "-30.000"),
        ("unused", "sms", 1, "-1.550"),
    ]
    assert told(account, Month(2026, 7)) == [("claims", "claims", 9, "1.350")]


def test_vat_is_five_per_cent_of_each_line_half_up_to_the_baisa():
    account = Account(
        changes=(Change(date(2026, 3, 1), Terms("claims")),), usage=days_of(Month(2026, 3), 1)
    )
    half = replace(lines_of(CATALOGUE, account, Month(2026, 3))[0], net=Decimal("0.150"))
    assert str(half.vat) == "0.008"  # 0.0075
    assert str(replace(half, net=Decimal("-0.150")).vat) == "-0.008"
    assert str(replace(half, net=Decimal("0.149")).vat) == "0.007"


def test_days_of_a_line_are_named():
    account = Account(changes=(Change(date(2028, 2, 10), Terms("flat")),))
    line = lines_of(CATALOGUE, account, Month(2028, 2))[0]
    assert (line.first, line.last, line.days) == (date(2028, 2, 10), date(2028, 2, 29), 20)
    assert line.last + timedelta(days=1) == Month(2028, 2).next.first


def test_every_claim_stands_on_the_line_that_asks_for_it():
    november = Month(2026, 11)
    account = Account(
        changes=(Change(date(2026, 10, 1), Terms("claims")), Change(date(2026, 11, 16), Terms("steps"))),
        usage={date(2026, 11, 1): 25, date(2026, 11, 20): 150},
        trial_claims=20,
    )  # fmt: skip
    lines = lines_of(CATALOGUE, account, november)
    events = [
        ((day, turn), day) for day in sorted(account.usage) for turn in range(account.usage[day])
    ]
    places = allot(CATALOGUE, account, november, lines, events)
    asked = {
        at: line.quantity
        for at, line in enumerate(lines)
        if line.item == "claims" and line.reason in {"trial", "claims"}
    }
    assert Counter(places.values()) == asked
    assert sum(asked.values()) == 175
