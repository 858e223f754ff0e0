"""A patient as others show it: what papers hang on."""

from __future__ import annotations

from uuid import UUID

from app.kernel.pagewords import isolate
from app.kernel.subjects import Subject, SubjectKind
from app.patients import queries, wording


def subject(patient_id: UUID) -> Subject:
    """The patient; raises NotFound."""
    one = queries.patient(patient_id)
    return Subject(
        kind="patient",
        id=one.id,
        patient_id=one.id,
        name=lambda: isolate(wording.person_name(queries.rows([one])[0])),
        endpoint="patients.show",
        argument="patient_id",
    )


KIND = SubjectKind(see="patients.view", change="patients.view", load=subject)
