"""A clinic at work: codes, a doctor, a contract with prices, a patient with a policy. Seeb has their look-alikes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from app.kernel.db import db
from tests.factories import clinic as made
from tests.factories import visits


@dataclass
class Clinic:
    """One tenant's own things, by id."""

    tenant_id: UUID
    patient_id: UUID
    policy_id: UUID
    practitioner_id: UUID
    payer_id: UUID


@pytest.fixture
def clinics(app, people, inside, clock) -> dict[str, Clinic]:
    """Noor's things and the same again in Seeb, committed."""
    with inside("amal"):
        made.load_codes()
        db.session.commit()
    return {
        "noor": _furnish(inside, "amal", people["amal"].tenant_id, made.Mark()),
        "seeb": _furnish(inside, "salma", people["salma"].tenant_id, made.Mark("Seeb", "السيب")),
    }


def _furnish(inside: Any, name: str, tenant_id: UUID, mark: made.Mark) -> Clinic:
    with inside(name):
        doctor = made.a_practitioner(mark)
        own = made.a_contract(mark).services
        made.a_contract(mark, payer=made.GAMMA, known=own)
        patient = made.a_patient(mark)
        policy = made.a_policy(patient.id, mark)
        db.session.flush()
        found = Clinic(tenant_id, patient.id, policy.id, doctor, policy.payer_id)
        db.session.commit()
    return found


@pytest.fixture
def noor(clinics) -> Clinic:
    return clinics["noor"]


@pytest.fixture
def seeb(clinics) -> Clinic:
    return clinics["seeb"]


@pytest.fixture
def in_clinic(noor, inside) -> Iterator[Clinic]:
    """The test works in Noor's scope, as Amal, with all its things."""
    with inside("amal"):
        yield noor


@pytest.fixture
def draft_of(inside, noor) -> Callable[..., UUID]:
    """A committed draft of Noor, ready to be sent unless told otherwise; its id."""

    def make(name: str = "amal", at: Clinic | None = None, **wishes: Any) -> UUID:
        place = at or noor
        with inside(name):
            from app.patients.queries import policy

            claim = visits.a_draft(policy(place.policy_id), place.practitioner_id, **wishes)
            found = claim.id
            db.session.commit()
        return found

    return make
