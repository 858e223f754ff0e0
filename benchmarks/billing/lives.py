"""Random lives of customers: what happens on which day, as plain values that neither biller knows.

A life is a table of plans and, for each of its days, what happened on it in order.
Amounts are whole baisa.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

MONTHS = 24
Event = tuple[str, ...] | tuple[str, int] | tuple[str, str | None]


@dataclass(frozen=True)
class PlainPrice:
    """From this first of a month; `tiers` are (up to, baisa), the last without an end."""

    since: date
    flat: int = 0
    seat: int = 0
    included: int = 0
    tiers: tuple[tuple[int | None, int], ...] = ()
    least: int = 0
    most: int | None = None


@dataclass
class Life:
    """Two years of one customer."""

    begins: date
    ends: date
    kinds: dict[str, str]
    prices: dict[str, tuple[PlainPrice, ...]]
    trial: int
    days: dict[date, list[tuple[str, object]]] = field(default_factory=dict)


def live(seed: int) -> Life:
    """The life of this seed, always the same."""
    dice = Random(seed)
    begins = date(dice.choice((2026, 2027)), dice.randint(1, 12), 1)
    ends = begins
    for _ in range(MONTHS):
        ends += timedelta(days=monthrange(ends.year, ends.month)[1])
    kinds = {
        "flat": "unlimited", "users": "per_user", "claims": "per_claim", "both": "hybrid",
        "sms": "add_on", "desk": "add_on",
    }  # fmt: skip
    prices = {code: _prices(dice, kind, begins, ends) for code, kind in kinds.items()}
    life = Life(begins, ends, kinds, prices, trial=dice.choice((0, 0, 20, 3)))
    _people(dice, life)
    _decisions(dice, life)
    _claims(dice, life)
    return life


def _prices(dice: Random, kind: str, begins: date, ends: date) -> tuple[PlainPrice, ...]:
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    turn = begins.month - 1 + dice.randint(1, months - 1)
    since = [begins, date(begins.year + turn // 12, turn % 12 + 1, 1)]
    return tuple(_price(dice, kind, day) for day in since[: dice.randint(1, 2)])


def _price(dice: Random, kind: str, since: date) -> PlainPrice:
    fee = dice.randint(1, 60_000)
    if kind in {"unlimited", "add_on"}:
        return PlainPrice(since, flat=fee)
    if kind == "per_user":
        return PlainPrice(since, seat=fee, included=dice.choice((0, 0, 2)))
    first, second = dice.randint(1, 40), dice.randint(41, 90)
    tiers = (
        (first, dice.randint(0, 300)),
        (second, dice.randint(0, 200)),
        (None, dice.randint(0, 99)),
    )
    least = dice.choice((0, dice.randint(1, 9_000)))
    most = dice.choice((None, least + dice.randint(0, 9_000)))
    if kind == "per_claim":
        return PlainPrice(since, tiers=tiers, least=least, most=most)
    return PlainPrice(since, fee, dice.randint(1, 9_000), dice.randint(0, 3), tiers, least, most)


def some_day(dice: Random, life: Life) -> date:
    """Any day; ends of months, the first, and the last of February more often."""
    day = life.begins + timedelta(days=dice.randrange((life.ends - life.begins).days))
    length = monthrange(day.year, day.month)[1]
    return day.replace(day=dice.choice((day.day, day.day, 1, length, min(28, length))))


def _happens(life: Life, day: date, kind: str, what: object = None) -> None:
    life.days.setdefault(day, []).append((kind, what))


def _people(dice: Random, life: Life) -> None:
    for person in range(dice.randint(0, 8)):
        joins, leaves = sorted((some_day(dice, life), some_day(dice, life)))
        _happens(life, joins, "join", person)
        if dice.random() < 0.7:
            _happens(life, leaves, "leave", person)


def _decisions(dice: Random, life: Life) -> None:
    plans = ["flat", "users", "claims", "both"]
    _happens(
        life,
        some_day(dice, life) if dice.random() < 0.3 else life.begins,
        "choose",
        dice.choice(plans),
    )
    for _ in range(dice.randint(0, 14)):
        day = some_day(dice, life)
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            kind = dice.choice(
                ("choose", "choose", "later", "pause", "resume", "add", "drop", "withdraw")
            )
            what = dice.choice(("sms", "desk")) if kind in {"add", "drop"} else dice.choice(plans)
            _happens(life, day, kind, what)
    if dice.random() < 0.1:
        _happens(life, some_day(dice, life), "choose", None)


def _claims(dice: Random, life: Life) -> None:
    for _ in range(dice.randint(0, 60)):
        _happens(life, some_day(dice, life), "claims", dice.randint(1, 30))
