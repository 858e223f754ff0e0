"""Two claims want the last unit in one moment: one gets it, the other is told."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from app.approvals import service, units
from app.approvals.errors import NoUnitsLeft
from app.approvals.models import Approval
from app.kernel.clock import today
from app.kernel.db import db
from app.patients.queries import policy
from tests.factories import requests, visits
from tests.factories.requests import granted, reply_to


@pytest.mark.parametrize(("left", "lucky"), [("1", 1), ("2", 2), ("5", 5)])
def test_the_last_unit_goes_once(inside, noor, draft_of, left, lucky):
    approval_id = draft_of(services=(("LAB-CBC", left),))
    with inside("amal"):
        one = requests.send(db.session.get_one(Approval, (noor.tenant_id, approval_id)))
        service.apply_answer(reply_to(one, granted(one)))
        line_id = one.lines[0].id
        claims = [
            visits.a_draft(policy(noor.policy_id), noor.practitioner_id, days_ago=day).id
            for day in range(6)
        ]
        db.session.commit()
    start, outcomes = threading.Barrier(len(claims)), []

    def take(claim_id):
        with inside("amal"):
            start.wait(10)
            try:
                service.use(claim_id, line_id, Decimal(1), today())
                db.session.commit()
                outcomes.append("taken")
            except NoUnitsLeft:
                db.session.rollback()
                outcomes.append("none left")

    threads = [threading.Thread(target=take, args=(one,)) for one in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["none left"] * (6 - lucky) + ["taken"] * lucky
    with inside("amal"):
        assert units.taken([line_id]) == {line_id: Decimal(lucky)}
