from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import (
    LARGEST,
    ZERO,
    NotMoney,
    decimals,
    from_baisa,
    money,
    round_baisa,
    to_baisa,
    total,
)

amounts = st.decimals(min_value=-LARGEST, max_value=LARGEST, places=3)

# fmt: off
READ = [
    # written                       amount
    ("12.5",                        "12.500"),
    (" 12 ",                        "12.000"),
    ("-0.001",                      "-0.001"),
    ("0.0010",                      "0.001"),
    ("-0",                          "0.000"),
    (7,                             "7.000"),
    (Decimal("1E+2"),               "100.000"),
    ("999999999999999.999",         "999999999999999.999"),
]
REFUSED = [
    "12.5005", "", "twelve", "1,5", "NaN", "Infinity", "1000000000000000", "1e999999", 12.5, None, True,
    "1.00000000000000000000000000000000001",
]
ROUNDED = [
    # exact          rounded
    ("0.0005",       "0.001"),
    ("0.00049",      "0.000"),
    ("-0.0005",      "-0.001"),
    ("-0.0004",      "0.000"),
    ("2.6665",       "2.667"),
]
PLACES = [
    # amount                 decimals
    ("1.500",                1),
    ("1.5004",               4),
    ("1E+3",                 0),
    ("0.000000",             0),
    ("100",                  0),
]
# fmt: on


@pytest.mark.parametrize(("written", "amount"), READ)
def test_money(written, amount):
    assert str(money(written)) == amount


@pytest.mark.parametrize("written", REFUSED)
def test_what_is_no_money(written):
    with pytest.raises(NotMoney):
        money(written)


@pytest.mark.parametrize(("exact", "rounded"), ROUNDED)
def test_half_a_baisa_goes_up(exact, rounded):
    assert str(round_baisa(Decimal(exact))) == rounded


@pytest.mark.parametrize(("amount", "places"), PLACES)
def test_decimals(amount, places):
    assert decimals(Decimal(amount)) == places


def test_total_of_nothing_is_zero():
    assert str(total([])) == "0.000"
    assert total([Decimal("0.001"), Decimal("1.999")]) == Decimal("2.000")


@given(amounts)
def test_baisa_and_rials_are_two_spellings_of_one_amount(amount):
    assert from_baisa(to_baisa(amount)) == amount == money(str(amount))


@given(st.decimals(min_value=-99_999, max_value=99_999, allow_nan=False, places=9))
def test_rounding_is_idempotent_and_moves_at_most_half_a_baisa(exact):
    rounded = round_baisa(exact)

    assert round_baisa(rounded) == rounded
    assert abs(rounded - exact) <= Decimal("0.0005")
    assert ZERO.as_tuple().exponent == rounded.as_tuple().exponent
