"""What a clinic rehearses says nothing of how an insurer works: the desk counts it apart."""

from __future__ import annotations

from contextvars import Context
from uuid import UUID

import pytest
from flask import Flask

from app.kernel.db import db
from app.patients.queries import policy
from app.platform_admin import traffic
from app.tenants.scope import as_platform
from tests.factories import visits
from tests.factories.mode import be_live
from tests.factories.visits import told


@pytest.mark.parametrize("live", [True, False], ids=["live", "rehearsed"])
def test_live_traffic_and_rehearsals_are_counted_apart(app, in_clinic, live):
    if live:
        be_live(in_clinic.tenant_id)
    claim = visits.send(visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id))
    told(claim, "dispatched")
    payer_id = claim.payer_id
    db.session.commit()
    # As another request would see it: nothing of this clinic's scope comes along.
    counted = Context().run(unsent, app, payer_id)
    assert counted == ([1, 0] if live else [0, 1])


def unsent(app: Flask, payer_id: UUID) -> list[int]:
    """What the desk counts as waiting to leave: live, then rehearsed."""
    with app.app_context(), as_platform():
        return [traffic.by_payer([payer_id], practice=kind)[0].unsent for kind in (False, True)]
