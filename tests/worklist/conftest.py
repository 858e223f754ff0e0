"""A rejected claim to put right, and a draft beside it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.claims.history import move
from app.claims.models import Claim
from app.kernel.db import db
from app.tenants.scope import find
from tests.clinics import inside
from tests.factories import visits

__all__ = ["inside"]


@pytest.fixture
def noor(inside, clock):
    """Ids of a rejected claim and of a draft."""
    with inside("amal"):
        sent, draft = visits.a_sent_and_a_draft()
        move(find(Claim, sent.id, for_update=True), "refused_by_exchange")
        found = SimpleNamespace(rejected=sent.id, draft=draft.id)
        db.session.commit()
    return found
