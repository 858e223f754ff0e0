"""What a change does to the bill, shown before and applied after by one and the same function. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from app.plans.accounts import Account, Change, Terms, decide
from app.plans.errors import NothingChanges
from app.plans.invoicing import Line, Sums, ahead, changes_on, sums
from app.plans.pricing import Catalogue, Price
from app.plans.proration import Month

NOW, AT_RENEWAL = "now", "renewal"


@dataclass(frozen=True)
class Applied:
    """The account after a change, the lines of its day, and the fees of the month after it.

    `lines` stand on the invoice of the change's month; a change on the first of a month has only
    `next_fees`. Lines that an earlier change of the same day had made fall away: `falls_away`.
    """

    account: Account
    change: Change
    lines: tuple[Line, ...]
    next_fees: tuple[Line, ...]
    falls_away: tuple[Line, ...]
    # What was chosen costs so from the day of the change on, with what is announced for later.
    prices: tuple[Price, ...] = ()

    @property
    def sums(self) -> Sums:
        """What the lines of the day come to."""
        return sums(self.lines)

    @property
    def seal(self) -> str:
        """Changes with the day, the terms, every line and every price: what was shown is agreed to, and nothing else."""
        terms = self.change.terms
        said = (
            self.change.on, terms.plan, sorted(terms.add_ons), terms.paused,
            self.lines, self.next_fees, self.falls_away, self.prices,
        )  # fmt: skip
        return sha256(repr(said).encode()).hexdigest()


def day_of(when: str, today: date) -> date:
    """Now is today; at renewal is the first of next month."""
    return today if when == NOW else Month.of(today).next.first


def apply(catalogue: Catalogue, account: Account, terms: Terms, when: str, today: date) -> Applied:
    """Raises NothingChanges, PlanUnknown, ChangeInPast, ChangeOverlaps."""
    change = Change(day_of(when, today), terms)
    if account.terms_on(change.on) == terms:
        raise NothingChanges
    prices = [
        price
        for code in (terms.plan, *sorted(terms.add_ons))
        if code is not None
        for price in catalogue.plan(code).prices_from(change.on)
    ]
    after = decide(account, change, today)
    begins = change.on
    new_month = Month.of(begins) if begins.day == 1 else Month.of(begins).next
    return Applied(
        account=after,
        change=change,
        lines=() if begins.day == 1 else tuple(changes_on(catalogue, after, begins)),
        next_fees=tuple(ahead(catalogue, after, new_month)),
        falls_away=() if begins.day == 1 else tuple(changes_on(catalogue, account, begins)),
        prices=tuple(prices),
    )
