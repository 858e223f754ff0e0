"""A clinic at work: codes, a doctor, a contract with prices, a patient with a policy. Seeb has their look-alikes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from app.kernel.db import db
from tests.clinics import Clinic, furnish, in_clinic, noor, seeb
from tests.factories import clinic as made
from tests.factories import visits

__all__ = ["in_clinic", "noor", "seeb"]


@pytest.fixture
def clinics(people, inside, clock) -> dict[str, Clinic]:
    """Noor's things and the same again in Seeb, committed."""
    return furnish(inside, people, made.GAMMA)


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
