"""Patients of two clinics, whose papers are kept."""

from __future__ import annotations

import pytest

from app.kernel.db import db
from tests.clinics import inside
from tests.factories import clinic

__all__ = ["inside"]


@pytest.fixture
def patients(inside):
    """Noor's two patients and Seeb's one, committed; ids by name."""
    found = {}
    with inside("amal"):
        found["fatma"] = clinic.a_patient(clinic.Mark(), civil_id="20114587").id
        found["said"] = clinic.a_patient(clinic.Mark(), civil_id="20551234").id
        db.session.commit()
    with inside("salma"):
        found["seeb"] = clinic.a_patient(clinic.Mark(), civil_id="20114587").id
        db.session.commit()
    return found
