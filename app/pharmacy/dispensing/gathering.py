"""All that the counter shows and `supply` decides by: one reading for both, so that they never differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.claims.values import EXEMPT
from app.contracts.models import Service
from app.kernel.money import ZERO
from app.patients import queries as patients
from app.patients.models import Patient
from app.pharmacy.alerts.service import Judged
from app.pharmacy.dispensing.alerting import alerts_of
from app.pharmacy.dispensing.billing import Billed
from app.pharmacy.dispensing.cover import Cover, Granted, Terms, cover_on, terms_on
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

    def billed(self, units: Decimal, price: Decimal | None = None, **more: Any) -> Billed:
        """Units of it as they are billed, at the price that was typed or else its own."""
        return Billed(
            **{"sequence": 1, **more},
            service_id=self.service_id,
            local_code=self.local_code,
            on=self.terms.on,
            units=units,
            unit_price=price or self.price or ZERO,
            vat_category=self.vat_category,
        )

    def needs_approval(self, units: Decimal, price: Decimal | None = None) -> bool:
        """Whether the insurer must be asked before these units are handed out at that price."""
        net = self.billed(units, price).net
        return not self.against and self.terms.needs_approval(self.local_code, net)

    def is_granted(self, units: Decimal) -> bool:
        """Whether an approval grants these units, or the insurer still has to answer."""
        return self.granted is not None and self.granted.is_enough(units)


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
    def likely(self) -> Offer:
        """What is usually handed out: what was prescribed, unless approval was granted for another brand alone."""
        if self.prescribed.granted is not None:
            return self.prescribed
        asked_for = (one for one in self.others if one.granted and one.granted.holds)
        return next(asked_for, self.prescribed)

    @property
    def suggested(self) -> Decimal:
        """What is usually handed out now: all that is left, as far as stock and approval go."""
        offer = self.likely
        left = min(self.line.item.left, offer.in_stock)
        if offer.needs_approval(left):
            granted = offer.granted
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


def at_counter(
    prescription: Prescription,
    facility_id: UUID,
    on: date,
    chosen: Mapping[UUID, UUID] | None = None,
) -> Counter:
    """Everything about a prescription, read in a fixed number of questions.

    `chosen`: line -> the service handed out in place of what was prescribed; the alerts look at that one.
    """
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
        lines=lines, alerts=alerts_of(prescription, patient, _given(lines, chosen or {}), on),
    )  # fmt: skip


def _given(
    lines: tuple[LineAtCounter, ...], chosen: Mapping[UUID, UUID]
) -> dict[UUID, MedicineFacts | None]:
    """What each line hands out; what is no substitute counts as the prescribed one, and is refused elsewhere."""
    return {
        at.line.id: (at.offer(chosen.get(at.line.id)) or at.prescribed).medicine for at in lines
    }


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
