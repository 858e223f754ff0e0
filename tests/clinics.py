"""What conftests of several packages share: work inside a tenant, and a clinic at work with its look-alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.kernel.cluster import Cluster
from app.kernel.db import db
from app.patients.models import Policy
from app.practitioners.models import Practitioner
from app.tenants.scope import Scope, enter, in_tenant
from tests import database
from tests.cast import Person
from tests.conftest import A_SUNDAY_MORNING, read_cast, settings_for
from tests.factories import clinic as made

OWNERS = {"noor": "amal", "seeb": "salma"}
MARKS = {"noor": made.Mark(), "seeb": made.Mark("Seeb", "السيب")}
Inside = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def inside(app: Flask, people: dict[str, Person]) -> Inside:
    """Working in a tenant between the requests of a test, never around them.

    A context that stays open would be shared by the requests, and with it what Flask keeps per request.
    """

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


def furnished(cluster: Cluster, *payers: str) -> str:
    """The name of a database with both clinics at work: made once a run, for tests to copy.

    Each has a doctor, a patient with a policy, and prices for Alpha and these payers.
    """
    name = "_".join((database.CLINICS, *payers)).lower().replace("-", "_")
    with database.one_at_a_time(), database.admin(cluster) as connection:
        if not database.exists(connection, name):
            making = f"{name}_making"
            _make(cluster, making, payers)
            database.rename(connection, making, name)
    return name


def clinics_of(app: Flask, people: dict[str, Person]) -> dict[str, Clinic]:
    """The ids of what stands in a furnished database, by clinic."""
    found = {}
    for place, owner in OWNERS.items():
        with app.app_context(), in_tenant(people[owner].tenant_id, people[owner].user_id):
            held = db.session.scalars(select(Policy)).one()
            doctor = db.session.scalars(select(Practitioner.id)).one()
            found[place] = Clinic(people[owner].tenant_id, held.patient_id, held.id, doctor, held.payer_id)  # fmt: skip
    return found


def furnish(people: dict[str, Person], *payers: str) -> None:
    """Put both clinics to work in the database at hand. Commits."""
    with in_tenant(people["amal"].tenant_id, people["amal"].user_id):
        made.make_codes()
    for place, owner in OWNERS.items():
        _furnish_one(people[owner], MARKS[place], payers)


def _make(cluster: Cluster, name: str, payers: tuple[str, ...]) -> None:
    database.fresh_copy(cluster, name)
    app = create_app(settings_for(cluster, name))
    people = read_cast(app)
    with app.app_context(), time_machine.travel(A_SUNDAY_MORNING, tick=False):
        furnish(people, *payers)
        db.session.remove()
        db.engine.dispose()


def _furnish_one(owner: Person, mark: made.Mark, payers: tuple[str, ...]) -> None:
    with in_tenant(owner.tenant_id, owner.user_id):
        made.a_practitioner(mark)
        known = made.a_contract(mark).services
        for payer in payers:
            made.a_contract(mark, payer=payer, known=known)
        patient = made.a_patient(mark)
        made.a_policy(patient.id, mark)
        db.session.commit()


@pytest.fixture
def noor(clinics: dict[str, Clinic]) -> Clinic:
    """The clinic itself; `clinics` says for which payers it is furnished."""
    return clinics["noor"]


@pytest.fixture
def seeb(clinics: dict[str, Clinic]) -> Clinic:
    """The stranger's, which looks alike."""
    return clinics["seeb"]


@pytest.fixture
def in_clinic(noor: Clinic, inside: Any) -> Iterator[Clinic]:
    """The test works in Noor's scope, as Amal, with all its things."""
    with inside("amal"):
        yield noor


@contextmanager
def in_branches(app: Flask, person: Person, *branches: UUID) -> Iterator[None]:
    """Working as somebody who works in these branches alone, as a signed-in browser would."""
    with app.app_context():
        leave = enter(Scope(person.tenant_id, person.user_id, branches=frozenset(branches)))
        try:
            yield
        finally:
            leave()
