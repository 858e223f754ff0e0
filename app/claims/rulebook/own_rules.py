"""The clinic's own rules held against a claim: what they find, and what they propose to fill in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.claims.rulebook.conditions import Case, Group, every, match, speaks_of_lines
from app.claims.rulebook.vocabulary import FACTS
from app.claims.values import HOLD, WARN, Finding
from app.kernel.words import N_, Bilingual

HOLDS, WARNS, SETS = "hold", "warn", "set"
ACTIONS = (HOLDS, WARNS, SETS)

# What a rule may fill in where it is empty; never an amount that is asked of the insurer.
TARGETS = ("practitioner", "referral_number", "patient_paid")
PATIENT_SHARE = "share"

SENTENCE = N_("Rule “%(rule)s”: %(message)s")
SENTENCE_OF_LINE = N_("Line %(line)s: rule “%(rule)s”: %(message)s")
FIX_OR_RELEASE = N_("Put right what the rule asks, or have the claim released.")
FIX_OR_GO_ON = N_("Put right what the rule asks, or go on if the claim is right.")


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """A whole rule of the clinic as the editor hands it over."""

    name: str
    when: Group
    action: str
    message: Bilingual
    valid_from: date
    valid_to: date | None = None
    target: str | None = None
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class OwnRule(RuleDraft):
    """The same as it is in force; `code` is its stable number."""

    id: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class Stakes:
    """What depends on a claim, in rials: the whole, and each line."""

    total: Decimal
    lines: tuple[Decimal, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Fill:
    """A field that a rule proposes to fill in."""

    rule: OwnRule
    target: str
    value: str


def in_force(rules: Iterable[OwnRule], on: date) -> list[OwnRule]:
    """The rules that hold on a day, in their order."""
    return [
        one
        for one in rules
        if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
    ]


def findings(rules: Iterable[OwnRule], case: Case, stakes: Stakes) -> tuple[Finding, ...]:
    """What the rules have to say of a claim, in their order."""
    return tuple(
        found for rule in rules if rule.action != SETS for found in _findings(rule, case, stakes)
    )


def _findings(rule: OwnRule, case: Case, stakes: Stakes) -> Iterator[Finding]:
    met = match(rule.when, case)
    if not met.met:
        return
    if not speaks_of_lines(rule.when):
        yield _finding(rule, SENTENCE, _field(rule), stakes.total)
    for index in met.lines:
        yield _finding(
            rule, SENTENCE_OF_LINE, f"lines-{index}-{_field(rule)}", stakes.lines[index],
            line=stakes.numbers[index],
        )  # fmt: skip


def _finding(
    rule: OwnRule, sentence: str, field: str, at_stake: Decimal, **params: object
) -> Finding:
    holds = rule.action == HOLDS
    return Finding(
        code=rule.code,
        severity=HOLD if holds else WARN,
        field=field,
        sentence=sentence,
        fix=FIX_OR_RELEASE if holds else FIX_OR_GO_ON,
        at_stake=at_stake,
        params={"rule": rule.name, "message": rule.message, **params},
    )


def _field(rule: OwnRule) -> str:
    """The field of the first condition; of a rule about lines, of the first about a line."""
    facts = [FACTS[one.fact] for one in every(rule.when)]
    of_lines = [fact for fact in facts if fact.of_line]
    return (of_lines or facts)[0].field


def fills(rules: Iterable[OwnRule], case: Case, empty: frozenset[str]) -> tuple[Fill, ...]:
    """What the rules propose for the fields that are empty; of several for one field the first."""
    found: dict[str, Fill] = {}
    for rule in rules:
        target = rule.target
        if rule.action != SETS or target not in empty or target in found or not rule.value:
            continue
        if match(rule.when, case).met:
            found[target] = Fill(rule=rule, target=target, value=rule.value)
    return tuple(found.values())
