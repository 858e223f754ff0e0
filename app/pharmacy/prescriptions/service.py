"""The verbs of a prescription: enter it, and what supplies make of its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from app.contracts.models import Service
from app.documents import service as documents
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.money import ZERO
from app.patients.queries import same_person
from app.patients.service import open_record
from app.pharmacy.prescriptions import fetching, from_clinic, queries
from app.pharmacy.prescriptions.errors import (
    AlreadyEntered,
    EndsBeforeWritten,
    NoSuchMedicine,
    PrescriptionClosed,
    PrescriptionExpired,
    PrescriptionStale,
    WrittenInFuture,
)
from app.pharmacy.prescriptions.history import SUBJECT, move, tell
from app.pharmacy.prescriptions.models import (
    CLINIC,
    EXCHANGE,
    PAPER,
    Prescription,
    PrescriptionLine,
)
from app.pharmacy.prescriptions.rules import Item, is_over
from app.pharmacy.prescriptions.states import COMPLETED, OPEN, RELEASED
from app.tenants.scope import actor_id, find
from app.tenants.service import next_number


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """One medicine ordered: its local code, units, and dose x times a day x days in dose units.

    `supplied` are units that others handed out before; `ordered_as` is the code of the prescriber's side,
    `ordered_sequence` its number of the line.
    """

    local_code: str
    quantity: Decimal
    supplied: Decimal = ZERO
    ordered_as: tuple[str, str] = ("", "")
    ordered_sequence: int | None = None
    dose: Decimal | None = None
    times_a_day: Decimal | None = None
    days: int | None = None
    directions: str = ""


@dataclass(frozen=True, kw_only=True)
class NewPrescription:
    """A prescription as handed over; `picture` are the bytes of the paper, `reference` the prescriber's number."""

    patient_id: UUID
    prescriber_name: str
    prescriber_licence: str
    written_on: date
    expires_on: date
    lines: tuple[NewLine, ...]
    reference: str = ""
    diagnosis_code: str = ""
    source: str = PAPER
    picture: bytes | None = None


def enter(new: NewPrescription) -> Prescription:
    """Put a prescription on file, all of it or nothing; a released paper that came back goes on where it stood.

    Raises WrittenInFuture, EndsBeforeWritten, AlreadyEntered, NoSuchMedicine, FileRefused, WasMerged, NotFound.
    """
    if new.written_on > today():
        raise WrittenInFuture
    if new.expires_on < new.written_on:
        raise EndsBeforeWritten
    patient = open_record(new.patient_id)
    if new.reference:
        new = _come_back(new)
    services = queries.medicines_by_code({line.local_code for line in new.lines})
    year = now().year
    made = Prescription(
        number=f"RX-{year}-{next_number(f'prescription-{year}'):06}",
        source=new.source,
        patient_id=patient.id,
        prescriber_name=new.prescriber_name,
        prescriber_licence=new.prescriber_licence,
        diagnosis_code=new.diagnosis_code,
        written_on=new.written_on,
        expires_on=new.expires_on,
        created_by=actor_id(),
    )
    made.reference = new.reference
    made.reference_index = queries.reference_index(new.reference) if new.reference else None
    made.lines = [
        _line(made, place, line, services) for place, line in enumerate(new.lines, start=1)
    ]
    db.session.add(made)
    db.session.flush()
    tell(made, "entered", source=new.source, lines=len(made.lines))
    if new.picture is not None:
        documents.add(SUBJECT, made.id, new.picture, title=made.number, kind="prescription")
    return made


def _come_back(new: NewPrescription) -> NewPrescription:
    """The same with what was handed out on the paper before it was released; raises AlreadyEntered."""
    known = queries.by_reference(new.reference)
    if known is None:
        return new
    earlier = find(Prescription, known.id, for_update=True)
    is_back = earlier.status == RELEASED and earlier.source == new.source == PAPER
    if not is_back or earlier.patient_id not in same_person(new.patient_id):
        raise AlreadyEntered
    given: dict[str, Decimal] = {}
    for line in earlier.lines:
        given[line.local_code] = given.get(line.local_code, ZERO) + line.supplied
    lines = []
    for one in new.lines:
        units = min(given.get(one.local_code, ZERO), one.quantity)
        given[one.local_code] = given.get(one.local_code, ZERO) - units
        lines.append(replace(one, supplied=units))
    if any(given.values()):  # Entered otherwise, the same units would be handed out twice.
        raise AlreadyEntered
    earlier.reference_index = None
    db.session.flush()
    return replace(new, lines=tuple(lines))


def _line(
    made: Prescription, place: int, new: NewLine, services: Mapping[str, Service]
) -> PrescriptionLine:
    if new.local_code not in services:
        raise NoSuchMedicine(code=new.local_code)
    service = services[new.local_code]
    system, code = new.ordered_as
    line = PrescriptionLine(
        prescription_id=made.id,
        sequence=place,
        service_id=service.id,
        local_code=service.local_code,
        name_en=service.name_en,
        name_ar=service.name_ar,
        quantity=new.quantity,
        dose=new.dose,
        times_a_day=new.times_a_day,
        days=new.days,
        ordered_system=system,
        ordered_code=code,
        ordered_sequence=new.ordered_sequence,
    )
    line.item = Item(prescribed=new.quantity, supplied=new.supplied)
    line.directions = new.directions
    return line


def open_for_supply(prescription_id: UUID, version: int, on: date) -> Prescription:
    """The prescription, locked, as the page saw it.

    Raises PrescriptionStale, PrescriptionClosed, PrescriptionExpired, NotFound.
    """
    found = find(Prescription, prescription_id, for_update=True)
    if found.version != version:
        raise PrescriptionStale
    if found.status != OPEN:
        raise PrescriptionClosed
    if is_over(found.expires_on, on):
        raise PrescriptionExpired(ended=found.expires_on)
    return found


def move_items(prescription: Prescription, items: Mapping[UUID, Item]) -> None:
    """Write what became of the lines, and complete or open the prescription as its units say.

    Whoever lent it hears of what comes back after it was given back.
    """
    before = {line.id: line.supplied for line in prescription.lines}
    for line in prescription.lines:
        if line.id in items:
            line.item = items[line.id]
    is_done = all(not line.item.left for line in prescription.lines)
    if is_done and prescription.status == OPEN:
        move(prescription, "completed")
    elif not is_done and prescription.status == COMPLETED:
        move(prescription, "supply_reversed")
    else:
        tell(prescription, "items_moved")
    flag_modified(prescription, "status")  # A new version even when only its lines changed.
    db.session.flush()
    if prescription.status == RELEASED:
        came_back = {line.id: before[line.id] - line.supplied for line in prescription.lines}
        _tell_whoever_lent_it(prescription, came_back)


def _tell_whoever_lent_it(prescription: Prescription, came_back: Mapping[UUID, Decimal]) -> None:
    if prescription.source == EXCHANGE:
        fetching.let_go(prescription)
    elif prescription.source == CLINIC:
        from_clinic.correct(prescription, came_back)
