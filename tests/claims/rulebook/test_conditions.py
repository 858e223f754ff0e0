"""When a rule's conditions are met: every operator on both sides of its edge, groups, lines, the unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.claims.rulebook import conditions
from app.claims.rulebook.conditions import ALL, ANY, Case, Condition, Group, NotACondition
from app.claims.rulebook.vocabulary import FACTS, operators_of

PAYER, OTHER = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
CLAIM = {
    "payer": PAYER,
    "patient_age": Decimal(5),
    "diagnosis": ("J06.9", "R05"),
    "principal": ("J06.9",),
    "total": Decimal("12.500"),
    "has_referral": True,
    "has_approval": False,
    "specialty": None,
}
LINES = (
    {"service": ("CONS-GP", "DEMO-CONS-GP"), "quantity": Decimal(1), "category": "consultation"},
    {"service": ("LAB-CBC", "DEMO-LAB-CBC"), "quantity": Decimal(4), "category": "laboratory"},
)
CASE = Case(CLAIM, LINES)


def one(fact: str, operator: str, *values: str) -> Group:
    return Group(ALL, (Condition(fact, operator, values),))


@pytest.mark.parametrize(
    ("fact", "operator", "values", "met"),
    [
        ("patient_age", "at_least", ("5",), True),
        ("patient_age", "at_least", ("5.001",), False),
        ("patient_age", "at_most", ("5",), True),
        ("patient_age", "at_most", ("4",), False),
        ("patient_age", "more_than", ("4.999",), True),
        ("patient_age", "more_than", ("5",), False),
        ("patient_age", "less_than", ("6",), True),
        ("patient_age", "less_than", ("5",), False),
        ("patient_age", "equals", ("5.0",), True),
        ("patient_age", "equals", ("6",), False),
        ("total", "at_least", ("12.500",), True),
        ("total", "at_least", ("12.501",), False),
        ("payer", "is", (PAYER,), True),
        ("payer", "is", (OTHER,), False),
        ("payer", "is_not", (OTHER,), True),
        ("payer", "is_not", (PAYER,), False),
        ("diagnosis", "one_of", ("r05", "X99"), True),
        ("diagnosis", "one_of", ("J06",), False),
        ("diagnosis", "one_of", ("J069",), True),
        ("diagnosis", "none_of", ("X99",), True),
        ("diagnosis", "none_of", ("X99", "R05"), False),
        ("diagnosis", "begins", ("J",), True),
        ("diagnosis", "begins", ("K", "R0"), True),
        ("diagnosis", "begins", ("K",), False),
        ("diagnosis", "begins_not", ("K",), True),
        ("diagnosis", "begins_not", ("R",), False),
        ("principal", "begins", ("R",), False),
        ("has_referral", "yes", (), True),
        ("has_referral", "no", (), False),
        ("has_approval", "no", (), True),
        ("has_approval", "yes", (), False),
    ],
)
def test_operators(fact, operator, values, met):
    assert conditions.match(one(fact, operator, *values), CASE).met is met


@pytest.mark.parametrize("operator", ["is", "is_not"])
def test_what_is_not_known_meets_nothing(operator):
    assert not conditions.match(one("specialty", operator, "general"), CASE).met
    assert not conditions.match(one("branch", operator, PAYER), CASE).met


def test_all_and_any_nested_once():
    child, hot, dear = (
        Condition("patient_age", "less_than", ("12",)),
        Condition("diagnosis", "begins", ("R",)),
        Condition("total", "more_than", ("100",)),
    )
    assert conditions.match(Group(ALL, (child, hot)), CASE).met
    assert not conditions.match(Group(ALL, (child, dear)), CASE).met
    assert conditions.match(Group(ANY, (dear, hot)), CASE).met
    assert not conditions.match(Group(ANY, (dear,)), CASE).met
    assert conditions.match(Group(ALL, (child, Group(ANY, (dear, hot)))), CASE).met
    assert not conditions.match(Group(ALL, (child, Group(ALL, (dear, hot)))), CASE).met
    assert conditions.match(Group(ANY, (Group(ALL, (dear, hot)), child)), CASE).met


def test_conditions_about_lines_are_asked_of_one_line_at_a_time():
    lab = Condition("service", "one_of", ("LAB-CBC",))
    many = Condition("quantity", "more_than", ("3",))
    few = Condition("quantity", "at_most", ("1",))
    assert conditions.match(Group(ALL, (lab, many)), CASE) == conditions.Match(True, (1,))
    assert not conditions.match(Group(ALL, (lab, few)), CASE).met
    assert conditions.match(Group(ANY, (lab, few)), CASE).lines == (0, 1)
    child = Condition("patient_age", "less_than", ("12",))
    assert conditions.match(Group(ALL, (lab, child)), CASE).lines == (1,)


def test_a_group_without_conditions_is_never_met():
    assert not conditions.match(Group(ALL, ()), CASE).met
    assert not conditions.match(Group(ANY, ()), CASE).met


def test_kept_and_read_again():
    group = Group(
        ALL,
        (
            Condition("payer", "is", (PAYER,)),
            Group(ANY, (Condition("has_referral", "no"), Condition("total", "at_least", ("9.5",)))),
        ),
    )
    assert conditions.read(conditions.as_kept(group)) == group


@pytest.mark.parametrize(
    "kept",
    [
        None,
        [],
        {"match": "all"},
        {"match": "all", "items": []},
        {"match": "some", "items": [{"fact": "total", "operator": "at_least", "values": ["1"]}]},
        {"match": "all", "items": [{"fact": "shoe_size", "operator": "at_least", "values": ["1"]}]},
        {"match": "all", "items": [{"fact": "total", "operator": "is", "values": ["1"]}]},
        {"match": "all", "items": [{"fact": "total", "operator": "at_least", "values": []}]},
        {"match": "all", "items": [{"fact": "total", "operator": "at_least", "values": ["1", "2"]}]},
        {"match": "all", "items": [{"fact": "total", "operator": "at_least", "values": ["dear"]}]},
        {"match": "all", "items": [{"fact": "total", "operator": "at_least", "values": ["-1"]}]},
        {"match": "all", "items": [{"fact": "total", "operator": "at_least", "values": ["NaN"]}]},
        {"match": "all", "items": [{"fact": "total", "operator": "at_least", "values": [1]}]},
        {"match": "all", "items": [{"fact": "has_referral", "operator": "yes", "values": ["1"]}]},
        {"match": "all", "items": [{"fact": "diagnosis", "operator": "begins", "values": [""]}]},
        {"match": "all", "items": [{"fact": "payer"}]},
        {"match": "all", "items": ["payer"]},
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused(kept):
    with pytest.raises(NotACondition):
        conditions.read(kept)


def test_groups_stand_one_deep():
    leaf = {"match": "all", "items": [{"fact": "has_referral", "operator": "yes", "values": []}]}
    once = {"match": "any", "items": [leaf]}
    assert conditions.read(once).items[0] == Group(ALL, (Condition("has_referral", "yes"),))
    with pytest.raises(NotACondition):
        conditions.read({"match": "any", "items": [once]})


@pytest.mark.parametrize("key", FACTS)
def test_every_fact_can_be_asked(key):
    assert operators_of(FACTS[key])
