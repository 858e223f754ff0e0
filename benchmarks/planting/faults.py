"""What a planted fault is: the edit it must trigger, the parts it touches, and how it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from app.claims.values import ClaimFacts, LineFacts

Change = Callable[[ClaimFacts, Random], ClaimFacts]
CLINIC, PHARMACY, ANY = "professional", "pharmacy", ""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A change that must be found. `parts` are touched by no other fault of the same claim.

    `late` faults come after the amounts are settled, or there would be nothing wrong with them.
    """

    number: int
    parts: frozenset[str]
    change: Change
    kind: str = ANY
    late: bool = False
    strict: bool = False

    @property
    def code(self) -> str:
        """The edit it must trigger."""
        return f"CHK-{self.number:02d}"


FAULTS: list[Fault] = []


def fault(
    number: int, parts: str, *, kind: str = ANY, late: bool = False, strict: bool = False
) -> Callable[[Change], Change]:
    """Keep a change as a fault that triggers the edit of this number."""

    def kept(change: Change) -> Change:
        FAULTS.append(
            Fault(
                number=number, parts=frozenset(parts.split()), change=change, kind=kind, late=late,
                strict=strict,
            )
        )  # fmt: skip
        return change

    return kept


def patient(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """The claim of a patient changed so."""
    return replace(facts, patient=replace(facts.patient, **changes))  # type: ignore[arg-type]


def policy(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """The claim with its billed policy changed so."""
    policies = tuple(
        replace(one, **changes) if one.billed else one  # type: ignore[arg-type]
        for one in facts.coverage.policies
    )
    return replace(facts, coverage=replace(facts.coverage, policies=policies))


def answer(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """The claim with the exchange's answer changed so."""
    assert facts.eligibility
    return replace(facts, eligibility=replace(facts.eligibility, **changes))  # type: ignore[arg-type]


def provider(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """The claim with the clinic's side changed so."""
    return replace(facts, provider=replace(facts.provider, **changes))  # type: ignore[arg-type]


def first_diagnosis(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """The claim with its principal diagnosis changed so."""
    first, *others = facts.diagnoses
    return replace(facts, diagnoses=(replace(first, **changes), *others))  # type: ignore[arg-type]


def at_line(facts: ClaimFacts, place: int, **changes: object) -> ClaimFacts:
    """The claim with the line at this place changed so."""
    lines = list(facts.lines)
    lines[place] = replace(lines[place], **changes)  # type: ignore[arg-type]
    return replace(facts, lines=tuple(lines))


def first_line(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """The claim with its first line changed so."""
    return at_line(facts, 0, **changes)


def dispensed(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """The claim with what its first line hands out changed so."""
    held = facts.lines[0].dispense
    assert held
    return first_line(facts, dispense=replace(held, **changes))  # type: ignore[arg-type]


def prescribed(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """The claim with its first line's prescription changed so."""
    held = facts.lines[0].dispense
    assert held
    assert held.prescription
    return dispensed(facts, prescription=replace(held.prescription, **changes))  # type: ignore[arg-type]


def line_of(facts: ClaimFacts) -> LineFacts:
    """The first line."""
    return facts.lines[0]
