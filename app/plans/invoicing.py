"""The lines of a month's invoice. Pure.

Fees by the month are paid ahead: the invoice of a month carries the next month's fees as they
stand on its first day, what changed inside the month (back what was not used, on top what came),
and the claims accepted in it.

Rounding, the only rule: every line is rounded once, half up to the baisa, away from zero; the VAT
of a line is 5 % of the rounded line, rounded the same way; sums add up what the lines say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.kernel.money import ZERO, round_baisa, total
from app.plans.accounts import Account, Bundle, Item, bundle
from app.plans.pricing import Catalogue, Price, Step, claims_amount, steps
from app.plans.proration import Month, days_left, share

VAT_RATE = Decimal("0.05")
AHEAD, UNUSED, ADDED = "ahead", "unused", "added"
CLAIMS, TRIAL, MINIMUM, CAP = "claims", "trial", "minimum", "cap"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: `reason` says why it stands, `item` what it is for; days `first` to `last`."""

    reason: str
    item: str
    plan: str
    quantity: int
    unit_price: Decimal
    first: date
    last: date
    net: Decimal
    # Only where it is not 5 % of the net: the last credit of a line gives back the rest of its VAT.
    vat_given: Decimal | None = None

    @property
    def vat(self) -> Decimal:
        """5 % of the line, half up to the baisa."""
        return round_baisa(self.net * VAT_RATE) if self.vat_given is None else self.vat_given

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Sums:
    """What an invoice comes to."""

    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        """What is to be paid; below zero, what is given back."""
        return self.net + self.vat


def sums(lines: Iterable[Line]) -> Sums:
    """The sums add up what the lines say."""
    found = tuple(lines)
    return Sums(total(line.net for line in found), total(line.vat for line in found))


def lines_of(catalogue: Catalogue, account: Account, month: Month) -> tuple[Line, ...]:
    """The whole invoice of a month, in the order in which it is read."""
    return (
        *changes_in(catalogue, account, month),
        *claims_in(catalogue, account, month),
        *ahead(catalogue, account, month.next),
    )


def ahead(catalogue: Catalogue, account: Account, month: Month) -> Iterator[Line]:
    """The fees of a whole month, as they stand on its first day."""
    for item, quantity in bundle(catalogue, account, month.first).items():
        yield _fee(AHEAD, item, quantity, month.first)


def changes_in(catalogue: Catalogue, account: Account, month: Month) -> Iterator[Line]:
    """What changed after the first of the month, day by day."""
    for day in account.turning_days(month):
        yield from changes_on(catalogue, account, day)


def changes_on(catalogue: Catalogue, account: Account, day: date) -> Iterator[Line]:
    """Back what was paid ahead and is not used from this day on; on top what is used instead."""
    before = bundle(catalogue, account, day - timedelta(days=1))
    after = bundle(catalogue, account, day)
    yield from _moved(UNUSED, before, after, day)
    yield from _moved(ADDED, after, before, day)


def _moved(reason: str, has: Bundle, has_not: Bundle, day: date) -> Iterator[Line]:
    for item, quantity in has.items():
        if has_not.get(item) != quantity:
            yield _fee(reason, item, quantity, day)


def _fee(reason: str, item: Item, quantity: int, day: date) -> Line:
    month = Month.of(day)
    part = share(quantity * item.unit_price, days_left(day), month.length)
    return Line(
        reason=reason, item=item.kind, plan=item.plan, quantity=quantity,
        unit_price=item.unit_price, first=day, last=month.last,
        net=-part if reason == UNUSED else part,
    )  # fmt: skip


def claims_in(catalogue: Catalogue, account: Account, month: Month) -> Iterator[Line]:
    """The claims accepted in a month: step by step, with the least and the most of each plan."""
    counts, in_force, free = _used(account, month)
    if free:
        yield _claims(TRIAL, "", month, Step(free, ZERO))
    for code in sorted(in_force):
        price = catalogue.price(code, month.first) if code else None
        if price is not None:
            yield from _claims_of(code, price, month, counts[code], in_force[code])


def _used(account: Account, month: Month) -> tuple[Counter[str], Counter[str], int]:
    """Paid claims by plan, days in force by plan (0 where only claims fell), and claims of the trial."""
    counts: Counter[str] = Counter()
    in_force: Counter[str] = Counter()
    free = 0
    for day in month.days():
        code = account.terms_on(day).plan or ""
        paid = account.paid_usage.get(day, 0)
        free += account.usage.get(day, 0) - paid
        counts[code] += paid
        in_force[code] += bool(code) and account.is_charged(day)
    return counts, in_force, free


def _claims_of(code: str, price: Price, month: Month, claims: int, days: int) -> Iterator[Line]:
    for step in steps(price.tiers, claims):
        yield _claims(CLAIMS, code, month, step)
    amount = claims_amount(price, claims)
    # The least is asked for the days on which the plan ran; the most is that of any month.
    least = share(price.minimum, days, month.length)
    if amount < least:
        yield _claims(MINIMUM, code, month, Step(1, least - amount))
    elif price.cap is not None and amount > price.cap:
        yield _claims(CAP, code, month, Step(1, price.cap - amount))


def _claims(reason: str, code: str, month: Month, step: Step) -> Line:
    return Line(
        reason=reason, item=CLAIMS, plan=code, quantity=step.quantity, unit_price=step.unit_price,
        first=month.first, last=month.last, net=step.amount,
    )  # fmt: skip
