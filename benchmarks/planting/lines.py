"""Further lines for faults to sit on, each with a code of its own."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from app.claims.values import ClaimFacts
from benchmarks.planting.believable import add, line, medicine
from benchmarks.planting.faults import PHARMACY


def extra(facts: ClaimFacts, rng: Random, number: int, *, price: str = "1.000", **changes: object) -> ClaimFacts:  # fmt: skip
    """The claim with a line more, sound but for the changes; `number` makes its code."""
    code = f"DEMO-9{number:03d}"
    day = changes.pop("service_date", facts.service_date)
    if facts.kind == PHARMACY:
        made = medicine(code, f"ingredient-{number}", price, day, rng)  # type: ignore[arg-type]
    else:
        made = line(code, "procedure", price, day)  # type: ignore[arg-type]
    return add(facts, replace(made, **changes))  # type: ignore[arg-type]


def drug(facts: ClaimFacts, rng: Random, number: int, **changes: object) -> ClaimFacts:
    """The claim with a medicine more, what it hands out changed so."""
    longer = extra(facts, rng, number)
    *others, last = longer.lines
    assert last.dispense
    handed = replace(last.dispense, **changes)  # type: ignore[arg-type]
    return replace(longer, lines=(*others, replace(last, dispense=handed)))


def order(facts: ClaimFacts, rng: Random, number: int, **changes: object) -> ClaimFacts:
    """The claim with a medicine more, its prescription changed so."""
    longer = extra(facts, rng, number)
    *others, last = longer.lines
    assert last.dispense
    assert last.dispense.prescription
    meant = replace(last.dispense.prescription, **changes)  # type: ignore[arg-type]
    handed = replace(last.dispense, prescription=meant)
    return replace(longer, lines=(*others, replace(last, dispense=handed)))
