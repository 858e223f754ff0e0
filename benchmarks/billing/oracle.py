"""The oracle: walks the calendar day by day with whole baisa and fractions; knows nothing of the house.

It remembers what is paid for until the end of the month, gives back or asks for the days that are
left when something changes, and looks up the price of each claim one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from benchmarks.billing.lives import Life, PlainPrice

ONE_DAY = timedelta(days=1)


def half_up(amount: Fraction) -> int:
    """Whole baisa; a half goes away from zero."""
    size = abs(amount)
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return whole if amount >= 0 else -whole


@dataclass
class Bill:
    """A month's lines as (what, baisa), and their exact sum."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    exact: Fraction = Fraction(0)

    def add(self, what: str, amount: Fraction) -> None:
        """One line, rounded once."""
        self.lines.append((what, half_up(amount)))
        self.exact += amount

    @property
    def net(self) -> int:
        return sum(amount for _, amount in self.lines)

    @property
    def vat(self) -> int:
        return sum(half_up(Fraction(amount * 5, 100)) for _, amount in self.lines)


@dataclass
class _Now:
    """What holds at the moment of the walk."""

    plan: str | None = None
    extras: set[str] = field(default_factory=set)
    paused: bool = False
    waiting: tuple[date, str | None] | None = None
    people: set[object] = field(default_factory=set)
    accepted: int = 0
    trial_over: bool = False
    counted: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    ran: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    free: int = 0


class Oracle:
    """Bills a life."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.now = _Now(trial_over=not life.trial)
        self.bills: dict[tuple[int, int], Bill] = {}
        self._paid: dict[tuple[str, str, int], int] = {}

    def bill(self) -> dict[tuple[int, int], Bill]:
        """The bill of every month, by year and month; the month before the first holds its fees."""
        day = self.life.begins
        while day < self.life.ends:
            self._morning(day)
            today = self.life.days.get(day, [])
            for kind, what in today:
                self._happen(day, kind, what)
            self._pay_fees(day)
            self._count(today)
            if (day + ONE_DAY).day == 1:
                self._close(day)
            day += ONE_DAY
        return self.bills

    def _of(self, day: date) -> Bill:
        return self.bills.setdefault((day.year, day.month), Bill())

    def _morning(self, day: date) -> None:
        if self.now.waiting and self.now.waiting[0] == day:
            self.now.plan, self.now.waiting = self.now.waiting[1], None
        if self.life.trial and self.now.accepted >= self.life.trial:
            self.now.trial_over = True

    def _happen(self, day: date, kind: str, what: object) -> None:
        now = self.now
        if kind == "join":
            now.people.add(what)
        elif kind == "leave":
            now.people.discard(what)
        elif kind == "withdraw":
            now.waiting = None
        elif kind == "later":
            self._plan(day, what)
        elif kind != "claims" and not now.waiting:
            self._decide(kind, what)

    def _plan(self, day: date, what: object) -> None:
        """For the first of next month; a later word for the same day takes the place of the earlier."""
        now = self.now
        if what != (now.waiting[1] if now.waiting else now.plan):
            ahead = day.replace(day=28) + timedelta(days=4)
            now.waiting = (ahead.replace(day=1), what)  # type: ignore[assignment]

    def _decide(self, kind: str, what: object) -> None:
        now = self.now
        if kind == "choose":
            now.plan = what  # type: ignore[assignment]
        elif kind == "pause":
            now.paused = True
        elif kind == "resume":
            now.paused = False
        elif kind == "add":
            now.extras.add(str(what))
        elif kind == "drop":
            now.extras.discard(str(what))

    def _price(self, code: str, day: date) -> PlainPrice:
        for price in reversed(self.life.prices[code]):
            if price.since <= day:
                return price
        raise LookupError(code)

    def _due(self, day: date) -> dict[tuple[str, str, int], int]:
        """What a customer of today pays by the month: (what, plan, baisa) -> how many."""
        now = self.now
        due: dict[tuple[str, str, int], int] = {}
        if now.plan is None or now.paused or not now.trial_over:
            return due
        price = self._price(now.plan, day)
        if price.flat:
            due["flat", now.plan, price.flat] = 1
        if price.seat and len(now.people) > price.included:
            due["seats", now.plan, price.seat] = len(now.people) - price.included
        for extra in now.extras:
            due["add_on", extra, self._price(extra, day).flat] = 1
        return due

    def _pay_fees(self, day: date) -> None:
        due = self._due(day)
        length, left = _lengths(day)
        if day.day == 1:
            bill = self._of(day - ONE_DAY)
            for (what, plan, baisa), many in due.items():
                bill.add(f"ahead {what} {plan}", Fraction(baisa * many))
        else:
            bill = self._of(day)
            for sign, ours, theirs in ((-1, self._paid, due), (1, due, self._paid)):
                for (what, plan, baisa), many in ours.items():
                    if theirs.get((what, plan, baisa)) != many:
                        word = "unused" if sign < 0 else "added"
                        bill.add(
                            f"{word} {what} {plan}", sign * Fraction(baisa * many * left, length)
                        )
        self._paid = due

    def _count(self, today: list[tuple[str, object]]) -> None:
        now = self.now
        for kind, how_many in today:
            if kind != "claims":
                continue
            for _ in range(int(str(how_many))):
                now.accepted += 1
                if now.accepted <= self.life.trial:
                    now.free += 1
                elif now.plan:
                    now.counted[now.plan] += 1
        if now.plan and now.trial_over and not now.paused:
            now.ran[now.plan] += 1

    def _close(self, day: date) -> None:
        now, bill = self.now, self._of(day)
        for plan in {*now.counted, *now.ran}:
            price = self._price(plan, day)
            by_step = _one_by_one(price, now.counted[plan])
            for step, baisa in by_step.items():
                bill.add(f"claims {plan} {step}", Fraction(baisa))
            spent = sum(by_step.values())
            least = half_up(Fraction(price.least * now.ran[plan], day.day))
            if spent < least:
                bill.add(f"minimum {plan}", Fraction(least - spent))
            elif price.most is not None and spent > price.most:
                bill.add(f"cap {plan}", Fraction(price.most - spent))
        now.counted.clear()
        now.ran.clear()
        now.free = 0


def _lengths(day: date) -> tuple[int, int]:
    """The days of the month, and how many of them are left, counted on the fingers."""
    length = left = 0
    for one in _month(day):
        length += 1
        left += one >= day
    return length, left


def _month(day: date) -> Iterator[date]:
    one = day.replace(day=1)
    while one.month == day.month:
        yield one
        one += ONE_DAY


def _one_by_one(price: PlainPrice, claims: int) -> dict[int, int]:
    """What the claims of a month cost, by step; every claim looks for its own step."""
    spent: dict[int, int] = {}
    for number in range(1, claims + 1):
        for step, (end, baisa) in enumerate(price.tiers):
            if end is None or number <= end:
                spent[step] = spent.get(step, 0) + baisa
                break
    return spent
