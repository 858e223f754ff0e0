"""Pure rules of batches."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.batches import rules


@pytest.mark.parametrize(("position", "part"), [(1, 1), (200, 1), (201, 2), (400, 2), (800, 4), (801, 5)])  # fmt: skip
def test_a_part_holds_at_most_its_size(position, part):
    assert rules.part_of(position, 200) == part


@pytest.mark.parametrize(("count", "parts"), [(0, 0), (1, 1), (200, 1), (201, 2), (800, 4), (812, 5)])  # fmt: skip
def test_the_split_is_told(count, parts):
    assert rules.parts(count, 200) == parts


@pytest.mark.parametrize(
    ("waiting", "queued", "leaves"),
    [
        ({"a": 1, "b": 1}, {}, {"a": 1, "b": 1}),
        ({"a": 1}, {"a": 1}, {"a": 1}),
        ({"a": 2, "b": 2}, {"a": 1}, {"b": 2}),
        ({}, {"a": 1}, {}),
    ],
)
def test_a_payer_that_is_down_holds_up_nobody_else(waiting, queued, leaves):
    assert rules.may_leave(waiting, queued) == leaves


@pytest.mark.parametrize(("sent", "seconds", "pace"), [(60, 60, 60), (10, 5, 120), (3, 0.0, 180), (0, 60, 0)])  # fmt: skip
def test_the_pace(sent, seconds, pace):
    assert rules.per_minute(sent, seconds) == pace


@pytest.mark.parametrize(("unsent", "pace", "minutes"), [(0, 60, None), (60, 0, None), (1, 60, 1), (60, 60, 1), (61, 60, 2)])  # fmt: skip
def test_the_time_left(unsent, pace, minutes):
    assert rules.minutes_left(unsent, pace) == minutes


def test_the_same_filter_has_the_same_key_whatever_its_order():
    assert rules.key_of({"payer": "x", "first": "y"}) == rules.key_of({"first": "y", "payer": "x"})
    assert rules.key_of({"payer": "x"}) != rules.key_of({"practitioner": "x"})


def test_a_digest_changes_with_any_version():
    one, other = UUID(int=1), UUID(int=2)
    assert rules.digest([(one, 1), (other, 1)]) == rules.digest([(other, 1), (one, 1)])
    assert rules.digest([(one, 1)]) != rules.digest([(one, 2)])


def test_steps_hold_every_one_once():
    assert rules.in_steps(list("abcde"), 2) == [["a", "b"], ["c", "d"], ["e"]]
    assert rules.in_steps([], 2) == []
