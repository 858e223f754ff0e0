"""Ages of debts, comings and goings of tenants, and typed steps of a price: pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from werkzeug.datastructures import MultiDict

from app.plans.pricing import Tier
from app.plans.proration import Month
from app.platform_admin import counting, figures, ledger
from app.platform_admin.price_forms import PriceForm

DAY = date(2026, 11, 22)
A, B = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("late", "place"),
    [(-9, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (900, 4)],
)
def test_a_debt_stands_under_its_age(late, place):
    (row,) = ledger.aged([(A, DAY - timedelta(days=late), Decimal("1.250"))], DAY)
    assert [at for at, amount in enumerate(row.amounts) if amount] == [place]
    assert row.sum == Decimal("1.250")


def test_who_owes_most_stands_first():
    rows = ledger.aged([(A, DAY, Decimal("1.000")), (B, DAY, Decimal("3.000")), (A, DAY, Decimal("1.500"))], DAY)  # fmt: skip
    assert [(row.tenant_id, row.sum) for row in rows] == [
        (B, Decimal("3.000")), (A, Decimal("2.500")),
    ]  # fmt: skip


def test_of_two_decisions_for_a_day_the_last_holds():
    told = [(date(2026, 9, 1), "users"), (date(2026, 9, 1), "flat"), (date(2026, 11, 1), None)]
    on = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 10, 31), date(2026, 11, 1)]
    assert [counting.plan_on(told, day) for day in on] == [None, "flat", "flat", None]


def test_tenants_are_gained_and_lost_in_the_month_it_happens():
    decisions = {
        A: [(date(2026, 9, 1), "users"), (date(2026, 11, 10), None)],
        B: [(date(2026, 10, 31), "flat"), (date(2026, 11, 30), None)],
    }
    months = [Month(2026, 9), Month(2026, 10), Month(2026, 11)]
    # B leaves after today, so it still stands in the present month.
    assert [tuple(one.values()) for one in figures.turnover(decisions, months, DAY).values()] == [
        (1, 1, 0), (2, 1, 0), (1, 0, 1),
    ]  # fmt: skip


def test_twelve_months_end_with_the_present_one():
    found = Month.of(date(2026, 2, 28)).and_before(12)
    assert (str(found[0]), str(found[-1]), len(found)) == ("2025-03", "2026-02", 12)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("100 0.150\n* 0.100", (Tier(100, Decimal("0.150")), Tier(None, Decimal("0.100")))),
        ("١٠٠: ٠٫١٥٠\n*: 0.1", (Tier(100, Decimal("0.150")), Tier(None, Decimal("0.100")))),
        ("* -0.100", (Tier(None, Decimal("-0.100")),)),
        ("x 1", None),
        ("100", None),
        ("0 1", None),
        ("100 0.1234", None),
    ],
)
def test_steps_are_read_one_a_line(house, typed, read):
    with house.test_request_context():
        form = PriceForm(MultiDict({"valid_from": "2027-06-01", "tiers": typed}))
        form.validate()
        assert (form.tiers.data, bool(form.tiers.errors)) == (read, read is None)
