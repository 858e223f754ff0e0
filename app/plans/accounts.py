"""What a tenant has on each day: plan, seats, add-ons, pauses and the claims that were accepted. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from app.plans.errors import ChangeInPast, ChangeOverlaps
from app.plans.pricing import Catalogue
from app.plans.proration import Month

FLAT, SEATS, ADD_ONS = "flat", "seats", "add_on"


@dataclass(frozen=True)
class Terms:
    """What a tenant has chosen: a plan (None: none), add-ons, and whether it pauses."""

    plan: str | None = None
    add_ons: frozenset[str] = frozenset()
    paused: bool = False


@dataclass(frozen=True)
class Change:
    """From this day on, these terms."""

    on: date
    terms: Terms


@dataclass(frozen=True)
class Seat:
    """A person counts from the day of joining until the day before leaving."""

    joined_on: date
    left_on: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it is paid for on a day."""
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True)
class Item:
    """Something paid by the month ahead."""

    kind: str
    plan: str
    unit_price: Decimal


Bundle = Mapping[Item, int]


@dataclass(frozen=True)
class Account:
    """All that decides what a tenant owes. `changes` in the order in which they were decided.

    `usage`: claims accepted on each Muscat day. `trial_claims`: as many are free, and no fee
    runs until the day after the last of them.
    """

    changes: tuple[Change, ...] = ()
    seats: tuple[Seat, ...] = ()
    usage: Mapping[date, int] = field(default_factory=dict)
    trial_claims: int = 0

    @cached_property
    def _by_day(self) -> tuple[list[date], list[Terms]]:
        """Of several changes for one day the last decided holds."""
        known = sorted({change.on: change.terms for change in self.changes}.items())
        return [day for day, _ in known], [terms for _, terms in known]

    @cached_property
    def trial_over_on(self) -> date | None:
        """The first day that is paid for; None while the trial lasts. Without a trial, the first of days."""
        if not self.trial_claims:
            return date.min
        so_far = 0
        for day in sorted(self.usage):
            so_far += self.usage[day]
            if so_far >= self.trial_claims:
                return day + timedelta(days=1)
        return None

    @cached_property
    def paid_usage(self) -> dict[date, int]:
        """Accepted claims of each day that are not among the first ones, which are free."""
        free, paid = self.trial_claims, {}
        for day in sorted(self.usage):
            given = min(free, self.usage[day])
            free -= given
            paid[day] = self.usage[day] - given
        return paid

    def terms_on(self, day: date) -> Terms:
        """What was chosen for a day."""
        days, terms = self._by_day
        position = bisect_right(days, day)
        return terms[position - 1] if position else Terms()

    def seats_on(self, day: date) -> int:
        """How many people count."""
        return sum(seat.counts_on(day) for seat in self.seats)

    def is_charged(self, day: date) -> bool:
        """Whether fees by the month run: neither in the trial nor in a pause."""
        over = self.trial_over_on
        return over is not None and day >= over and not self.terms_on(day).paused

    def turning_days(self, month: Month) -> list[date]:
        """The days after the first on which something may have changed."""
        days = {change.on for change in self.changes}
        days |= {day for seat in self.seats for day in (seat.joined_on, seat.left_on) if day}
        if self.trial_over_on:
            days.add(self.trial_over_on)
        return sorted(day for day in days if month.first < day <= month.last)


def bundle(catalogue: Catalogue, account: Account, day: date) -> Bundle:
    """What is paid ahead for a day, by item; nothing in a trial, in a pause or without a plan."""
    terms = account.terms_on(day)
    if terms.plan is None or not account.is_charged(day):
        return {}
    price, found = catalogue.price(terms.plan, day), {}
    if price.flat:
        found[Item(FLAT, terms.plan, price.flat)] = 1
    seats = max(0, account.seats_on(day) - price.included_seats)
    if price.seat and seats:
        found[Item(SEATS, terms.plan, price.seat)] = seats
    for code in sorted(terms.add_ons):
        found[Item(ADD_ONS, code, catalogue.price(code, day).flat)] = 1
    return found


def decide(account: Account, change: Change, today: date) -> Account:
    """The account with one more decision; one for the day of the planned change takes its place.

    Raises ChangeInPast, ChangeOverlaps.
    """
    if change.on < today:
        raise ChangeInPast
    later = planned(account, today)
    if later is not None and later.on != change.on:
        raise ChangeOverlaps(day=later.on.isoformat())
    return replace(account, changes=(*account.changes, change))


def planned(account: Account, today: date) -> Change | None:
    """The change that waits for its day."""
    waiting = [change for change in account.changes if change.on > today]
    return waiting[-1] if waiting else None


def withdraw_planned(account: Account, today: date) -> Account:
    """The account without the change that waits."""
    kept = tuple(change for change in account.changes if change.on <= today)
    return replace(account, changes=kept)
