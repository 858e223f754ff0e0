"""Putting on file what was handed over from elsewhere: its patient, its lines as medicines of ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from app.kernel.clock import today
from app.kernel.db import db
from app.patients import queries as patients
from app.patients import service as registry
from app.patients.errors import PerhapsHereAlready
from app.patients.models import CARD_SEXES, Patient
from app.patients.values import NewDocument, NewPatient
from app.pharmacy.prescriptions import queries, states, task_queries
from app.pharmacy.prescriptions.errors import (
    AlreadyEntered,
    LineUnmatched,
    NotHandedOver,
    NotOfThisPatient,
    NumberOfAnother,
    ParticularsDiffer,
    PrescriptionExpired,
    SomebodyAlike,
)
from app.pharmacy.prescriptions.history import move, move_task
from app.pharmacy.prescriptions.models import Prescription, PrescriptionLine, PrescriptionTask
from app.pharmacy.prescriptions.rules import is_over
from app.pharmacy.prescriptions.service import (
    NewLine,
    NewPrescription,
    enter,
    move_items,
)
from app.prescribing.ordered import Ordered, OrderedMedicine
from app.tenants.scope import find


@dataclass(frozen=True)
class Chosen:
    """The medicine of ours for an ordered line, and its units where they are counted otherwise here."""

    local_code: str
    quantity: Decimal | None = None


def take_up(task_id: UUID, chosen: Mapping[int, Chosen]) -> Prescription:
    """The prescription that was handed over, on file once however often it is taken up.

    `chosen`: sequence of a line -> medicine. Raises NotHandedOver, PrescriptionExpired, NotOfThisPatient,
    ParticularsDiffer, NumberOfAnother, SomebodyAlike, LineUnmatched, NoSuchMedicine, NotFound.
    """
    task = find(PrescriptionTask, task_id, for_update=True)
    if task.prescription_id is not None:
        return queries.prescription(task.prescription_id)
    ordered = task_queries.ordered(task)
    if task.status != states.HANDED_OVER or ordered is None:
        raise NotHandedOver
    patient = patient_of(ordered, task.patient_id)
    made = put_on_file(ordered, str(task.token), task.source, patient, chosen)
    task.prescription_id = made.id
    move_task(task, "taken_up", prescription=str(made.id))
    db.session.flush()
    return made


def put_on_file(
    ordered: Ordered, token: str, source: str, patient: Patient, chosen: Mapping[int, Chosen]
) -> Prescription:
    """The prescription of this token: the one on file, open again where it was released, else a new one.

    Raises PrescriptionExpired, NumberOfAnother, LineUnmatched, NoSuchMedicine.
    """
    if is_over(ordered.expires_on, today()):
        raise PrescriptionExpired(ended=ordered.expires_on)
    known = queries.of_reference(token)
    if known is None:
        new = NewPrescription(
            patient_id=patient.id,
            prescriber_name=ordered.prescriber_name,
            prescriber_licence=ordered.prescriber_licence,
            written_on=ordered.written_on,
            expires_on=ordered.expires_on,
            diagnosis_code=ordered.diagnosis_code,
            reference=token,
            source=source,
            lines=tuple(_line(one, chosen) for one in ordered.medicines),
        )
        try:
            return enter(new)
        except AlreadyEntered:  # Another counter was quicker: it held the patient's record.
            known = queries.of_reference(token)
            if known is None:
                raise
    found = find(Prescription, known.id, for_update=True)
    if found.patient_id not in patients.same_person(patient.id):
        raise NumberOfAnother
    # A paper that was entered in an outage is from now on what was lent to us: ending it gives it back.
    found.source = source
    if found.status == states.RELEASED:
        move(found, "taken_up_again")
    if found.status == states.OPEN:
        _merge(found, ordered, chosen)
    db.session.flush()
    return found


def _line(one: OrderedMedicine, chosen: Mapping[int, Chosen]) -> NewLine:
    if one.sequence not in chosen:
        raise LineUnmatched(name=one.name)
    ours = chosen[one.sequence]
    whole = ours.quantity or one.quantity
    return NewLine(
        local_code=ours.local_code,
        quantity=whole,
        supplied=one.supplied_of(whole),
        ordered_as=(one.system, one.code),
        ordered_sequence=one.sequence,
        dose=one.dose,
        times_a_day=one.times_a_day,
        days=one.days,
        directions=one.directions,
    )


def _merge(found: Prescription, ordered: Ordered, chosen: Mapping[int, Chosen]) -> None:
    """What others supplied meanwhile is no longer to come."""
    told, items = _told(found, ordered, chosen), {}
    for line in found.lines:
        item, one = line.item, told.get(line.id)
        line.ordered_sequence = one.sequence if one else None
        supplied = max(item.supplied, one.supplied_of(line.quantity)) if one else item.supplied
        owing = min(item.owing, line.quantity - supplied)
        given_up = min(item.not_supplied, line.quantity - supplied - owing)
        items[line.id] = replace(item, supplied=supplied, owing=owing, not_supplied=given_up)
    if any(line.item != items[line.id] for line in found.lines):
        move_items(found, items)


def _told(
    found: Prescription, ordered: Ordered, chosen: Mapping[int, Chosen]
) -> dict[UUID, OrderedMedicine]:
    """Line -> what was ordered in it: by the order's own number, else by the medicine chosen, because a paper may be in another order, else by its place."""
    told: dict[UUID, OrderedMedicine] = {}
    rest = []
    for one in ordered.medicines:
        ours = chosen.get(one.sequence)
        same = [line for line in found.lines if line.ordered_sequence == one.sequence]
        if not same:
            same = [line for line in found.lines if ours and line.local_code == ours.local_code]
        line = _nearest(same, one, told)
        if line is None:
            rest.append(one)
        else:
            told[line.id] = one
    for one in rest:
        line = next((line for line in found.lines if line.sequence == one.sequence), None)
        if line is not None:
            told.setdefault(line.id, one)
    return told


