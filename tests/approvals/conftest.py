"""A clinic that asks for approvals, and the simulated exchange that answers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from app.approvals.models import Approval
from app.kernel.db import db
from app.patients.queries import policy
from tests import database
from tests.clinics import Clinic, clinics_of, furnished, in_clinic, inside, noor, seeb
from tests.factories import clinic as made
from tests.factories import requests, wire

__all__ = ["in_clinic", "inside", "noor", "seeb"]


@pytest.fixture
def source(request, cluster, template) -> str:
    """Tests of clinics begin with clinics at work."""
    wanted = "clinics" in request.fixturenames
    return furnished(cluster, made.BETA, made.GAMMA) if wanted else database.TEMPLATE


@pytest.fixture
def clinics(app, people, clock) -> dict[str, Clinic]:
    """Noor's things and the same again in Seeb, committed."""
    return clinics_of(app, people)


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
