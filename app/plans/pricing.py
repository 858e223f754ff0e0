"""What is sold: plans with dated prices in rials to the baisa. Pure.

A month's price has up to four parts: a flat fee, a fee per seat, a fee per accepted claim in
rising steps (with a least and a most), and add-ons. The kind of the plan says which of them it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from app.kernel.money import ZERO, total
from app.plans.errors import (
    CapBelowMinimum,
    NegativeTier,
    PlanUnknown,
    PriceInPast,
    PriceMidMonth,
    PriceOfOtherKind,
    PriceOverlaps,
    PriceTooSoon,
    TiersBroken,
)

UNLIMITED, PER_USER, PER_CLAIM, HYBRID, ADD_ON = (
    "unlimited", "per_user", "per_claim", "hybrid", "add_on",
)  # fmt: skip
KINDS = (UNLIMITED, PER_USER, PER_CLAIM, HYBRID, ADD_ON)
NOTICE_DAYS = 30

# Which parts a plan of each kind may have; a hybrid has all.
PARTS: Mapping[str, frozenset[str]] = {
    UNLIMITED: frozenset({"flat"}),
    PER_USER: frozenset({"seat"}),
    PER_CLAIM: frozenset({"tiers", "minimum", "cap"}),
    HYBRID: frozenset({"flat", "seat", "tiers", "minimum", "cap"}),
    ADD_ON: frozenset({"flat"}),
}


@dataclass(frozen=True)
class Tier:
    """Claims up to and with the `up_to`th of a month cost this each; None has no end."""

    up_to: int | None
    unit_price: Decimal


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a month costs from a first of a month on, until the next price begins."""

    valid_from: date
    announced_on: date
    flat: Decimal = ZERO
    seat: Decimal = ZERO
    included_seats: int = 0
    tiers: tuple[Tier, ...] = ()
    minimum: Decimal = ZERO
    cap: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a tenant can choose. `claims_limit` only warns: nothing is ever refused for it."""

    code: str
    kind: str
    prices: tuple[Price, ...] = ()
    trial_claims: int = 0
    claims_limit: int | None = None

    def price_on(self, day: date) -> Price:
        """The price in force; raises PlanUnknown before the first."""
        started = [price for price in self.prices if price.valid_from <= day]
        if not started:
            raise PlanUnknown
        return max(started, key=lambda price: price.valid_from)

    def prices_from(self, day: date) -> tuple[Price, ...]:
        """The price in force on a day and those that begin after it; raises PlanUnknown before the first."""
        later = [price for price in self.prices if price.valid_from > day]
        return (self.price_on(day), *sorted(later, key=lambda price: price.valid_from))

    def announced(self, today: date) -> Price | None:
        """The next price that customers have been told of."""
        waiting = (price for price in self.prices if price.announced_on <= today < price.valid_from)
        return min(waiting, key=lambda price: price.valid_from, default=None)


@dataclass(frozen=True)
class Catalogue:
    """Everything on sale, by code."""

    plans: Mapping[str, Plan] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Plan]:
        return iter(self.plans.values())

    def plan(self, code: str) -> Plan:
        """Raises PlanUnknown."""
        if code not in self.plans:
            raise PlanUnknown
        return self.plans[code]

    def price(self, code: str, day: date) -> Price:
        """Raises PlanUnknown."""
        return self.plan(code).price_on(day)


def check_price(kind: str, price: Price) -> None:
    """Raises NegativeTier, TiersBroken, PriceOfOtherKind, CapBelowMinimum, PriceMidMonth."""
    amounts = [price.flat, price.seat, price.minimum, *(tier.unit_price for tier in price.tiers)]
    if min(amounts) < 0 or (price.cap is not None and price.cap < 0) or price.included_seats < 0:
        raise NegativeTier
    if not PARTS[kind] >= set(parts_of(price)):
        raise PriceOfOtherKind
    _check_steps(price.tiers)
    if price.cap is not None and price.cap < price.minimum:
        raise CapBelowMinimum
    if price.valid_from.day != 1:
        raise PriceMidMonth


def parts_of(price: Price) -> Iterator[str]:
    """The parts that this price really has."""
    if price.flat:
        yield "flat"
    if price.seat or price.included_seats:
        yield "seat"
    if price.tiers:
        yield "tiers"
    if price.minimum:
        yield "minimum"
    if price.cap is not None:
        yield "cap"


def _check_steps(tiers: tuple[Tier, ...]) -> None:
    if not tiers:
        return
    ends = [tier.up_to for tier in tiers]
    closed = [end for end in ends[:-1] if end is not None]
    rising = all(before < after for before, after in zip([0, *closed], closed, strict=False))
    if ends[-1] is not None or len(closed) != len(ends) - 1 or not rising:
        raise TiersBroken


def announce(plan: Plan, price: Price, today: date) -> Plan:
    """The plan with one more price; a first price needs no notice, and begins in this month or later.

    Raises PriceOverlaps, PriceInPast, PriceTooSoon and what `check_price` raises.
    """
    check_price(plan.kind, price)
    if any(known.valid_from == price.valid_from for known in plan.prices):
        raise PriceOverlaps
    if price.valid_from < today.replace(day=1):
        raise PriceInPast
    if plan.prices and price.valid_from < today + timedelta(days=NOTICE_DAYS):
        raise PriceTooSoon(days=NOTICE_DAYS)
    return replace(plan, prices=(*plan.prices, price))


@dataclass(frozen=True)
class Step:
    """Claims that fall into one tier."""

    quantity: int
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """Rials; exact, since a unit price has three decimals."""
        return self.quantity * self.unit_price


def steps(tiers: Iterable[Tier], claims: int) -> tuple[Step, ...]:
    """How many of a month's claims cost how much each; graduated, empty steps left out."""
    found, begun = [], 0
    for tier in tiers:
        end = claims if tier.up_to is None else min(claims, tier.up_to)
        if end > begun:
            found.append(Step(end - begun, tier.unit_price))
            begun = end
    return tuple(found)


def claims_amount(price: Price, claims: int) -> Decimal:
    """What a month's claims cost before the least and the most of a month."""
    return total(step.amount for step in steps(price.tiers, claims))
