"""Working in a tenant between the requests of a test, never around them.

A context that stays open would be shared by the requests, and with it what Flask keeps per request.
"""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests.factories import clinic


@pytest.fixture
def inside(app, people):
    @contextmanager
    def enter(name):
        with app.app_context(), in_tenant(people[name].tenant_id, people[name].user_id):
            yield

    return enter


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
