"""Working in a tenant between the requests of a test, and a rejected claim to put right."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from app.claims.history import move
from app.claims.models import Claim
from app.kernel.db import db
from app.tenants.scope import find, in_tenant
from tests.factories import clinic, visits


@pytest.fixture
def inside(app, people):
    @contextmanager
    def enter(name):
        with app.app_context(), in_tenant(people[name].tenant_id, people[name].user_id):
            yield

    return enter


@pytest.fixture
def noor(inside, clock):
    """Ids of a rejected claim and of a draft."""
    with inside("amal"):
        clinic.load_codes()
        doctor = clinic.a_practitioner()
        clinic.a_contract()
        patient = clinic.a_patient(clinic.Mark())
        policy = clinic.a_policy(patient.id, clinic.Mark())
        db.session.flush()
        sent = visits.send(visits.a_draft(policy, doctor))
        move(find(Claim, sent.id, for_update=True), "refused_by_exchange")
        draft = visits.a_draft(policy, doctor, days_ago=3)
        found = SimpleNamespace(rejected=sent.id, draft=draft.id)
        db.session.commit()
    return found
