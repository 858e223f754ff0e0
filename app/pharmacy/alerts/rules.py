"""Safety and quantity before handing out: pure checks over plain facts, all alerts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from decimal import ROUND_CEILING, Decimal

from app.claims.scrubbing.days import age_in_years
from app.claims.scrubbing.prescription import refill_due
from app.claims.surroundings import SupplyFacts
from app.kernel.money import ZERO
from app.kernel.words import N_

ALLERGY, INTERACTION, DUPLICATE, AGE, SEX = "allergy", "interaction", "duplicate", "age", "sex"
DOSE, REFILL, EXPIRED, QUANTITY = "dose", "refill", "expired", "quantity"
CODES = (ALLERGY, INTERACTION, DUPLICATE, AGE, SEX, DOSE, REFILL, EXPIRED, QUANTITY)

RED, AMBER = "red", "amber"
# As `medicines.models.SEVERITIES`, the mildest first.
SEVERITIES = ("minor", "moderate", "severe", "contraindicated")
HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class LineToCheck:
    """A line about to be handed out. Quantities in units; doses in dose units, of which a unit holds `content`."""

    line: int
    ingredients: tuple[str, ...] = ()
    prescribed: Decimal = ZERO
    dose: Decimal | None = None
    times_a_day: Decimal | None = None
    days: int | None = None
    content: Decimal = Decimal(1)
    pack_size: Decimal = Decimal(1)
    splittable: bool = True
    only_sex: str = ""
    min_age: int | None = None
    max_age: int | None = None
    highest_daily_dose: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Fight:
    """Two ingredients that do harm together; severity is one of SEVERITIES."""

    one: str
    other: str
    severity: str


@dataclass(frozen=True, kw_only=True)
class CounterFacts:
    """All that is known at the counter; `still_has` are earlier supplies outside this prescription."""

    today: date
    birth_date: date | None = None
    sex: str = ""
    allergies: frozenset[str] = frozenset()
    expires_on: date | None = None
    lines: tuple[LineToCheck, ...] = ()
    closed: tuple[LineToCheck, ...] = ()
    still_has: tuple[SupplyFacts, ...] = ()
    fights: tuple[Fight, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """What the pharmacy set: percent used before a refill, percent off the dose, the least severity shown."""

    refill_percent: Decimal = Decimal(75)
    quantity_percent: Decimal = Decimal(10)
    least_severity: str = "moderate"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing to look at. `sentence` is a msgid filled by raw `params`; `line` 0 is the whole prescription."""

    code: str
    tone: str
    line: int
    sentence: str
    params: Mapping[str, object] = with_default(default_factory=dict)
    earliest: date | None = None


def alerts(facts: CounterFacts, thresholds: Thresholds | None = None) -> tuple[Alert, ...]:
    """Everything found, the red ones first, then by line."""
    held = thresholds or Thresholds()
    found = [alert for check in _CHECKS for alert in check(facts, held)]
    return tuple(sorted(found, key=lambda one: (one.tone != RED, one.line)))


def _expired(facts: CounterFacts, _: Thresholds) -> Iterator[Alert]:
    if facts.expires_on is not None and facts.today > facts.expires_on:
        yield Alert(
            code=EXPIRED, tone=RED, line=0,
            sentence=N_("The prescription was valid until %(ended)s. Ask the prescriber for a new one."),
            params={"ended": facts.expires_on},
        )  # fmt: skip


def _allergy(facts: CounterFacts, _: Thresholds) -> Iterator[Alert]:
    for line in facts.lines:
        for name in line.ingredients:
            if name in facts.allergies:
                yield Alert(
                    code=ALLERGY, tone=RED, line=line.line,
                    sentence=N_("The patient is allergic to %(ingredient)s. Ask the prescriber for another medicine."),
                    params={"ingredient": name},
                )  # fmt: skip


def _interaction(facts: CounterFacts, thresholds: Thresholds) -> Iterator[Alert]:
    least = SEVERITIES.index(thresholds.least_severity)
    severities = {
        frozenset((fight.one, fight.other)): fight.severity
        for fight in facts.fights
        if SEVERITIES.index(fight.severity) >= least
    }
    taken = [(0, supply.ingredient) for supply in facts.still_has if _lasts(supply, facts.today)]
    taken += [(line.line, name) for line in facts.closed for name in line.ingredients]
    for line in facts.lines:
        for name in line.ingredients:
            for first, other in taken:
                severity = severities.get(frozenset((name, other)))
                if severity and name != other:
                    yield _fight(line.line, first, name, other, severity)
        taken += [(line.line, name) for name in line.ingredients]


def _fight(line: int, first: int, name: str, other: str, severity: str) -> Alert:
    with_line = N_("%(ingredient)s and %(other)s of line %(first)s do harm together. Ask the prescriber first.")  # fmt: skip
    still_taken = N_("%(ingredient)s and %(other)s, which the patient still takes, do harm together. Ask the prescriber first.")  # fmt: skip
    return Alert(
        code=INTERACTION,
        tone=RED if severity in SEVERITIES[2:] else AMBER,
        line=line,
        sentence=with_line if first else still_taken,
        params={"ingredient": name, "other": other, **({"first": first} if first else {})},
    )


