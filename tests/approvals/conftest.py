"""A clinic that asks for approvals, and the simulated exchange that answers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from app.approvals.models import Approval
from app.kernel.db import db
from app.patients.queries import policy
from app.tenants.scope import in_tenant
from tests.factories import clinic as made
from tests.factories import requests, wire


@pytest.fixture
def inside(app, people) -> Callable[[str], AbstractContextManager[None]]:
    """Working in a tenant between the requests of a test, never around them."""

    @contextmanager
    def enter(name: str) -> Iterator[None]:
        with app.app_context(), in_tenant(people[name].tenant_id, people[name].user_id):
            yield

    return enter


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
        made.make_codes()
    return {
        "noor": _furnish(inside, "amal", people["amal"].tenant_id, made.Mark()),
        "seeb": _furnish(inside, "salma", people["salma"].tenant_id, made.Mark("Seeb", "السيب")),
    }


def _furnish(inside: Any, name: str, tenant_id: UUID, mark: made.Mark) -> Clinic:
    with inside(name):
        doctor = made.a_practitioner(mark)
        own = made.a_contract(mark).services
        for payer in (made.BETA, made.GAMMA):
            made.a_contract(mark, payer=payer, known=own)
        patient = made.a_patient(mark)
        held = made.a_policy(patient.id, mark)
        db.session.flush()
        found = Clinic(tenant_id, patient.id, held.id, doctor, held.payer_id)
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
def draft(in_clinic) -> Approval:
    """A sound draft: six sessions of one service and a consultation."""
    return requests.a_request(
        policy(in_clinic.policy_id), in_clinic.practitioner_id,
        services=(("LAB-A1C", "6"), ("CONS-GP", "1")), days=30,
    )  # fmt: skip


@pytest.fixture
def draft_of(inside, noor) -> Callable[..., UUID]:
    """A committed draft, ready to be sent unless told otherwise; its id."""

    def make(name: str = "amal", at: Clinic | None = None, **wishes: Any) -> UUID:
        place = at or noor
        with inside(name):
            found = requests.a_request(policy(place.policy_id), place.practitioner_id, **wishes).id
            db.session.commit()
        return found

    return make


@pytest.fixture
def simulator(app, cluster, inside) -> Iterator[wire.Simulator]:
    """The simulated exchange, on a database of its own."""
    with wire.in_process(app, cluster, "sandbox_approvals") as found:
        yield found
