"""What must be seen before the medicines chosen are handed out, and how long the units last."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.claims.values import ONE
from app.patients import allergies
from app.patients.models import Patient
from app.pharmacy.alerts import rules, settings
from app.pharmacy.alerts.rules import CounterFacts, Fight, LineToCheck, days_lasting
from app.pharmacy.alerts.service import Judged, judged
from app.pharmacy.dispensing.earlier import still_has
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.prescriptions.models import Prescription, PrescriptionLine

# The claim's box holds three digits.
MOST_DAYS = 999


def alerts_of(
    prescription: Prescription,
    patient: Patient,
    given: Mapping[UUID, MedicineFacts | None],
    on: date,
) -> tuple[Judged, ...]:
    """The alerts of the open lines; `given` is what each line hands out, prescribed or substitute.

    What was handed out on the other lines of the prescription harms like what still lies on the counter.
    """
    open_lines = [line for line in prescription.lines if line.item.left]
    handed = [line for line in prescription.lines if line.item.supplied and not line.item.left]
    earlier = still_has(patient.id, on, apart_from=prescription.id)
    handling = settings.on_day(on)
    checked = tuple(line_to_check(line, given.get(line.id)) for line in open_lines)
    closed = tuple(line_to_check(line, given.get(line.id)) for line in handed)
    names = {name for line in (*checked, *closed) for name in line.ingredients} | {
        s.ingredient for s in earlier
    }
    facts = CounterFacts(
        today=on,
        birth_date=patient.birth_date,
        sex=patient.sex,
        allergies=allergies.ingredients(patient.id),
        expires_on=prescription.expires_on,
        lines=checked,
        closed=closed,
        still_has=earlier,
        fights=_fights(names),
    )
    found = rules.alerts(facts, handling.thresholds)
    return judged(found, {line.sequence: line.id for line in open_lines}, handling)


def _fights(names: Collection[str]) -> tuple[Fight, ...]:
    return tuple(
        Fight(one=one.first, other=one.second, severity=one.severity)
        for one in medicines.interactions(names)
    )


def line_to_check(line: PrescriptionLine, known: MedicineFacts | None) -> LineToCheck:
    """A line with what is known of the medicine handed out, as the alerts read it."""
    return LineToCheck(
        line=line.sequence,
        ingredients=known.ingredients if known else (),
        prescribed=line.quantity,
        dose=line.dose,
        times_a_day=line.times_a_day,
        days=line.days,
        content=known.content if known else ONE,
        pack_size=known.pack_size if known else ONE,
        splittable=known.splittable if known else True,
        only_sex=(known.only_sex or "") if known else "",
        min_age=known.min_age if known else None,
        max_age=known.max_age if known else None,
        highest_daily_dose=known.highest_daily_dose if known else None,
    )


def days_of(line: PrescriptionLine, known: MedicineFacts | None, units: Decimal) -> int | None:
    """For how many days the units last, 1 to 999: by the dose, else their part of the days prescribed.

    None where neither dose nor days are known.
    """
    lasting = days_lasting(line_to_check(line, known), units)
    if lasting is None and line.days is not None:
        lasting = int(line.days * units / line.quantity)
    return None if lasting is None else min(max(1, lasting), MOST_DAYS)
