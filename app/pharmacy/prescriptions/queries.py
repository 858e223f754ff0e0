"""Reading prescriptions: by what was scanned, of a person, the list, the open ones that owe."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from app.contracts.models import Service
from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.patients.models import Patient
from app.patients.queries import same_person
from app.pharmacy.prescriptions.models import Prescription, PrescriptionLine
from app.pharmacy.prescriptions.states import OPEN
from app.tenants.keys import index_of
from app.tenants.scope import find

MEDICATION = "medication"
REFERENCE = "prescription-reference"
MOST_OF_PERSON = 20


def prescription(prescription_id: UUID) -> Prescription:
    """The prescription; raises NotFound."""
    return find(Prescription, prescription_id)


def by_lines(line_ids: Collection[UUID]) -> dict[UUID, Prescription]:
    """Line -> the prescription it stands on, all read at once."""
    query = (
        select(PrescriptionLine.id, Prescription)
        .join(Prescription, and_(Prescription.tenant_id == PrescriptionLine.tenant_id, Prescription.id == PrescriptionLine.prescription_id))
        .where(PrescriptionLine.id.in_(line_ids))
    )  # fmt: skip
    return dict(db.session.execute(query).all())


def reference_index(reference: str) -> str:
    """The blind index of a prescriber's number, however spaced and spelled."""
    return index_of("".join(reference.split()).upper(), purpose=REFERENCE)


def by_reference(text: str) -> Prescription | None:
    """The prescription of our own number or the prescriber's."""
    plain = "".join(text.split()).upper()
    query = select(Prescription).where(
        or_(Prescription.number == plain, Prescription.reference_index == reference_index(plain))
    )
    return db.session.scalars(query.order_by(Prescription.id).limit(1)).first()


def of_reference(reference: str) -> Prescription | None:
    """The prescription on file under the prescriber's number; numbers of our own are not looked at."""
    wanted = Prescription.reference_index == reference_index(reference)
    return db.session.scalars(select(Prescription).where(wanted)).one_or_none()


def medicines_by_code(local_codes: Collection[str]) -> dict[str, Service]:
    """The medicines in use among these local codes."""
    if not local_codes:
        return {}
    query = select(Service).where(
        Service.local_code.in_(set(local_codes)), Service.category == MEDICATION, Service.active
    )
    return {one.local_code: one for one in db.session.scalars(query)}


def open_of_person(patient_id: UUID, on: date) -> list[Prescription]:
    """What may still be supplied to a person on the day, the newest first."""
    query = (
        select(Prescription)
        .where(
            Prescription.patient_id.in_(same_person(patient_id)),
            Prescription.status == OPEN,
            Prescription.expires_on >= on,
        )
        .order_by(Prescription.created_at.desc(), Prescription.id.desc())
        .limit(MOST_OF_PERSON)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True, kw_only=True)
class PrescriptionFilter:
    """What the list is narrowed to; no patient data, because it stands in the address."""

    status: str = ""


def page(wanted: PrescriptionFilter, cursor: str | None = None) -> Page[Any]:
    """One page of the list, the newest first. Raises NotFound for a cursor not made here."""
    same = and_(Patient.tenant_id == Prescription.tenant_id, Patient.id == Prescription.patient_id)
    query: Select[*tuple[Any, ...]] = select(
        Prescription.id, Prescription.number, Prescription.status, Prescription.created_at, Prescription.source,
        Prescription.expires_on, Prescription.prescriber_name, Patient.file_number,
        Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
    ).join(Patient, same)  # fmt: skip
    if wanted.status:
        query = query.where(Prescription.status == wanted.status)
    return page_of(query, by=(Prescription.created_at, Prescription.id), cursor=cursor)


def owing(cursor: str | None = None) -> Page[Any]:
    """The lines on which units were promised, the newest first."""
    query: Select[*tuple[Any, ...]] = (
        select(
            PrescriptionLine.id, PrescriptionLine.prescription_id, PrescriptionLine.name_en, PrescriptionLine.name_ar,
            PrescriptionLine.local_code, PrescriptionLine.owing, Prescription.number, Prescription.expires_on,
            Patient.file_number, Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
        )
        .join(Prescription, and_(Prescription.tenant_id == PrescriptionLine.tenant_id, Prescription.id == PrescriptionLine.prescription_id))
        .join(Patient, and_(Patient.tenant_id == Prescription.tenant_id, Patient.id == Prescription.patient_id))
        .where(PrescriptionLine.owing > 0, Prescription.status == OPEN)
    )  # fmt: skip
    return page_of(query, by=(PrescriptionLine.id,), cursor=cursor)
