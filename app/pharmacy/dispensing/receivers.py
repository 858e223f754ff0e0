"""Who was handed units of a batch and kept them: the call list of a recall."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select

from app.kernel.db import db
from app.patients.models import Patient
from app.patients.queries import phone
from app.pharmacy.dispensing.models import Dispense, DispenseBatch, DispenseLine
from app.pharmacy.dispensing.states import SUPPLIED
from app.pharmacy.stock.recalls import Receiver


def of_batches(batch_ids: Iterable[UUID]) -> list[Receiver]:
    """Everybody with units of these batches; what came back over the counter is left out."""
    of_line = and_(
        DispenseLine.tenant_id == DispenseBatch.tenant_id,
        DispenseLine.id == DispenseBatch.dispense_line_id,
    )
    of_dispense = and_(
        Dispense.tenant_id == DispenseLine.tenant_id, Dispense.id == DispenseLine.dispense_id
    )
    of_patient = and_(Patient.tenant_id == Dispense.tenant_id, Patient.id == Dispense.patient_id)
    query = (
        select(Patient, Dispense, DispenseBatch)
        .select_from(DispenseBatch)
        .join(DispenseLine, of_line)
        .join(Dispense, of_dispense)
        .join(Patient, of_patient)
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
