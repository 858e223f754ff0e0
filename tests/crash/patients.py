"""A patient of Noor Clinic, for processes that ask about one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.kernel.db import db
from app.patients.service import register
from app.patients.values import NewDocument, NewPatient


def register_a_patient(civil_id: str) -> UUID:
    """Register and commit; the patient's id."""
    known = NewPatient(
        name_en="Said Al-Test",
        birth_date=date(1990, 2, 3),
        sex="male",
        document=NewDocument(kind="civil_id", number=civil_id),
    )
    found = register(known).id
    db.session.commit()
    return found
