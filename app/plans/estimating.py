"""What a month would have cost on each plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.kernel.money import round_baisa, total
from app.plans.accounts import Account
from app.plans.pricing import ADD_ON, Catalogue, Price, claims_amount
from app.plans.proration import Month


@dataclass(frozen=True)
class Estimate:
    """A plan and what the month would have cost with it, before VAT."""

    plan: str
    kind: str
    fees: Decimal
    claims: Decimal

    @property
    def net(self) -> Decimal:
        """Rials before VAT."""
        return self.fees + self.claims


def estimates(catalogue: Catalogue, account: Account, month: Month) -> list[Estimate]:
    """Every plan on sale in that month for the same people and claims, cheapest first."""
    claims = sum(account.usage.get(day, 0) for day in month.days())
    seats = [account.seats_on(day) for day in month.days()]
    found = []
    for plan in catalogue:
        if plan.kind == ADD_ON or all(price.valid_from > month.last for price in plan.prices):
            continue
        price = plan.price_on(month.last)
        fees = price.flat + _seat_fees(price, seats)
        found.append(Estimate(plan.code, plan.kind, fees, _claims_fee(price, claims)))
    return sorted(found, key=lambda one: (one.net, one.plan))


def _seat_fees(price: Price, seats: list[int]) -> Decimal:
    days = total(price.seat * max(0, one - price.included_seats) for one in seats)
    return round_baisa(days / len(seats))


def _claims_fee(price: Price, claims: int) -> Decimal:
    amount = max(claims_amount(price, claims), price.minimum)
    return amount if price.cap is None else min(amount, price.cap)
