"""Numbers and names in the text of a transfer: banks part them, join them and change their case."""

from __future__ import annotations

import pytest

from app.banking.texts import has_name, has_number

NUMBER = "MAIN-INV-000012"


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("Payment MAIN-INV-000012 thanks", True),
        ("main inv 000012", True),
        ("TRF/MAININV000012/2026", True),
        ("MAIN-INV-000012 20261122", True),
        ("MAIN-INV-0000123", False),
        ("MAIN-INV-000013", False),
        ("", False),
    ],
)
def test_a_number_is_found_however_it_is_parted_but_not_inside_a_longer_one(text, is_there):
    assert has_number(text, NUMBER) is is_there


@pytest.mark.parametrize(("text", "number"), [("912345", "12345"), ("paid 1234 now", "1234")])
def test_pieces_of_longer_numbers_and_short_ones_say_nothing(text, number):
    assert not has_number(text, number)


def test_a_name_is_found_without_its_spaces_and_an_empty_one_never():
    assert has_name("ALPHA-INSURANCE LLC", "Alpha Insurance")
    assert not has_name("anything", " ")
