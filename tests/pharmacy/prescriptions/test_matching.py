"""Which medicine of ours an ordered one is, as a table; and a prescription's way into text and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.pharmacy.prescriptions.matching import match
from app.prescribing.ordered import (
    Ordered,
    OrderedDocument,
    OrderedMedicine,
    UnreadableOrder,
    from_text,
    to_text,
)

D3 = ("drugs", "D3")
AMOXICILLIN = OrderedMedicine(sequence=1, name="Amoxicillin", quantity=Decimal(21), system="drugs", code="D3")  # fmt: skip
ORDERED = Ordered(
    prescriber_name="د. سالم",
    prescriber_licence="DEMO-D-1",
    written_on=date(2026, 11, 1),
    expires_on=date(2026, 12, 1),
    name_en="Fatma",
    birth_date=date(1990, 4, 1),
    sex="female",
    documents=(OrderedDocument(kind="civil_id", number="10000001"),),
    medicines=(replace(AMOXICILLIN, dose=Decimal("0.5"), times_a_day=Decimal(3), days=7, supplied=Decimal("2.5")),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("mapped", "before", "ours", "candidates"),
    [
        ([],          "",    "",    ()),
        (["A"],       "",    "A",   ()),
        (["A", "A"],  "",    "A",   ()),
        (["A", "B"],  "",    "",    ("A", "B")),
        (["A", "B"],  "B",   "B",   ()),
        # what was chosen before and is mapped no longer gives way to what is
        (["A"],       "B",   "A",   ()),
        (["A", "C"],  "B",   "",    ("A", "C")),
        # remembered where no map knows the code
        ([],          "B",   "B",   ()),
    ],
)  # fmt: skip
def test_a_code_finds_its_medicine(mapped, before, ours, candidates):
    (found,) = match([AMOXICILLIN], {D3: mapped}, {D3: before} if before else {})
    assert (found.local_code, found.candidates) == (ours, candidates)


@pytest.mark.parametrize("changes", [{"system": ""}, {"code": ""}, {"system": "others"}])
def test_words_and_foreign_lists_find_nothing(changes):
    (found,) = match([replace(AMOXICILLIN, **changes)], {D3: ["A"], ("", ""): ["B"]}, {})
    assert (found.local_code, found.candidates) == ("", ())


def test_a_prescription_comes_back_from_its_text_as_it_was():
    assert from_text(to_text(ORDERED)) == ORDERED


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", to_text(ORDERED).replace("2026-11-01", "soon"), to_text(ORDERED).replace('"21"', '"many"'), to_text(ORDERED).replace('"sex"', '"gender"')])  # fmt: skip
def test_what_is_no_prescription_is_unreadable(text):
    with pytest.raises(UnreadableOrder):
        from_text(text)


@pytest.mark.parametrize(
    ("quantity", "supplied", "whole", "ours"),
    [
        ("21", "0", "21", "0"),
        ("21", "7", "21", "7"),
        ("21", "7", "42", "14"),
        ("21", "21", "1", "1"),
        ("21", "30", "1", "1"),
        ("3", "1", "1", "0.333"),
    ],
)  # fmt: skip
def test_what_was_supplied_counts_in_the_units_of_whoever_asks(quantity, supplied, whole, ours):
    one = replace(AMOXICILLIN, quantity=Decimal(quantity), supplied=Decimal(supplied))
    assert one.supplied_of(Decimal(whole)) == Decimal(ours)


@pytest.mark.parametrize(("quantity", "supplied", "left"), [("3", "0", "3"), ("3", "3", "0"), ("3", "4", "0")])  # fmt: skip
def test_what_is_left_is_never_below_zero(quantity, supplied, left):
    one = replace(AMOXICILLIN, quantity=Decimal(quantity), supplied=Decimal(supplied))
    assert one.left == Decimal(left)
