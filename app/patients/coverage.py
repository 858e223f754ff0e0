"""Which policy pays on a day. Pure: periods are Muscat days, inclusive at both ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar


class Period(Protocol):
    """What coverage needs to know of a policy; `rank` 1 pays first."""

    @property
    def rank(self) -> int: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def waiting_until(self) -> date | None: ...


Held = TypeVar("Held", bound=Period)

IN_FORCE, WAITING, NOT_YET, ENDED = "in_force", "waiting", "not_yet", "ended"


@dataclass(frozen=True)
class Gap:
    """Days without any policy, both inclusive."""

    first: date
    last: date


def state_on(policy: Period, day: date) -> str:
    """in_force, waiting (in the period, benefits not open yet), not_yet or ended."""
    if day < policy.valid_from:
        return NOT_YET
    if policy.valid_to is not None and day > policy.valid_to:
        return ENDED
    if policy.waiting_until is not None and day <= policy.waiting_until:
        return WAITING
    return IN_FORCE


def policies_on(policies: Iterable[Held], day: date) -> list[Held]:
    """The policies whose period holds the day, in the order they pay; waiting ones come last."""
    held = [p for p in policies if state_on(p, day) in {IN_FORCE, WAITING}]
    return sorted(held, key=lambda p: (state_on(p, day) == WAITING, p.rank, p.valid_from))


def first_on(policies: Iterable[Held], day: date) -> Held | None:
    """The policy that pays first on a day, if one is in force."""
    return next((p for p in policies_on(policies, day) if state_on(p, day) == IN_FORCE), None)


def gaps(policies: Iterable[Period], first: date, last: date) -> list[Gap]:
    """The days from `first` to `last` on which no policy's period holds."""
    found, open_from = [], first
    for policy in sorted(policies, key=lambda p: p.valid_from):
        if policy.valid_to is not None and policy.valid_to < open_from:
            continue
        if policy.valid_from > last:
            break
        if policy.valid_from > open_from:
            found.append(Gap(open_from, policy.valid_from - timedelta(days=1)))
        if policy.valid_to is None or policy.valid_to >= last:
            return found
        open_from = policy.valid_to + timedelta(days=1)
    return [*found, Gap(open_from, last)] if open_from <= last else found


def overlap(one: Period, other: Period) -> bool:
    """Do the two periods share a day?"""
    return not (
        (one.valid_to is not None and one.valid_to < other.valid_from)
        or (other.valid_to is not None and other.valid_to < one.valid_from)
    )
