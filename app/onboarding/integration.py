"""How an establishment may reach the exchange: FSA's table as dated rows, and what it says of one applicant. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.kernel.words import N_

# FSA's seven, in the order of its list.
ENTITIES = {
    "insurer": N_("Insurance company"),
    "tpa": N_("Third-party administrator (TPA)"),
    "hospital": N_("Private hospital"),
    "medical_center": N_("Private medical centre or polyclinic"),
    "clinic": N_("Private health clinic"),
    "pharmacy": N_("Private pharmacy"),
    "government": N_("Government healthcare institution"),
}

YES, NO, UNSURE, ANY = "yes", "no", "unsure", "any"
SAAS, BOTH, PERSON = "saas", "both", "person"
SYSTEM_TO_SYSTEM, NOT_HERE, NO_CONTRACT = "system_to_system", "not_here", "no_contract"
# What a row may say; `person` and `no_contract` follow from the facts as well.
OUTCOMES = (SAAS, BOTH, PERSON, SYSTEM_TO_SYSTEM, NOT_HERE)
GOES_ON = frozenset({SAAS, BOTH, PERSON})
STOPS = frozenset({SYSTEM_TO_SYSTEM, NOT_HERE})


@dataclass(frozen=True)
class Facts:
    """What the applicant has said so far; None is not yet answered. `own_systems`: yes, no or unsure."""

    entity: str | None = None
    branches: int | None = None
    own_systems: str | None = None
    has_contracts: bool | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table. Branches and days are inclusive; None is without bound."""

    entity: str
    outcome: str
    branches_from: int | None = None
    branches_to: int | None = None
    own_systems: str = ANY
    valid_from: date = date.min
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the row is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def asks_branches(self) -> bool:
        return self.branches_from is not None or self.branches_to is not None

    def fits(self, facts: Facts) -> bool:
        """Whether these facts are those of the row."""
        branches = facts.branches or 0
        return (
            self.own_systems in {ANY, facts.own_systems}
            and (self.branches_from is None or branches >= self.branches_from)
            and (self.branches_to is None or branches <= self.branches_to)
        )


@dataclass(frozen=True)
class Decision:
    """Either the outcome, or the question that must be answered first."""

    outcome: str | None = None
    asks: str | None = None

    @property
    def goes_on(self) -> bool:
        return self.outcome in GOES_ON

    @property
    def stops(self) -> bool:
        return self.outcome in STOPS


def questions(facts: Facts, rows: Iterable[Row], on: date) -> tuple[str, ...]:
    """The questions that matter for this kind of establishment on this day, in order."""
    of_kind = [row for row in rows if row.entity == facts.entity and row.holds(on)]
    asked = ["entity"]
    if any(row.asks_branches for row in of_kind):
        asked.append("branches")
    if any(row.own_systems != ANY for row in of_kind):
        asked.append("systems")
    return (*asked, "contracts")


def decide(facts: Facts, rows: Iterable[Row], on: date) -> Decision:
    """What the table of a day says; where no row fits, or rows disagree, a person decides."""
    table = tuple(rows)
    given = {
        "entity": facts.entity, "branches": facts.branches,
        "systems": facts.own_systems, "contracts": facts.has_contracts,
    }  # fmt: skip
    *first, contracts = questions(facts, table, on)
    for question in first:
        if given[question] is None:
            return Decision(asks=question)
    fitting = [r for r in table if r.entity == facts.entity and r.holds(on) and r.fits(facts)]
    outcomes = {row.outcome for row in fitting}
    outcome = outcomes.pop() if len(outcomes) == 1 else PERSON
    if outcome in STOPS:
        return Decision(outcome)
    if given[contracts] is None:
        return Decision(asks=contracts)
    return Decision(outcome if facts.has_contracts else NO_CONTRACT)
