"""What conftests of several packages share: work inside a tenant, and a clinic at work with its look-alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests.cast import Person
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


def furnish(
    inside: Inside,
    people: dict[str, Person],
    *payers: str,
    places: tuple[str, ...] = ("noor", "seeb"),
) -> dict[str, Clinic]:
    """Each place with a doctor, a patient with a policy, and prices for Alpha and these payers. Commits."""
    with inside("amal"):
        made.make_codes()
    return {
        place: _furnish_one(inside, people[OWNERS[place]], MARKS[place], payers) for place in places
    }


def _furnish_one(inside: Inside, owner: Person, mark: made.Mark, payers: tuple[str, ...]) -> Clinic:
    with inside(owner.name):
        doctor = made.a_practitioner(mark)
        known = made.a_contract(mark).services
        for payer in payers:
            made.a_contract(mark, payer=payer, known=known)
        patient = made.a_patient(mark)
        held = made.a_policy(patient.id, mark)
        db.session.flush()
        found = Clinic(owner.tenant_id, patient.id, held.id, doctor, held.payer_id)
        db.session.commit()
    return found


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
