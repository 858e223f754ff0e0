"""Rules that the clinic's own refusals suggest: grouping refused lines, and scoring the groups. Pure.

A pattern is one or two features, such as insurer and service. It is worth a rule when enough lines were
refused for one reason, most lines that fit it were, and far more than among all lines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.kernel.money import ZERO

FEWEST = 3
LEAST_PRECISION = Decimal("0.6")
LEAST_LIFT = Decimal(2)
# A second feature must make the rule so much more precise to be worth its narrowness.
WORTH_NARROWING = Decimal("0.1")
MOST_PROPOSED = 20

Feature = tuple[str, str]
Pattern = tuple[Feature, ...]

# Which features may stand together, each a fact of the vocabulary; singly those that say enough alone.
SINGLE = ("service", "principal", "practitioner")
PAIRS = (
    ("payer", "service"), ("payer", "principal"), ("payer", "practitioner"),
    ("service", "principal"), ("service", "practitioner"),
)  # fmt: skip


@dataclass(frozen=True)
class JudgedLine:
    """A line the insurer judged: its features, the reason of a refusal or "", and the rials not paid."""

    features: Mapping[str, str]
    reason: str
    amount: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A pattern with its counts: `support` refused for the reason, `matched` all that fit."""

    pattern: Pattern
    reason: str
    support: int
    matched: int
    precision: Decimal
    lift: Decimal
    amount: Decimal

    @property
    def key(self) -> str:
        """What makes two candidates the same, whenever they were found."""
        return "|".join([self.reason, *(f"{fact}={value}" for fact, value in self.pattern)])


def candidates(lines: Iterable[JudgedLine]) -> list[Candidate]:
    """The patterns worth a rule, the dearest and surest first; none on fewer than three refusals."""
    known = list(lines)
    counted = _Counts(known)
    found = [one for one in counted.scored() if _is_good(one)]
    kept = [one for one in found if not _is_needless(one, found)]
    kept.sort(key=lambda one: (-one.amount * one.precision, -one.support, one.key))
    return _one_per_refusal(kept)[:MOST_PROPOSED]


class _Counts:
    """How often each pattern fits, and how often it was refused for each reason."""

    def __init__(self, lines: Sequence[JudgedLine]) -> None:
        self.total = len(lines)
        self.matched: Counter[Pattern] = Counter()
        self.refused: Counter[tuple[Pattern, str]] = Counter()
        self.reasons = Counter(line.reason for line in lines if line.reason)
        self.amounts: dict[tuple[Pattern, str], Decimal] = defaultdict(Decimal)
        for line in lines:
            for pattern in patterns(line.features):
                self.matched[pattern] += 1
                if line.reason:
                    self.refused[pattern, line.reason] += 1
                    self.amounts[pattern, line.reason] += line.amount

    def scored(self) -> list[Candidate]:
        """Every pattern with enough refusals."""
        return [
            self._scored(pattern, reason, support)
            for (pattern, reason), support in self.refused.items()
            if support >= FEWEST
        ]

    def _scored(self, pattern: Pattern, reason: str, support: int) -> Candidate:
        precision = Decimal(support) / self.matched[pattern]
        usual = Decimal(self.reasons[reason]) / self.total
        return Candidate(
            pattern=pattern,
            reason=reason,
            support=support,
            matched=self.matched[pattern],
            precision=precision.quantize(Decimal("0.0001")),
            lift=(precision / usual).quantize(Decimal("0.01")),
            amount=self.amounts[pattern, reason],
        )


def patterns(features: Mapping[str, str]) -> list[Pattern]:
    """The patterns a line fits: single features and pairs, of those it has."""
    single = [((fact, features[fact]),) for fact in SINGLE if features.get(fact)]
    pairs = [
        ((first, features[first]), (second, features[second]))
        for first, second in PAIRS
        if features.get(first) and features.get(second)
    ]
    return [*single, *pairs]


def _is_good(one: Candidate) -> bool:
    return one.support >= FEWEST and one.precision >= LEAST_PRECISION and one.lift >= LEAST_LIFT


def _is_needless(one: Candidate, found: Sequence[Candidate]) -> bool:
    """Does a wider pattern say the same nearly as surely?"""
    return any(
        other.reason == one.reason
        and set(other.pattern) < set(one.pattern)
        and other.precision + WORTH_NARROWING > one.precision
        for other in found
    )


def _one_per_refusal(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Of candidates that rest on the same lines (as many, as dear, one reason) the first only."""
    kept: dict[tuple[str, int, int, Decimal], Candidate] = {}
    for one in ranked:
        kept.setdefault((one.reason, one.support, one.matched, one.amount), one)
    return list(kept.values())
