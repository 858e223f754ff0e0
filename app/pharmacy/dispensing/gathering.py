"""All that the counter shows and `supply` decides by: one reading for both, so that they never differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.claims.rules import line_price
from app.claims.values import EXEMPT, ONE
from app.contracts.models import Service
from app.kernel.money import ZERO
from app.patients import allergies
from app.patients import queries as patients
from app.patients.models import Patient
from app.pharmacy.alerts import rules, settings
from app.pharmacy.alerts.rules import CounterFacts, Fight, LineToCheck, days_lasting
from app.pharmacy.alerts.service import Judged, judged
from app.pharmacy.dispensing.cover import Cover, Granted, Terms, cover_on, terms_on
from app.pharmacy.dispensing.earlier import still_has
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.prescriptions.models import Prescription, PrescriptionLine
from app.pharmacy.prescriptions.queries import medicines_by_code
from app.pharmacy.stock import queries as stock
from app.pharmacy.stock.rules import BatchOnHand


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One medicine that may be handed out for a line: what is known of it, its batches, its price and cover.

    `against` says why the insurer does not pay, empty where it does; `regulated` is the highest price.
    """

    service_id: UUID
    local_code: str
    name_en: str
    name_ar: str
    vat_category: str
    medicine: MedicineFacts | None
    batches: tuple[BatchOnHand, ...]
    price: Decimal | None
    against: str
    granted: Granted | None
    terms: Terms

    @property
    def in_stock(self) -> Decimal:
        """Units that may be supplied here now."""
        return sum((one.units for one in self.batches if not one.kept_back), ZERO)

    @property
    def regulated(self) -> Decimal | None:
        """The highest price of a unit, where there is one."""
        return self.medicine.regulated_price if self.medicine else None

    def needs_approval(self, units: Decimal) -> bool:
        """Whether the insurer must be asked before these units are handed out."""
        amount = line_price(units, self.price or ZERO)
        return not self.against and self.terms.needs_approval(self.local_code, amount)


@dataclass(frozen=True, kw_only=True)
class LineAtCounter:
    """A line of the prescription with what was prescribed and what may be given in its place."""

    line: PrescriptionLine
    prescribed: Offer
    others: tuple[Offer, ...]

    def offer(self, service_id: UUID | None) -> Offer | None:
        """The medicine chosen for the line; None where it is no substitute."""
        known = (self.prescribed, *self.others)
        wanted = service_id or self.prescribed.service_id
        return next((one for one in known if one.service_id == wanted), None)

    @property
    def suggested(self) -> Decimal:
        """What is usually handed out now: all that is left, as far as stock and approval go."""
        left = min(self.line.item.left, self.prescribed.in_stock)
        if self.prescribed.needs_approval(left):
            granted = self.prescribed.granted
            left = min(left, granted.left if granted and granted.holds else ZERO)
        return max(left, ZERO)


@dataclass(frozen=True, kw_only=True)
class Counter:
    """A prescription at the counter of one branch on one day."""

    prescription: Prescription
    patient: Patient
    facility_id: UUID
    on: date
    cover: Cover
    lines: tuple[LineAtCounter, ...]
    alerts: tuple[Judged, ...]

    def line(self, line_id: UUID) -> LineAtCounter | None:
        """One of the lines."""
        return next((one for one in self.lines if one.line.id == line_id), None)


def at_counter(prescription: Prescription, facility_id: UUID, on: date) -> Counter:
    """Everything about a prescription, read in a fixed number of questions."""
    patient = patients.patient(prescription.patient_id)
    asked = prescription.lines
    others = {line.service_id: medicines.alternatives(line.service_id) for line in asked}
    known = medicines.by_service([line.service_id for line in asked])
    services = {line.service_id: line.local_code for line in asked}
    services |= {one.service_id: one.local_code for found in others.values() for one in found}
    cover = cover_on(patient.id, on)
    terms = terms_on(cover, patient.id, services, on)
    facts = [*known.values(), *(one for found in others.values() for one in found)]
    shelf = stock.on_hand([one.medicine_id for one in facts], facility_id, on)
    offers = _Offers(terms, shelf, medicines_by_code(set(services.values())))
    lines = tuple(
        LineAtCounter(
            line=line,
            prescribed=offers(line, known.get(line.service_id)),
            others=tuple(offers.offer(one) for one in others[line.service_id]),
        )
        for line in asked
    )
    return Counter(
        prescription=prescription, patient=patient, facility_id=facility_id, on=on, cover=cover,
        lines=lines, alerts=_alerts(prescription, patient, known, on),
    )  # fmt: skip


@dataclass(frozen=True)
class _Offers:
    """What may be handed out: batches by medicine, terms, and the tax of each local code."""

    terms: Terms
    shelf: Mapping[UUID, list[BatchOnHand]]
    services: Mapping[str, Service]

    def __call__(self, line: PrescriptionLine, known: MedicineFacts | None) -> Offer:
        """What was prescribed, known as a medicine or not."""
        return self.offer(known) if known is not None else self._of(line, None)

    def offer(self, known: MedicineFacts) -> Offer:
        """A medicine."""
        return self._of(known, known)

    def _of(self, named: MedicineFacts | PrescriptionLine, known: MedicineFacts | None) -> Offer:
        service, agreed = self.services.get(named.local_code), self.terms.price(named.local_code)
        regulated = known.regulated_price if known else None
        return Offer(
            service_id=named.service_id,
            local_code=named.local_code,
            name_en=named.name_en,
            name_ar=named.name_ar,
            vat_category=service.vat_category if service else EXEMPT,
            medicine=known,
            batches=tuple(self.shelf.get(known.medicine_id, ())) if known else (),
            price=regulated if agreed is None else agreed,
            against=self.terms.against(named.local_code, named.service_id),
            granted=self.terms.granted(named.local_code),
            terms=self.terms,
        )


def _alerts(
    prescription: Prescription, patient: Patient, known: dict[UUID, MedicineFacts], on: date
) -> tuple[Judged, ...]:
    open_lines = [line for line in prescription.lines if line.item.left]
    earlier = still_has(patient.id, on, apart_from=prescription.id)
    handling = settings.on_day(on)
    checked = tuple(line_to_check(line, known.get(line.service_id)) for line in open_lines)
    names = {name for line in checked for name in line.ingredients} | {
        s.ingredient for s in earlier
    }
    facts = CounterFacts(
        today=on,
        birth_date=patient.birth_date,
        sex=patient.sex,
        allergies=allergies.ingredients(patient.id),
        expires_on=prescription.expires_on,
        lines=checked,
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
    """A line with what is known of its medicine, as the alerts read it."""
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


def days_of(line: PrescriptionLine, known: MedicineFacts, units: Decimal) -> int | None:
    """For how many days the units last, at least one; None where the dose is not known."""
    lasting = days_lasting(line_to_check(line, known), units)
    if lasting is None:
        return line.days
    return max(1, lasting)
