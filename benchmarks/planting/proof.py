"""The proof: thousands of claims, what was planted in them, and what the checker made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from app.claims.scrubbing import EDITS, check
from app.claims.values import ClaimFacts
from benchmarks.planting import drug_faults, service_faults, visit_faults  # noqa: F401 - they plant
from benchmarks.planting.believable import STRICT, Claim, believable, settle
from benchmarks.planting.faults import ANY, FAULTS, Fault

SEED = 20_261_122
# How many faults a claim carries, and how often.
CARRIED = (0, 0, 1, 1, 1, 1, 2, 2, 3, 5)


@dataclass(frozen=True)
class Planted:
    """A claim, its payer's rules, and the edits it must trigger: these and no other."""

    facts: ClaimFacts
    rules: dict[str, object]
    expected: frozenset[str]


@dataclass
class Tally:
    """What came of a set, by edit: planted, found of these, and found though not planted."""

    claims: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    unplanted: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """The part of the planted faults that was found."""
        return self.found.total() / self.planted.total() if self.planted else 1.0

    @property
    def precision(self) -> float:
        """The part of what was found that was planted."""
        told = self.found.total() + self.unplanted.total()
        return self.found.total() / told if told else 1.0

    @property
    def missed(self) -> dict[str, int]:
        """Edit -> how often it kept silent."""
        return dict(self.planted - self.found)

    def row(self, code: str) -> str:
        """One edit of the report."""
        return f"{code}  planted {self.planted[code]:>5}  found {self.found[code]:>5}  not planted {self.unplanted[code]:>5}"  # fmt: skip


def claims(many: int, seed: int = SEED) -> Iterator[Planted]:
    """So many claims; every edit is planted in turn, some claims carry none and some several."""
    rng = Random(seed)
    turn = list(FAULTS)
    rng.shuffle(turn)
    waiting: list[Fault] = []
    for number in range(many):
        waiting = waiting or turn.copy()
        yield _plant(rng, CARRIED[number % len(CARRIED)], waiting)


def _plant(rng: Random, many: int, waiting: list[Fault]) -> Planted:
    """A believable claim with up to so many faults, the first of them the next in turn that fits."""
    claim = believable(rng)
    chosen: list[Fault] = []
    for fault in (*waiting[:40], *rng.sample(FAULTS, len(FAULTS))):
        if len(chosen) == many:
            break
        if _fits(fault, claim, chosen):
            chosen.append(fault)
            if fault in waiting:
                waiting.remove(fault)
    facts = claim.facts
    for fault in (one for one in chosen if not one.late):
        facts = fault.change(facts, rng)
    facts = settle(facts)
    for fault in (one for one in chosen if one.late):
        facts = fault.change(facts, rng)
    return Planted(facts, claim.rules, frozenset(one.code for one in chosen))


def _fits(fault: Fault, claim: Claim, chosen: list[Fault]) -> bool:
    taken = claim.taken.union(*(one.parts for one in chosen))
    right_kind = fault.kind in (ANY, claim.facts.kind)
    return (
        right_kind
        and not fault.parts & taken
        and fault.code not in {one.code for one in chosen}
        and (not fault.strict or claim.rules == STRICT)
    )


def measure(planted: Iterator[Planted]) -> Tally:
    """Check every claim and compare."""
    tally = Tally()
    for one in planted:
        found = {finding.code for finding in check(one.facts, one.rules)}
        tally.claims += 1
        tally.planted.update(one.expected)
        tally.found.update(one.expected & found)
        tally.unplanted.update(found - one.expected)
    return tally


def report(tally: Tally) -> str:
    """The tally by edit, with recall and precision under it."""
    rows = [tally.row(code) for code in EDITS]
    return "\n".join(
        [
            *rows,
            f"{tally.claims} claims, {tally.planted.total()} faults: recall {tally.recall:.2%}, precision {tally.precision:.2%}",
        ]
    )
