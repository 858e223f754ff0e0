"""What a payer minds in medicines: the prescription, its own list, and refills before the last supply is used."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from app.sandbox.reading import Line, ReceivedClaim

PHARMACY = "pharmacy"
UNLISTED = "-NF"
"""A drug whose code ends so stands on no payer's list."""
USED_UP = Decimal("0.75")
"""So much of a supply must be used before the same drug is paid again."""


def objection(line: Line, claim: ReceivedClaim, held: frozenset[int]) -> str:
    """The reason against a line of a pharmacy's claim or request, or an empty string."""
    if claim.kind != PHARMACY:
        return ""
    if line.code.endswith(UNLISTED):
        return "NCOV-027"
    if claim.use == "claim" and not claim.prescription:
        return "AUTH-013"
    return "DUPL-002" if line.sequence in held else ""


def another_part(
    claim: ReceivedClaim, prescription: str, code: str, overdrawn: frozenset[str]
) -> bool:
    """Whether an earlier line is another part of what this claim's prescription holds, and no duplicate of it."""
    same = claim.kind == PHARMACY and claim.prescription == prescription != ""  # fmt: skip
    return same and code not in overdrawn


def still_held(
    lines: Iterable[Line], earlier: Iterable[tuple[str, str, date, int]]
) -> frozenset[int]:
    """Sequences of the lines of which an earlier supply (system, code, day, days) is not used up far enough."""
    supplies = [
        (system, code, day, day + _used_up_after(days)) for system, code, day, days in earlier
    ]
    return frozenset(
        line.sequence
        for line in lines
        if any(
            (line.system, line.code) == (system, code) and day <= line.day < due
            for system, code, day, due in supplies
        )
    )


def _used_up_after(days: int) -> timedelta:
    return timedelta(days=int((USED_UP * days).to_integral_value(ROUND_CEILING)))
