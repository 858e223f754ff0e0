"""Files of interactions and formularies: what they say, what they change, and a medicine's days on a list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.pharmacy.medicines.files import compare, read_formulary, read_interactions, with_entry
from app.pharmacy.medicines.values import Ingredient, equivalence
from app.pharmacy.stock.rules import Earned, margin

HEAD = ["First ingredient", "Second ingredient", "Severity"]
ARABIC = ["المادة الفعالة الأولى", "المادة الفعالة الثانية", "الشدة"]


@pytest.mark.parametrize(
    ("table", "keys", "wrong"),
    [
        ([HEAD, ["Warfarin", "Aspirin", "severe"]], ["aspirin|warfarin"], []),
        ([ARABIC, ["warfarin", "aspirin", "شديد"]], ["aspirin|warfarin"], []),
        ([HEAD, ["Warfarin", "Aspirin", "severe"], ["aspirin", "WARFARIN", "minor"]], ["aspirin|warfarin"], [(3, "first")]),
        ([HEAD, ["Warfarin", "warfarin ", "severe"]], [], [(2, "second")]),
        ([HEAD, ["", "Aspirin", ""]], [], [(2, "first"), (2, "severity")]),
        ([HEAD, ["Warfarin", "Aspirin", "grave"]], [], [(2, "severity")]),
        ([HEAD, ["W" * 121, "Aspirin", "minor"]], [], [(2, "first")]),
        ([HEAD], [], []),
    ],
)  # fmt: skip
def test_what_a_file_of_interactions_says(table, keys, wrong):
    lines, errors = read_interactions(table)
    assert [line.key for line in lines] == keys
    assert [(error.line, error.column) for error in errors] == wrong


def test_what_a_formulary_says():
    table = [
        ["our code", "covered"],
        ["A", "yes"],
        ["B", "لا"],
        ["C", "perhaps"],
        ["", ""],
        ["A", "no"],
    ]
    lines, errors = read_formulary(table)
    assert [(line.key, line.says["covered"]) for line in lines] == [("A", True), ("B", False)]
    assert [(error.line, error.column) for error in errors] == [(4, "covered"), (6, "local_code")]


def entry(begins: str, ends: str | None, covered: bool) -> dict[str, object]:
    return {"from": begins, "to": ends, "covered": covered}


@pytest.mark.parametrize(
    ("before", "covered", "after"),
    [
        (None, True, [entry("2026-07-01", None, True)]),
        # the same again changes nothing
        ([entry("2026-01-01", None, True)], True, [entry("2026-01-01", None, True)]),
        # what held ends the day before
        ([entry("2026-01-01", None, True)], False, [entry("2026-01-01", "2026-06-30", True), entry("2026-07-01", None, False)]),
        # on the same day the later word counts
        ([entry("2026-07-01", None, True)], False, [entry("2026-07-01", None, False)]),
        # what is to come stays
        ([entry("2026-09-01", None, True)], False, [entry("2026-07-01", "2026-08-31", False), entry("2026-09-01", None, True)]),
        # what was over stays over
        ([entry("2026-01-01", "2026-03-31", True)], True, [entry("2026-01-01", "2026-03-31", True), entry("2026-07-01", None, True)]),
    ],
)  # fmt: skip
def test_a_medicines_days_on_a_formulary(before, covered, after):
    assert with_entry(before, date(2026, 7, 1), covered=covered) == after


def test_what_a_file_leaves_out_stays():
    lines, _errors = read_interactions([HEAD, ["a", "b", "minor"], ["a", "c", "severe"]])
    says = {"severity": "minor", "words_en": "", "words_ar": ""}
    known = {"a|b": says, "x|y": says}
    preview = compare(lines, known, lambda line, _before: line.says)
    assert [one.line.key for one in preview.new] == ["a|c"]
    assert [one.line.key for one in preview.unchanged] == ["a|b"]
    assert (preview.changed, preview.left_out) == ([], 1)


def test_substitutes_share_ingredients_strength_and_form():
    one = equivalence(
        (Ingredient("Amoxicillin"), Ingredient("Clavulanic acid")), "625 mg", "tablet"
    )
    same = equivalence(
        (Ingredient("clavulanic acid"), Ingredient("amoxicillin")), "625  MG", "tablet"
    )
    assert one == same
    assert one != equivalence((Ingredient("amoxicillin"),), "625 mg", "tablet")
    assert one != equivalence(
        (Ingredient("Amoxicillin"), Ingredient("Clavulanic acid")), "1 g", "tablet"
    )


@pytest.mark.parametrize(
    ("price", "cost", "highest", "earned", "over", "below", "after"),
    [
        ("1.000", None, None, None, False, False, None),
        ("1.000", "1.000", "1.000", None, False, False, None),
        ("1.001", "1.002", "1.000", None, True, True, None),
        ("2.000", "1.000", None, ("4", "6.000"), False, False, "0.500"),
        ("2.000", "1.000", None, ("3", "2.000"), False, False, "-0.333"),
        ("2.000", "1.000", None, ("0", "0.000"), False, False, None),
    ],
)  # fmt: skip
def test_the_margin_of_a_unit(price, cost, highest, earned, over, below, after):
    brought = Earned(*map(Decimal, earned)) if earned else None
    of = margin(
        Decimal(price),
        Decimal(cost) if cost else None,
        Decimal(highest) if highest else None,
        brought,
    )
    assert (of.over_highest, of.below_cost) == (over, below)
    assert of.after_answer == (None if after is None else Decimal(after))
