"""The units of a line, as tables at their edges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.pharmacy.prescriptions.errors import NothingToTakeBack, OverRemainder
from app.pharmacy.prescriptions.rules import Item
from app.pharmacy.prescriptions.states import ITEM, PRESCRIPTION


def item(text):
    """`21: 7 s, 3 o, 2 n, 7 c` as prescribed: supplied, owing, not supplied, cash."""
    whole, _, parts = text.partition(":")
    named = {"s": "supplied", "o": "owing", "n": "not_supplied", "c": "cash"}
    held = dict(part.split()[::-1] for part in parts.split(",") if part.strip())
    return Item(prescribed=Decimal(whole), **{named[k]: Decimal(v) for k, v in held.items()})


@pytest.mark.parametrize(
    ("text", "status", "to_come"),
    [
        ("3:",               "to_dispense",     "3"),
        ("3: 1 s",           "partly_supplied", "2"),
        ("3: 1 s, 1 o",      "owing",           "1"),
        ("3: 1 o",           "owing",           "2"),
        ("3: 3 s",           "supplied",        "0"),
        ("3: 3 s, 1 c",      "supplied",        "0"),
        ("3: 3 s, 3 c",      "cash",            "0"),
        ("3: 1 n",           "to_dispense",     "2"),
        ("3: 3 n",           "not_supplied",    "0"),
        ("3: 2 s, 1 n",      "partly_supplied", "0"),
        ("0.5: 0.499 s",     "partly_supplied", "0.001"),
    ],
)  # fmt: skip
def test_how_a_line_stands(text, status, to_come):
    assert (item(text).status, item(text).to_come) == (status, Decimal(to_come))
    assert status in ITEM


@pytest.mark.parametrize(
    ("before", "verb", "units", "after"),
    [
        ("3:",              "supply",    "3",     "3: 3 s"),
        ("3: 2 o",          "supply",    "1",     "3: 1 s, 1 o"),
        ("3: 2 o",          "supply",    "3",     "3: 3 s"),
        ("3:",              "owe",       "3",     "3: 3 o"),
        ("3: 1 o",          "owe",       "2",     "3: 3 o"),
        ("3: 1 o",          "give_up",   "2",     "3: 1 o, 2 n"),
        ("3: 1 o",          "give_up",   "3",     "3: 3 n"),
        ("3: 2 s",          "take_back", "2",     "3:"),
        ("3: 2 s, 1 n",     "take_back", "1",     "3: 1 s, 1 n"),
        ("1: 0.5 s",        "supply",    "0.5",   "1: 1 s"),
        ("3:",              "supply",    "0",     "3:"),
    ],
)  # fmt: skip
def test_what_a_verb_makes_of_a_line(before, verb, units, after):
    moved = getattr(item(before), verb)(Decimal(units))
    assert moved == item(after)
    assert moved.to_come + moved.supplied + moved.owing + moved.not_supplied == moved.prescribed


@pytest.mark.parametrize(
    ("before", "verb", "units", "refusal"),
    [
        ("3:",              "supply",    "3.001", OverRemainder),
        ("3: 1 n",          "supply",    "3",     OverRemainder),
        ("3:",              "supply",    "-1",    OverRemainder),
        ("3: 2 o",          "owe",       "2",     OverRemainder),
        ("3: 1 s",          "give_up",   "3",     OverRemainder),
        ("3: 2 s",          "take_back", "3",     NothingToTakeBack),
    ],
)  # fmt: skip
def test_more_than_there_is_is_refused(before, verb, units, refusal):
    with pytest.raises(refusal):
        getattr(item(before), verb)(Decimal(units))


def test_cash_is_counted_and_taken_back_with_its_supply():
    paid = item("3:").supply(Decimal(2), cash=True)
    assert paid == item("3: 2 s, 2 c")
    assert paid.take_back(Decimal(2), cash=True) == item("3:")
    with pytest.raises(NothingToTakeBack):
        item("3: 2 s").take_back(Decimal(1), cash=True)


def test_every_status_of_a_prescription_is_reachable():
    assert PRESCRIPTION.reachable() == set(PRESCRIPTION.statuses)
