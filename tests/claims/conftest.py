"""A clinic at work: codes, a doctor, a contract with prices, a patient with a policy. Seeb has their look-alikes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from app.kernel.db import db
from tests import database
from tests.clinics import Clinic, clinics_of, furnished, in_clinic, noor, seeb
from tests.factories import clinic as made
from tests.factories import visits

__all__ = ["in_clinic", "noor", "seeb"]


@pytest.fixture
def source(request, cluster, template) -> str:
    """Tests of clinics begin with clinics at work."""
    wanted = "clinics" in request.fixturenames
    return furnished(cluster, made.GAMMA) if wanted else database.TEMPLATE


@pytest.fixture
def clinics(app, people, clock) -> dict[str, Clinic]:
    """Noor's things and the same again in Seeb, committed."""
    return clinics_of(app, people)


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
