"""Medicines: what was handed out, to whom, and for how much (CHK-66 to CHK-72, CHK-74, CHK-75)."""

from __future__ import annotations

from itertools import combinations

from app.claims import rules
from app.claims.scrubbing import fixes
from app.claims.scrubbing.days import age_in_years
from app.claims.scrubbing.edit import Fault, Faults, edit, on_line
from app.claims.scrubbing.prescription import dispensed
from app.claims.scrubbing.settings import Settings
from app.claims.surroundings import SupplyFacts
from app.claims.values import BLOCK, INFO, WARN, ClaimFacts, LineFacts
from app.kernel.words import N_


@edit(66, WARN)
def ingredient_twice(facts: ClaimFacts, _: Settings) -> Faults:
    """The same active ingredient in two lines."""
    for (_first, one, held), (index, other, new) in combinations(dispensed(facts), 2):
        shared = [name for name in new.ingredients if name in held.ingredients]
        if shared:
            yield on_line(
                index, other, "code",
                N_("Line %(line)s: %(ingredient)s is in line %(first)s too. Ask the prescriber whether both are meant."),
                fixes.ASK_PRESCRIBER, ingredient=shared[0], first=one.sequence,
            )  # fmt: skip


@edit(67, WARN)
def interaction_severe(facts: ClaimFacts, _: Settings) -> Faults:
    """Severe interaction with another medicine of the claim or one still taken."""
    lines = list(dispensed(facts))
    for place, (index, line, new) in enumerate(lines):
        taken = [
            (name, held)
            for _, _, held in lines[:place]
            for name in held.ingredients
        ]  # fmt: skip
        fights = [
            name
            for name, held in taken
            if name in new.interacts_with or held.interacts_with.intersection(new.ingredients)
        ]
        fights += [
            supply.ingredient
            for supply in facts.supplies
            if supply.ingredient in new.interacts_with and _still_taken(supply, line)
        ]
        if fights:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: %(code)s and %(ingredient)s together are dangerous. Ask the prescriber first."),
                fixes.ASK_PRESCRIBER, code=line.shown_code, ingredient=fights[0],
            )  # fmt: skip


def _still_taken(supply: SupplyFacts, line: LineFacts) -> bool:
    return 0 <= (line.service_date - supply.dispensed_on).days < supply.days_supply


@edit(68, BLOCK)
def allergy(facts: ClaimFacts, _: Settings) -> Faults:
    """Medicine to which the patient is allergic."""
    for index, line, dispense in dispensed(facts):
        feared = [name for name in dispense.ingredients if name in facts.patient.allergies]
        if feared:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: the patient is allergic to %(ingredient)s. Do not dispense it; ask the prescriber."),
                fixes.ASK_PRESCRIBER, ingredient=feared[0],
            )  # fmt: skip


@edit(69, WARN)
def medicine_unfit_for_patient(facts: ClaimFacts, _: Settings) -> Faults:
    """Medicine that does not fit the patient's sex or age."""
    for index, line, dispense in dispensed(facts):
        sex, born = facts.patient.sex, facts.patient.birth_date
        if dispense.only_sex and sex and dispense.only_sex != sex:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: %(code)s is not given to patients of this sex. Ask the prescriber."),
                fixes.ASK_PRESCRIBER, code=line.shown_code,
            )  # fmt: skip
        if born is None or born > line.service_date:
            continue
        age = age_in_years(born, line.service_date)
        too_young = dispense.min_age is not None and age < dispense.min_age
        if too_young or (dispense.max_age is not None and age > dispense.max_age):
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: %(code)s is not given at the age of %(age)s. Ask the prescriber."),
                fixes.ASK_PRESCRIBER, code=line.shown_code, age=age,
            )  # fmt: skip


@edit(70, BLOCK)
def batch_expired(facts: ClaimFacts, _: Settings) -> Faults:
    """Batch past its expiry date."""
    for index, line, dispense in dispensed(facts):
        ended = dispense.batch_expires_on
        if ended and line.service_date > ended:
            yield on_line(
                index, line, "batch",
                N_("Line %(line)s: batch %(batch)s expired on %(ended)s. Choose another batch and take this one off the shelf."),
                fixes.CHOOSE_BATCH, batch=dispense.batch, ended=ended,
            )  # fmt: skip


@edit(71, BLOCK)
def batch_recalled(facts: ClaimFacts, _: Settings) -> Faults:
    """Batch that was recalled."""
    for index, line, dispense in dispensed(facts):
        if dispense.batch_recalled:
            yield on_line(
                index, line, "batch",
                N_("Line %(line)s: batch %(batch)s was recalled. Choose another batch and take this one off the shelf."),
                fixes.CHOOSE_BATCH, batch=dispense.batch,
            )  # fmt: skip


@edit(72, WARN, "formulary_binding", data_driven=True)
def not_on_formulary(facts: ClaimFacts, settings: Settings) -> Faults:
    """Medicine outside the payer's list of medicines."""
    for index, line, dispense in dispensed(facts):
        if settings.formulary_binding and dispense.on_formulary is False:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: %(code)s is not on this insurer's list of medicines. Offer one that is."),
                fixes.CHOOSE_SERVICE, code=line.shown_code,
            )  # fmt: skip


@edit(74, WARN)
def price_above_regulated(facts: ClaimFacts, _: Settings) -> Faults:
    """Unit price above the regulated price."""
    for index, line, dispense in dispensed(facts):
        most = dispense.regulated_price
        if most is not None and line.unit_price > most:
            yield Fault(
                field=f"lines-{index}-unit_price",
                sentence=N_(
                    "Line %(line)s: unit price %(price)s is above the regulated %(right)s. Lower it."
                ),
                fix=fixes.CORRECT_PRICE,
                at_stake=rules.line_price(line.quantity, line.unit_price - most, line.factor),
                params={"line": line.sequence, "price": line.unit_price, "right": most},
            )


@edit(75, INFO)
def price_below_cost(facts: ClaimFacts, _: Settings) -> Faults:
    """Unit price below what the medicine cost."""
    for index, line, dispense in dispensed(facts):
        cost = dispense.cost
        if cost is not None and line.unit_price < cost:
            yield Fault(
                field=f"lines-{index}-unit_price",
                sentence=N_(
                    "Line %(line)s: unit price %(price)s is below the cost of %(cost)s. Look at the price list."
                ),
                fix=fixes.CORRECT_PRICE,
                at_stake=rules.line_price(line.quantity, cost - line.unit_price, line.factor),
                params={"line": line.sequence, "price": line.unit_price, "cost": cost},
            )