def _duplicate(facts: CounterFacts, _: Thresholds) -> Iterator[Alert]:
    before = list(facts.closed)
    for line in facts.lines:
        shared = [(first, name) for first in before for name in line.ingredients if name in first.ingredients]  # fmt: skip
        for first, name in shared:
            yield Alert(
                code=DUPLICATE, tone=AMBER, line=line.line,
                sentence=N_("%(ingredient)s is in line %(first)s too. Ask the prescriber whether both are meant."),
                params={"ingredient": name, "first": first.line},
            )  # fmt: skip
        before.append(line)


def _lasts(supply: SupplyFacts, on: date) -> bool:
    return 0 <= (on - supply.dispensed_on).days < supply.days_supply


def _refill(facts: CounterFacts, thresholds: Thresholds) -> Iterator[Alert]:
    for line in facts.lines:
        same = [one for one in facts.still_has if one.ingredient in line.ingredients]
        due = [(refill_due(one, thresholds.refill_percent / HUNDRED), one) for one in same]
        late = max(due, key=lambda pair: pair[0], default=None)
        if late is not None and late[1].dispensed_on <= facts.today < late[0]:
            earliest, supply = late
            yield Alert(
                code=REFILL, tone=AMBER, line=line.line, earliest=earliest,
                sentence=N_("%(ingredient)s for %(days)s days was supplied on %(day)s. A refill is due from %(due)s."),
                params={"ingredient": supply.ingredient, "days": supply.days_supply, "day": supply.dispensed_on, "due": earliest},
            )  # fmt: skip


def _age(facts: CounterFacts, _: Thresholds) -> Iterator[Alert]:
    if facts.birth_date is None or facts.birth_date > facts.today:
        return
    age = age_in_years(facts.birth_date, facts.today)
    for line in facts.lines:
        too_young = line.min_age is not None and age < line.min_age
        too_old = line.max_age is not None and age > line.max_age
        if too_young or too_old:
            yield Alert(
                code=AGE, tone=AMBER, line=line.line,
                sentence=N_("This medicine is not given at the age of %(age)s. Ask the prescriber."),
                params={"age": age},
            )  # fmt: skip


def _sex(facts: CounterFacts, _: Thresholds) -> Iterator[Alert]:
    for line in facts.lines:
        if line.only_sex and facts.sex in {"male", "female"} and facts.sex != line.only_sex:
            yield Alert(
                code=SEX, tone=AMBER, line=line.line,
                sentence=N_("This medicine is not given to patients of this sex. Ask the prescriber."),
            )  # fmt: skip


def _dose(facts: CounterFacts, _: Thresholds) -> Iterator[Alert]:
    for line in facts.lines:
        if line.dose is None or line.times_a_day is None or line.highest_daily_dose is None:
            continue
        daily = line.dose * line.times_a_day
        if daily > line.highest_daily_dose:
            yield Alert(
                code=DOSE, tone=RED, line=line.line,
                sentence=N_("%(daily)s a day is more than the highest dose of %(most)s. Ask the prescriber."),
                params={"daily": daily, "most": line.highest_daily_dose},
            )  # fmt: skip


def units_meant(line: LineToCheck) -> Decimal | None:
    """Units that dose x times x days needs: whole bottles, pens, inhalers; whole packs where none is split."""
    if line.dose is None or line.times_a_day is None or line.days is None:
        return None
    units = (line.dose * line.times_a_day * line.days / line.content).to_integral_value(ROUND_CEILING)  # fmt: skip
    if line.splittable:
        return units
    return (units / line.pack_size).to_integral_value(ROUND_CEILING) * line.pack_size


def days_lasting(line: LineToCheck, units: Decimal) -> int | None:
    """For how many whole days the units last at the prescribed dose; None where no dose is known."""
    if not line.dose or not line.times_a_day:
        return None
    return int(units * line.content / (line.dose * line.times_a_day))


def _quantity(facts: CounterFacts, thresholds: Thresholds) -> Iterator[Alert]:
    for line in facts.lines:
        meant = units_meant(line)
        if meant is None:
            continue
        if abs(line.prescribed - meant) * HUNDRED > thresholds.quantity_percent * meant:
            yield Alert(
                code=QUANTITY, tone=AMBER, line=line.line,
                sentence=N_("Dose, times and days need %(meant)s units; %(prescribed)s are prescribed. Ask the prescriber."),
                params={"meant": meant, "prescribed": line.prescribed},
            )  # fmt: skip


_CHECKS: tuple[Callable[[CounterFacts, Thresholds], Iterator[Alert]], ...] = (
    _expired, _allergy, _interaction, _duplicate, _refill, _age, _sex, _dose, _quantity,
)  # fmt: skip
