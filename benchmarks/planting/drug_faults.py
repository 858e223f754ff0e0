"""Faults of what a pharmacy hands out (CHK-60 to CHK-76)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from app.claims.surroundings import SupplyFacts
from app.claims.values import ClaimFacts
from benchmarks.planting.faults import PHARMACY, Change, fault, patient
from benchmarks.planting.lines import drug, extra, order
from benchmarks.planting.visit_faults import OTHER_SEX

DAY = timedelta(days=1)
PRICE, BAISA = Decimal("1.000"), Decimal("0.001")


def at_counter(number: int, change: Change, parts: str = "") -> None:
    """A fault of a pharmacy's claim, on a line of its own."""
    fault(number, f"new-{number} {parts}", kind=PHARMACY)(change)


def _supplied(facts: ClaimFacts, ingredient: str, days: int) -> ClaimFacts:
    """The patient got this yesterday, enough for so many days."""
    earlier = SupplyFacts(
        ingredient=ingredient, dispensed_on=facts.service_date - DAY, days_supply=days
    )
    return replace(facts, supplies=(*facts.supplies, earlier))


def _with_quantity(facts: ClaimFacts, rng: Random, number: int) -> tuple[ClaimFacts, Decimal]:
    """The claim with a medicine more, and how many units of it."""
    longer = extra(facts, rng, number)
    return longer, longer.lines[-1].quantity


def _over(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """One unit more than the prescription has left."""
    longer, units = _with_quantity(facts, rng, 65)
    *others, last = longer.lines
    assert last.dispense
    assert last.dispense.prescription
    meant = replace(last.dispense.prescription, quantity=units + 1, dispensed=Decimal(2))
    handed = replace(last.dispense, prescription=meant)
    return replace(longer, lines=(*others, replace(last, dispense=handed)))


def _fighting(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """A medicine that fights with the first one."""
    first = facts.lines[0].dispense
    assert first
    return drug(facts, rng, 67, interacts_with=frozenset(first.ingredients))


at_counter(60, lambda f, rng: drug(f, rng, 60, prescription=None))
at_counter(60, lambda f, rng: order(f, rng, 60, reference=" "))
at_counter(61, lambda f, rng: order(f, rng, 61, expires_on=f.service_date - DAY))
at_counter(62, lambda f, rng: order(f, rng, 62, quantity=Decimal(20), dispensed=Decimal(20)))
at_counter(63, lambda f, rng: _supplied(extra(f, rng, 63), "ingredient-63", rng.randint(4, 90)))
at_counter(64, lambda f, rng: order(f, rng, 64, times_a_day=Decimal(4)))
at_counter(64, lambda f, rng: order(f, rng, 64, dose=Decimal("0.5")))
at_counter(65, _over)
at_counter(66, lambda f, rng: drug(drug(f, rng, 66), rng, 166, ingredients=("x", "ingredient-66")))
at_counter(67, _fighting)
at_counter(67, lambda f, rng: _supplied(f, "warfarin", rng.randint(2, 30)))
at_counter(68, lambda f, rng: patient(extra(f, rng, 68), allergies=frozenset({"ingredient-68"})))
at_counter(69, lambda f, rng: drug(f, rng, 69, only_sex=OTHER_SEX[f.patient.sex]), "sex")
at_counter(69, lambda f, rng: drug(f, rng, 69, min_age=99), "birth")
at_counter(69, lambda f, rng: drug(f, rng, 69, max_age=17), "birth")
at_counter(70, lambda f, rng: drug(f, rng, 70, batch_expires_on=f.service_date - DAY))
at_counter(71, lambda f, rng: drug(f, rng, 71, batch_recalled=True))
at_counter(72, lambda f, rng: drug(f, rng, 72, on_formulary=False))
at_counter(73, lambda f, rng: drug(f, rng, 73, substituted_for="DEMO-7001"))
at_counter(74, lambda f, rng: drug(f, rng, 74, regulated_price=PRICE - BAISA))
at_counter(75, lambda f, rng: drug(f, rng, 75, cost=PRICE + BAISA))
at_counter(76, lambda f, rng: drug(f, rng, 76, days_supply=rng.choice((None, 0))))
