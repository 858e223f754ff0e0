"""The same life billed by the house: decisions through previews, invoices by their rules, then compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from app.kernel.money import ZERO, from_baisa, to_baisa
from app.plans import preview
from app.plans.accounts import Account, Seat, Terms, planned, withdraw_planned
from app.plans.crediting import credit
from app.plans.errors import ChangeOverlaps, CreditTooLarge, NothingChanges
from app.plans.invoicing import CLAIMS, TRIAL, Line, Sums, lines_of, sums
from app.plans.pricing import Catalogue, Plan, Price, Tier, check_price
from app.plans.proration import Month
from benchmarks.billing.lives import Life, PlainPrice, live
from benchmarks.billing.oracle import Oracle, half_up

CREDITS = 4


class Differs(AssertionError):
    """The house and the oracle disagree."""


def compare(seed: int) -> int:
    """Bill a life both ways; returns how many invoices were equal to the baisa. Raises Differs."""
    life = live(seed)
    told = Oracle(life).bill()
    customer = Customer(life)
    customer.walk()
    month, equal = Month.of(life.begins).before, 0
    while month.next.first < life.ends:
        lines = lines_of(customer.catalogue, customer.account, month)
        bill = told.get((month.year, month.number))
        _same(seed, month, lines, bill.net if bill else 0, bill.vat if bill else 0)
        exact = bill.exact if bill else Fraction(0)
        if abs(Fraction(sums(lines).net) * 1000 - exact) > Fraction(len(lines) + 1, 2):
            raise Differs(f"life {seed}, {month}: rounding runs away")
        customer.expect_previews_in(month, lines)
        _give_back(Random(seed * 100 + month.number), lines)
        month, equal = month.next, equal + 1
    return equal


def _same(seed: int, month: Month, lines: tuple[Line, ...], net: int, vat: int) -> None:
    ours = sums(lines)
    if (to_baisa(ours.net), to_baisa(ours.vat)) != (net, vat):
        raise Differs(f"life {seed}, {month}: ours {ours}, the oracle's {net} and {vat}")
    if any(line.quantity < 0 or (line.item == CLAIMS and line.quantity < 1) for line in lines):
        raise Differs(f"life {seed}, {month}: negative usage")


class Customer:
    """A life lived through the house's own verbs."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.catalogue = Catalogue({code: _plan(life, code) for code in life.kinds})
        self.account = Account(trial_claims=life.trial)
        self._seats: dict[object, Seat] = {}
        self._shown: dict[date, tuple[Line, ...]] = {}

    def walk(self) -> None:
        """Every event in its order; each decision is shown before it is taken."""
        for day in sorted(self.life.days):
            for kind, what in self.life.days[day]:
                self._happen(day, kind, what)
        counted = {
            day: count
            for day, events in self.life.days.items()
            if (count := sum(int(str(what)) for kind, what in events if kind == "claims"))
        }
        if counted != dict(self.account.usage):
            raise Differs("a claim was counted twice or not at all")

    def expect_previews_in(self, month: Month, lines: tuple[Line, ...]) -> None:
        """What was shown last on a day stands on the invoice, line for line."""
        billed = Counter(lines)
        for day, shown in self._shown.items():
            if Month.of(day) == month and Counter(shown) - billed:
                raise Differs(f"{day}: the preview was not what was applied")

    def _happen(self, day: date, kind: str, what: object) -> None:
        account = self.account
        if kind == "claims":
            usage = {**account.usage, day: account.usage.get(day, 0) + int(str(what))}
            self.account = replace(account, usage=usage)
        elif kind == "join":
            self._sit(day, what, Seat(day))
        elif kind == "leave":
            self._sit(day, what, Seat(self._seats[what].joined_on, day))
        elif kind == "withdraw":
            self.account = withdraw_planned(account, day)
        else:
            self._decide(day, kind, what)

    def _sit(self, day: date, person: object, seat: Seat) -> None:
        self._seats[person] = seat
        self.account = replace(self.account, seats=tuple(self._seats.values()))
        self._shown.pop(day, None)

    def _decide(self, day: date, kind: str, what: object) -> None:
        terms, plan = self.account.terms_on(day), None if what is None else str(what)
        changed = {
            "choose": lambda: replace(terms, plan=plan),
            "later": lambda: replace(terms, plan=plan),
            "pause": lambda: replace(terms, paused=True),
            "resume": lambda: replace(terms, paused=False),
            "add": lambda: replace(terms, add_ons=terms.add_ons | {str(what)}),
            "drop": lambda: replace(terms, add_ons=terms.add_ons - {str(what)}),
        }[kind]()
        self._take(day, changed, preview.AT_RENEWAL if kind == "later" else preview.NOW)

    def _take(self, day: date, terms: Terms, when: str) -> None:
        waits = planned(self.account, day)
        try:
            applied = preview.apply(self.catalogue, self.account, terms, when, day)
        except NothingChanges:
            return
        except ChangeOverlaps:
            if waits is None:
                raise
            return
        self.account = applied.account
        if when == preview.NOW:
            self._shown[day] = applied.lines


def _plan(life: Life, code: str) -> Plan:
    kind = life.kinds[code]
    prices = tuple(_price(one) for one in life.prices[code])
    for price in prices:
        check_price(kind, price)
    return Plan(code=code, kind=kind, prices=prices)


def _price(plain: PlainPrice) -> Price:
    return Price(
        valid_from=plain.since, announced_on=plain.since, flat=from_baisa(plain.flat),
        seat=from_baisa(plain.seat), included_seats=plain.included,
        tiers=tuple(Tier(end, from_baisa(baisa)) for end, baisa in plain.tiers),
        minimum=from_baisa(plain.least),
        cap=None if plain.most is None else from_baisa(plain.most),
    )  # fmt: skip


def _give_back(dice: Random, lines: tuple[Line, ...]) -> None:
    """Random credits on one line, the last for all that may go back: together they undo it, or the invoice, exactly."""
    owed = [line for line in lines if line.net > 0 and line.reason != TRIAL]
    if not owed:
        return
    line, stands = dice.choice(owed), sums(lines)
    said, given = Sums(line.net, line.vat), Sums(ZERO, ZERO)
    left = to_baisa(max(ZERO, min(said.net, stands.net)))
    for turn in range(CREDITS):
        part = left if turn == CREDITS - 1 else dice.randint(0, left)
        whole = Sums(stands.net + given.net, stands.vat + given.vat)
        try:
            back = credit(said, given, whole, from_baisa(part))
        except CreditTooLarge:
            if part:
                raise
            continue
        if part < left and -to_baisa(back.vat) > half_up(Fraction(part * 5, 100)):
            raise Differs("a credit gave back more VAT than its own")
        given, left = Sums(given.net + back.net, given.vat + back.vat), left - part
    _refused_beyond(said, given, stands)
    undone = min((said, stands), key=lambda one: (one.net, one.vat))
    if given.net and (left or (given.net, given.vat) != (-undone.net, -min(said.vat, stands.vat))):
        raise Differs("credits do not undo their line")


def _refused_beyond(said: Sums, given: Sums, stands: Sums) -> None:
    """Not a baisa more goes back than the line said, or than the invoice stands for."""
    whole = Sums(stands.net + given.net, stands.vat + given.vat)
    try:
        credit(said, given, whole, from_baisa(1))
    except CreditTooLarge:
        return
    raise Differs("a credit gave back more than the invoice stands for")
