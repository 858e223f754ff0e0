"""Who was handed units: the call list of a recall, and what the register of controlled medicines tells."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select

from app.kernel.db import db
from app.patients.models import Patient
from app.patients.queries import phone
from app.pharmacy.dispensing.models import Dispense, DispenseBatch, DispenseLine
from app.pharmacy.dispensing.states import SUPPLIED
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.stock.recalls import Receiver
from app.pharmacy.stock.register import Handover

_OF_LINE = and_(
    DispenseLine.tenant_id == DispenseBatch.tenant_id,
    DispenseLine.id == DispenseBatch.dispense_line_id,
)
_OF_DISPENSE = and_(
    Dispense.tenant_id == DispenseLine.tenant_id, Dispense.id == DispenseLine.dispense_id
)
_OF_PATIENT = and_(Patient.tenant_id == Dispense.tenant_id, Patient.id == Dispense.patient_id)
_OF_PRESCRIPTION = and_(
    Prescription.tenant_id == Dispense.tenant_id, Prescription.id == Dispense.prescription_id
)


def of_batches(batch_ids: Iterable[UUID]) -> list[Receiver]:
    """Everybody with units of these batches; what came back over the counter is left out."""
    query = (
        select(Patient, Dispense, DispenseBatch)
        .select_from(DispenseBatch)
        .join(DispenseLine, _OF_LINE)
        .join(Dispense, _OF_DISPENSE)
        .join(Patient, _OF_PATIENT)
        .where(DispenseBatch.batch_id.in_(list(batch_ids)), Dispense.status == SUPPLIED)
    )
    return [
        Receiver(
            patient_id=patient.id,
            name_en=patient.name_en or "",
            name_ar=patient.name_ar or "",
            phone=phone(patient),
            facility_id=dispense.facility_id,
            batch_id=part.batch_id,
            units=part.units,
            supplied_at=dispense.supplied_at or dispense.created_at,
        )
        for patient, dispense, part in db.session.execute(query)
    ]


def of_lines(line_ids: Iterable[UUID]) -> dict[UUID, Handover]:
    """Line of a dispense -> whom it was handed to, on whose prescription, also where it came back."""
    query = (
        select(DispenseLine.id, Patient, Dispense, Prescription)
        .select_from(DispenseLine)
        .join(Dispense, _OF_DISPENSE)
        .join(Patient, _OF_PATIENT)
        .join(Prescription, _OF_PRESCRIPTION)
        .where(DispenseLine.id.in_(list(line_ids)))
    )
    return {
        line_id: Handover(
            patient_name_en=patient.name_en, patient_name_ar=patient.name_ar, file_number=patient.file_number,
            prescriber_name=ordered.prescriber_name, prescriber_licence=ordered.prescriber_licence,
            prescription_number=ordered.number, dispense_id=dispense.id, dispense_number=dispense.number,
        )
        for line_id, patient, dispense, ordered in db.session.execute(query)
    }  # fmt: skip
