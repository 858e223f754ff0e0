"""Prescription: what was ordered, and how much of it was handed out (CHK-60 to CHK-65, CHK-73, CHK-76).

What a line dispenses stands in its `dispense`. Without it only the two edits speak that look
for what is missing, and only on a pharmacy's claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from app.claims.scrubbing import fixes
from app.claims.scrubbing.edit import Faults, edit, on_line
from app.claims.scrubbing.settings import Settings
from app.claims.surroundings import DispenseFacts, PrescriptionFacts, SupplyFacts
from app.claims.values import BLOCK, PHARMACY, WARN, ClaimFacts, LineFacts
from app.kernel.words import N_


def dispensed(facts: ClaimFacts) -> Iterator[tuple[int, LineFacts, DispenseFacts]]:
    """The lines that hand something out, with their place and what they hand out."""
    for index, line in enumerate(facts.lines):
        if line.dispense is not None:
            yield index, line, line.dispense


def _prescribed(facts: ClaimFacts) -> Iterator[tuple[int, LineFacts, PrescriptionFacts]]:
    for index, line, dispense in dispensed(facts):
        if dispense.prescription is not None:
            yield index, line, dispense.prescription


@edit(60, BLOCK, "prescription_required", data_driven=True)
def prescription_missing(facts: ClaimFacts, settings: Settings) -> Faults:
    """Dispensed medicine without the reference of its prescription."""
    if facts.kind != PHARMACY or not settings.prescription_required:
        return
    for index, line in enumerate(facts.lines):
        on = line.dispense.prescription if line.dispense else None
        if on is None or not on.reference.strip():
            yield on_line(
                index, line, "prescription",
                N_("Line %(line)s: the prescription's reference is missing. Enter it from the prescription."),
                fixes.CORRECT_PRESCRIPTION,
            )  # fmt: skip


@edit(61, BLOCK)
def prescription_expired(facts: ClaimFacts, _: Settings) -> Faults:
    """Prescription expired when the medicine was dispensed."""
    for index, line, prescription in _prescribed(facts):
        ended = prescription.expires_on
        if ended and line.service_date > ended:
            yield on_line(
                index, line, "prescription",
                N_("Line %(line)s: the prescription was valid until %(ended)s. Ask the prescriber for a new one."),
                fixes.ASK_PRESCRIBER, ended=ended,
            )  # fmt: skip


@edit(62, BLOCK)
def prescription_used_up(facts: ClaimFacts, _: Settings) -> Faults:
    """Prescription already dispensed in full."""
    for index, line, prescription in _prescribed(facts):
        if _used_up(prescription):
            yield on_line(
                index, line, "prescription",
                N_("Line %(line)s: all %(units)s units of the prescription were dispensed before. Remove the line."),
                fixes.REMOVE_LINE, units=prescription.quantity,
            )  # fmt: skip


def _used_up(prescription: PrescriptionFacts) -> bool:
    return prescription.quantity is not None and prescription.dispensed >= prescription.quantity


@edit(63, WARN, "refill_after", data_driven=True)
def refill_too_soon(facts: ClaimFacts, settings: Settings) -> Faults:
    """Refill before the earlier supply is used up far enough."""
    for index, line, dispense in dispensed(facts):
        for supply in facts.supplies:
            due = refill_due(supply, settings.refill_after)
            again = supply.ingredient in dispense.ingredients
            if again and supply.dispensed_on <= line.service_date < due:
                yield on_line(
                    index, line, "code",
                    N_("Line %(line)s: %(ingredient)s of %(day)s still lasts; a refill is due from %(due)s. Wait, or explain it."),
                    fixes.REMOVE_LINE,
                    ingredient=supply.ingredient, day=supply.dispensed_on, due=due,
                )  # fmt: skip
                break


def refill_due(supply: SupplyFacts, share: Decimal) -> date:
    """The first day on which at least this share (0 to 1) of an earlier supply is used up."""
    used = (share * supply.days_supply).to_integral_value(ROUND_CEILING)
    return supply.dispensed_on + timedelta(days=int(used))


@edit(64, WARN)
def quantity_unlike_dose(facts: ClaimFacts, _: Settings) -> Faults:
    """Quantity is not dose x times a day x days."""
    for index, line, meant in _prescribed(facts):
        if meant.dose is None or meant.times_a_day is None or meant.days is None:
            continue
        right = meant.dose * meant.times_a_day * meant.days
        if line.quantity != right:
            yield on_line(
                index, line, "quantity",
                N_("Line %(line)s: dose, times and days make %(meant)s units, not %(units)s. Correct the quantity."),
                fixes.CHANGE_QUANTITY, meant=right, units=line.quantity,
            )  # fmt: skip


@edit(65, BLOCK)
def over_prescribed(facts: ClaimFacts, _: Settings) -> Faults:
    """More than is left of the prescribed quantity."""
    for index, line, prescription in _prescribed(facts):
        if prescription.quantity is None or _used_up(prescription):
            continue
        left = prescription.quantity - prescription.dispensed
        if line.quantity > left:
            yield on_line(
                index, line, "quantity",
                N_("Line %(line)s: the prescription has %(units_left)s units left, not %(units)s. Lower the quantity."),
                fixes.CHANGE_QUANTITY, units_left=left, units=line.quantity,
            )  # fmt: skip


@edit(73, BLOCK)
def substitution_unexplained(facts: ClaimFacts, _: Settings) -> Faults:
    """Substitution without a reason."""
    for index, line, dispense in dispensed(facts):
        if dispense.substituted_for.strip() and not dispense.substitution_reason.strip():
            yield on_line(
                index, line, "substitution",
                N_("Line %(line)s: %(code)s was given instead of what was prescribed. Enter the reason."),
                fixes.EXPLAIN_SUBSTITUTION, code=line.shown_code,
            )  # fmt: skip


@edit(76, BLOCK, "days_supply_required", data_driven=True)
def days_supply_missing(facts: ClaimFacts, settings: Settings) -> Faults:
    """Dispensed medicine without the days for which it lasts."""
    if facts.kind != PHARMACY or not settings.days_supply_required:
        return
    for index, line in enumerate(facts.lines):
        if line.dispense is None or not line.dispense.days_supply:
            yield on_line(
                index, line, "days_supply",
                N_("Line %(line)s: the days of supply are missing. Enter for how many days it lasts."),
                fixes.ENTER_DAYS,
            )  # fmt: skip
