"""The rule editor as typed: rows and groups by buttons, numbered anew, bounded."""

from __future__ import annotations

from app.claims.rulebook import typed_conditions
from app.claims.rulebook.conditions import ALL, ANY, MOST_CONDITIONS, MOST_GROUPS, Condition, Group
from app.claims.rulebook.typed_conditions import Row, Rows, after_button, groups_of, read, write

BASE = [
    ("csrf_token", "x"),
    ("name", "Big"),
    ("groups-0-match", "any"),
    ("groups-0-new", "total"),
    ("groups-0-rows-0-fact", "patient_age"),
    ("groups-0-rows-0-operator", "at_least"),
    ("groups-0-rows-0-value", "٥"),
    ("groups-0-rows-3-fact", "payer"),
    ("groups-0-rows-3-operator", "is"),
    ("groups-0-rows-3-value", "someone"),
]


def test_read_and_written_again_with_rows_counted_anew():
    sheet = read(BASE)
    assert sheet.others == [("name", "Big"), ("match", ALL)]
    assert sheet.groups == [
        Rows("any", "total", [Row("patient_age", "at_least", "٥"), Row("payer", "is", "someone")])
    ]
    assert ("groups-0-rows-1-fact", "payer") in write(sheet)
    assert read(write(sheet)) == sheet


def test_without_a_button_nothing_changes():
    assert after_button(BASE) is None


def test_a_condition_more():
    sheet = after_button([*BASE, ("add_row", "0")])
    assert sheet.groups[0].rows[-1] == Row("total", "at_least", "")
    assert sheet.groups[0].new == ""


def test_no_fact_chosen_no_condition():
    typed = [pair for pair in BASE if pair[0] != "groups-0-new"]
    assert len(after_button([*typed, ("add_row", "0")]).groups[0].rows) == 2


def test_a_condition_less():
    assert [row.fact for row in after_button([*BASE, ("remove_row", "0-0")]).groups[0].rows] == ["payer"]  # fmt: skip


def test_groups_come_and_go_but_one_stays():
    two = after_button([*BASE, ("add_group", "1")])
    assert len(two.groups) == 2
    assert len(after_button([*write(two), ("remove_group", "0")]).groups) == 1
    assert len(after_button([*BASE, ("remove_group", "0")]).groups) == 1


def test_nonsense_does_nothing():
    for button in (("add_row", "9"), ("add_row", ""), ("remove_row", "0-99"), ("remove_row", "7"), ("remove_group", "8")):  # fmt: skip
        assert len(after_button([*BASE, button]).groups[0].rows) == 2
    assert read([("groups-0-rows-0-fact", "shoe_size")]).groups == [Rows()]


def test_it_does_not_grow_without_end():
    many = [(f"groups-{g}-rows-{r}-fact", "total") for g in range(9) for r in range(20)]
    sheet = read(many)
    assert len(sheet.groups) == MOST_GROUPS
    assert {len(group.rows) for group in sheet.groups} == {MOST_CONDITIONS}


def test_kept_conditions_as_rows():
    one = Condition("has_referral", "no")
    flat = Group(ANY, (one, one))
    assert [group.match for group in groups_of(flat)] == [ANY]
    nested = Group(ALL, (one, Group(ANY, (one, one))))
    assert [(group.match, len(group.rows)) for group in groups_of(nested)] == [(ALL, 1), (ANY, 2)]
    assert typed_conditions.groups_of(flat)[0].rows[0] == Row("has_referral", "no", "")
