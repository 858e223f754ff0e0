"""A prescription as others show it: what papers hang on."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from markupsafe import Markup

from app.kernel import pagewords
from app.kernel.subjects import Subject, SubjectKind
from app.pharmacy.prescriptions import queries


def subject(prescription_id: UUID) -> Subject:
    """The prescription; raises NotFound."""
    found = queries.prescription(prescription_id)
    return Subject(
        kind="prescription",
        id=found.id,
        patient_id=found.patient_id,
        name=lambda: Markup("{} {}").format(_("Prescription"), pagewords.code(found.number)),
        endpoint="pharmacy.show",
        argument="prescription_id",
    )


KIND = SubjectKind(see="pharmacy.view", change="pharmacy.dispense", load=subject)
