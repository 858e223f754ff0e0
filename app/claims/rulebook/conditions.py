"""The conditions of a rule: all of or any of, nested once; how they are kept and when they are met. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.claims.rulebook.vocabulary import (
    CHOICE,
    CODES,
    FACTS,
    MONEY,
    NUMBER,
    YES_NO,
    Fact,
    operators_of,
)

ALL, ANY = "all", "any"
MOST_GROUPS, MOST_CONDITIONS, MOST_CODES = 4, 8, 50

# What a claim says: number, text, codes or yes and no; None is "not known" and meets no condition.
Value = Decimal | str | tuple[str, ...] | bool | None
Known = Mapping[str, Value]


class NotACondition(ValueError):
    """Kept or typed conditions that no rule can be made of."""


@dataclass(frozen=True)
class Condition:
    """One question: a fact, an operator, and what it is held against, as text."""

    fact: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Conditions of which all or any must be met."""

    match: str
    items: tuple[Condition | Group, ...]


@dataclass(frozen=True)
class Case:
    """A claim as rules see it: what holds for the whole, and for each line."""

    claim: Known
    lines: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Match:
    """Whether the conditions are met; by which lines, where they speak of lines."""

    met: bool
    lines: tuple[int, ...] = ()


def every(group: Group) -> Iterator[Condition]:
    """All conditions of a group and its groups."""
    for item in group.items:
        if isinstance(item, Group):
            yield from every(item)
        else:
            yield item


def speaks_of_lines(group: Group) -> bool:
    """Is any condition about a line?"""
    return any(FACTS[one.fact].of_line for one in every(group))


def match(group: Group, case: Case) -> Match:
    """Hold the conditions against a claim: once, or line by line where they speak of lines."""
    if not speaks_of_lines(group):
        return Match(_holds(group, case.claim))
    met = tuple(
        index for index, line in enumerate(case.lines) if _holds(group, {**case.claim, **line})
    )
    return Match(bool(met), met)


def _holds(item: Condition | Group, known: Known) -> bool:
    if isinstance(item, Group):
        answers = [_holds(one, known) for one in item.items]
        return bool(answers) and (all(answers) if item.match == ALL else any(answers))
    value = known.get(item.fact)
    if value is None:
        return False
    return _ASK[FACTS[item.fact].kind](item, value)


def _size(asked: Condition, value: Any) -> bool:
    limit = Decimal(asked.values[0])
    return {
        "at_least": value >= limit,
        "at_most": value <= limit,
        "more_than": value > limit,
        "less_than": value < limit,
        "equals": value == limit,
    }[asked.operator]


def _choice(asked: Condition, value: Any) -> bool:
    return (value in asked.values) is (asked.operator == "is")


def _codes(asked: Condition, value: Any) -> bool:
    wanted, held = {plain(code) for code in asked.values}, [plain(code) for code in value]
    if asked.operator in {"one_of", "none_of"}:
        return any(code in wanted for code in held) is (asked.operator == "one_of")
    begins = any(code.startswith(tuple(wanted)) for code in held)
    return begins is (asked.operator == "begins")


def _answer(asked: Condition, value: Any) -> bool:
    return value is (asked.operator == "yes")


_ASK: dict[str, Callable[[Condition, Any], bool]] = {
    NUMBER: _size, MONEY: _size, CHOICE: _choice, CODES: _codes, YES_NO: _answer,
}  # fmt: skip


def plain(code: str) -> str:
    """A code as it is compared: capitals, without points and spaces."""
    return code.upper().replace(".", "").replace(" ", "")


def as_kept(group: Group) -> dict[str, Any]:
    """The conditions as plain JSON."""
    return {
        "match": group.match,
        "items": [
            as_kept(item)
            if isinstance(item, Group)
            else {"fact": item.fact, "operator": item.operator, "values": list(item.values)}
            for item in group.items
        ],
    }


def read(kept: Any, *, depth: int = 0) -> Group:
    """The conditions from plain JSON; raises NotACondition for what is not one of this vocabulary."""
    if not isinstance(kept, dict) or kept.get("match") not in {ALL, ANY} or depth > 1:
        raise NotACondition(kept)
    items = kept.get("items")
    if not isinstance(items, list) or not items:
        raise NotACondition(kept)
    return Group(
        kept["match"],
        tuple(
            read(one, depth=depth + 1) if isinstance(one, dict) and "match" in one else _one(one)
            for one in items
        ),
    )


def _one(kept: Any) -> Condition:
    try:
        asked = Condition(str(kept["fact"]), str(kept["operator"]), tuple(kept["values"]))
    except (KeyError, TypeError) as error:
        raise NotACondition(kept) from error
    check(asked)
    return asked


def check(asked: Condition) -> None:
    """Refuse a condition that cannot be asked; raises NotACondition."""
    fact = FACTS.get(asked.fact)
    operator = operators_of(fact).get(asked.operator) if fact else None
    if fact is None or operator is None or bool(asked.values) is not operator.has_value:
        raise NotACondition(asked)
    if not all(isinstance(value, str) and value for value in asked.values):
        raise NotACondition(asked)
    if len(asked.values) > (MOST_CODES if fact.kind == CODES else 1):
        raise NotACondition(asked)
    if fact.kind in {NUMBER, MONEY}:
        _number(fact, asked.values[0])


def _number(fact: Fact, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise NotACondition(fact.key) from error
    if not number.is_finite() or number < 0:
        raise NotACondition(fact.key)
    return number
