"""What can be true of a person at a payer, and the ways a script tells it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.sandbox import plans
from app.sandbox.plans import Plan


@dataclass(frozen=True)
class Cover:
    """One policy of one person at one payer; both days of the period are covered."""

    member: str
    plan: Plan
    begins: date
    ends: date
    not_in_force: str = ""
    relationship: str = "self"
    network: str = "in"

    @property
    def in_force(self) -> bool:
        return not self.not_in_force


@dataclass(frozen=True)
class Story:
    """What the simulator knows of one person: covers, or why it cannot tell; how claims and approval requests are met."""

    covers: tuple[Cover, ...] = ()
    refusal: str = ""
    undetermined: bool = False
    slow: bool = False
    claims_meet: str = ""
    approvals_meet: str = ""
    approval_days: int = 30


Teller = Callable[[Cover, date], Story]
"""Makes a story of the payer's usual cover and today's date."""


def covered(**changes: Any) -> Teller:
    """The usual cover with fields of Cover changed."""
    return lambda cover, _today: Story((replace(cover, **changes),))


def planned(change: Callable[[Plan], Plan]) -> Teller:
    """The usual cover with another plan."""
    return lambda cover, _today: Story((replace(cover, plan=change(cover.plan)),))


def told(**fields: Any) -> Teller:
    """The usual cover with fields of Story set."""
    return lambda cover, _today: Story((cover,), **fields)


def unknown(refusal: str) -> Teller:
    """No cover can be told; refusal is a code of the gateway's list."""
    return lambda _cover, _today: Story(refusal=refusal)


def ended_last_year(cover: Cover, today: date) -> Story:
    last = today.year - 1
    begins, ends = date(last, 1, 1), date(last, 12, 31)
    return Story((replace(cover, begins=begins, ends=ends, not_in_force="not-active"),))


def joined_today(cover: Cover, today: date) -> Story:
    return Story((replace(cover, begins=today),))


def two_policies(cover: Cover, _today: date) -> Story:
    second = replace(cover, member=cover.member + "-2", plan=plans.PLUS, relationship="spouse")
    return Story((cover, second))


def limit_exhausted(cover: Cover, _today: date) -> Story:
    full = cover.plan.with_used("outpatient", "500.000")
    return Story((replace(cover, plan=full, not_in_force="limit-exhausted"),))