def _nearest(
    lines: Sequence[PrescriptionLine], one: OrderedMedicine, taken: Collection[UUID]
) -> PrescriptionLine | None:
    free = [line for line in lines if line.id not in taken]
    return min(free, key=lambda line: abs(line.sequence - one.sequence), default=None)


def patient_of(ordered: Ordered, expected: UUID | None = None) -> Patient:
    """The person it is for, registered where nobody has the document.

    Raises NotOfThisPatient, ParticularsDiffer, SomebodyAlike.
    """
    known = on_file(ordered)
    if expected is not None and (known is None or expected not in patients.same_person(known.id)):
        raise NotOfThisPatient
    if known is not None:
        if particulars_differ(known, ordered):
            raise ParticularsDiffer
        return known
    document = next(iter(ordered.documents), None)
    new = NewPatient(
        name_en=ordered.name_en,
        name_ar=ordered.name_ar,
        birth_date=ordered.birth_date,
        sex=ordered.sex,
        document=NewDocument(**vars(document)) if document else None,
    )
    try:
        return registry.register(new)
    except PerhapsHereAlready as alike:
        raise SomebodyAlike from alike


def particulars_differ(known: Patient, ordered: Ordered) -> bool:
    """Whether both sides know the birth date, or the sex, and say otherwise."""
    born = {known.birth_date, ordered.birth_date} - {None}
    sexes = {known.sex, ordered.sex} & {*CARD_SEXES}  # What else is said may be either.
    return len(born) > 1 or len(sexes) > 1


def on_file(ordered: Ordered) -> Patient | None:
    """The person here who has one of its patient's documents."""
    found = (patients.find_by_document(one.number) for one in ordered.documents)
    known = next((one for one in found if one is not None), None)
    if known is not None and known.merged_into is not None:
        return patients.patient(known.merged_into)
    return known
