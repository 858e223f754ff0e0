"""Which batch first, what is kept back, what a unit costs: aligned tables at their boundaries."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pharmacy.stock.rules import (
    EXPIRED,
    RECALLED,
    BatchOnHand,
    Pick,
    average_cost,
    horizon,
    pick,
    why_kept_back,
)

TODAY = date(2026, 11, 22)


def batch(number: int, days: int, units: str, kept_back: str = "") -> BatchOnHand:
    return BatchOnHand(
        UUID(int=number), f"LOT{number}", TODAY + timedelta(days), Decimal(units), Decimal("0.100"), kept_back,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("batches", "units", "picked"),
    [
        # one batch: less, all, more than there is
        ([batch(1, 90, "30")], "10", [(1, "10")]),
        ([batch(1, 90, "30")], "30", [(1, "30")]),
        ([batch(1, 90, "30")], "31", [(1, "30")]),
        # first expiry first, whatever the order given
        ([batch(1, 90, "30"), batch(2, 30, "5")], "10", [(2, "5"), (1, "5")]),
        ([batch(2, 30, "5"), batch(1, 90, "30")], "5", [(2, "5")]),
        # what is kept back and what is empty is passed over
        ([batch(1, -1, "30", EXPIRED), batch(2, 30, "5")], "5", [(2, "5")]),
        ([batch(1, 10, "30", RECALLED), batch(2, 30, "5")], "6", [(2, "5")]),
        ([batch(1, 10, "0"), batch(2, 30, "5")], "5", [(2, "5")]),
        # parts of a unit, nothing asked, nothing there
        ([batch(1, 10, "0.500"), batch(2, 30, "5")], "1.25", [(1, "0.500"), (2, "0.750")]),
        ([batch(1, 10, "5")], "0", []),
        ([], "5", []),
    ],
)
def test_first_expiry_first(batches, units, picked):
    found = pick(batches, Decimal(units))
    assert found == tuple(Pick(UUID(int=one), Decimal(taken)) for one, taken in picked)


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 50)), max_size=8),
    st.integers(0, 200),
)
def test_a_pick_never_takes_more_than_asked_nor_than_there_is(shelf, asked):
    batches = [batch(n, days, str(units)) for n, (days, units) in enumerate(shelf)]
    picked = pick(batches, Decimal(asked))
    held = {one.batch_id: one.units for one in batches}
    assert sum(one.units for one in picked) == min(asked, sum(held.values()))
    assert all(0 < one.units <= held[one.batch_id] for one in picked)


@pytest.mark.parametrize(
    ("days", "recalled", "why"),
    [
        (0, False, ""),
        (1, False, ""),
        (-1, False, EXPIRED),
        (0, True, RECALLED),
        (-1, True, RECALLED),
    ],
)
def test_why_a_batch_is_kept_back(days, recalled, why):
    assert why_kept_back(TODAY + timedelta(days), recalled=recalled, on=TODAY) == why


@pytest.mark.parametrize(
    ("days", "step"),
    [(-1, 0), (0, 30), (30, 30), (31, 60), (60, 60), (61, 90), (90, 90), (91, 180), (180, 180), (181, None)],
)  # fmt: skip
def test_the_outlook_of_an_expiry(days, step):
    assert horizon(TODAY + timedelta(days), TODAY) == step


@pytest.mark.parametrize(
    ("held", "cost", "came", "paid", "average"),
    [
        ("0", "0.100", "10", "0.200", "0.200"),
        ("10", "0.100", "10", "0.200", "0.150"),
        ("10", "0.100", "20", "0.200", "0.167"),
        ("1", "0.001", "1", "0.002", "0.002"),
    ],
)
def test_the_average_cost_of_a_unit(held, cost, came, paid, average):
    found = average_cost(Decimal(held), Decimal(cost), Decimal(came), Decimal(paid))
    assert found == Decimal(average)
