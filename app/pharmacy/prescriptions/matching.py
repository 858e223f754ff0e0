"""Which medicine of ours an ordered one is: by what was chosen for its code before, then by the code map. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.prescribing.ordered import OrderedMedicine

# The uri of a list of codes, and a code of it.
Coded = tuple[str, str]


@dataclass(frozen=True)
class Match:
    """An ordered medicine and our local code for it, or none and those that bear its code."""

    ordered: OrderedMedicine
    local_code: str = ""
    candidates: tuple[str, ...] = ()


def coded(ordered: OrderedMedicine) -> Coded | None:
    """The code by which it can be looked up; None where only words were written."""
    return (ordered.system, ordered.code) if ordered.system and ordered.code else None


def match(
    medicines: Sequence[OrderedMedicine],
    mapped: Mapping[Coded, Sequence[str]],
    chosen_before: Mapping[Coded, str],
) -> tuple[Match, ...]:
    """Each ordered medicine with ours; `mapped` is code -> local codes in use, `chosen_before` code -> local code."""
    return tuple(_one(ordered, mapped, chosen_before) for ordered in medicines)


def _one(
    ordered: OrderedMedicine,
    mapped: Mapping[Coded, Sequence[str]],
    chosen_before: Mapping[Coded, str],
) -> Match:
    named = coded(ordered)
    if named is None:
        return Match(ordered)
    ours = tuple(dict.fromkeys(mapped.get(named, ())))
    before = chosen_before.get(named, "")
    if before and (before in ours or not ours):
        return Match(ordered, before)
    return Match(ordered, ours[0]) if len(ours) == 1 else Match(ordered, candidates=ours)
