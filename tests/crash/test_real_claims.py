"""Claims sent by their own verb, through the real wiring, while workers die in the middle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.claims import service
from app.claims.models import Claim, Submission
from app.exchange import queries
from app.kernel.db import db
from tests.cast import Person
from tests.claims.conftest import draft_of
from tests.clinics import Clinic, clinics_of, furnish, noor
from tests.crash.conftest import Server, Worker, wait_until
from tests.factories import clinic as made

__all__ = ["draft_of", "noor"]

pytestmark = pytest.mark.timeout(200)

TIMES = 2
POINTS = ("K6", "K9", "K11", "K12", "K14", "K15", "K16")


@pytest.fixture
def clinics(app: Flask, people: dict[str, Person]) -> dict[str, Clinic]:
    """Both clinics at work as of now: time goes on, because other processes take part."""
    with app.app_context():
        furnish(people, made.GAMMA)
    return clinics_of(app, people)


def test_claims_of_a_clinic_arrive_once_and_are_judged_once(
    worker: Worker,
    sandbox: Server,
    inside: Callable[[str], Any],
    noor: Clinic,
    draft_of: Callable[..., UUID],
) -> None:
    ids = [draft_of(days_ago=days) for days in (0, 3)]
    numbers = submit(inside, ids)
    worker.records = False
    worker.failpoint = ",".join(f"{point}:kill*{TIMES}" for point in POINTS)
    worker.deadly = len(POINTS) * TIMES
    with inside("amal"):
        settled = wait_until(lambda: statuses(ids) == {"adjudicated"}, worker=worker)
        assert settled, statuses(ids)
        assert queries.parked_count() == 0
    worker.stop()
    assert [
        row["focal_value"] for row in sandbox.ledger("messages", event="claim-request")
    ] == numbers
    assert len(sandbox.ledger("claims")) == len(ids)
    with inside("amal"):
        judged = db.text(
            "SELECT claim_id, count(*) FROM claim_events WHERE event = 'judged' GROUP BY 1"
        )
        counted = {row.claim_id: row.count for row in db.session.execute(judged)}
        assert counted == dict.fromkeys(ids, 1)


def submit(inside: Callable[[str], Any], ids: list[UUID]) -> list[str]:
    """Send them one after the other; their numbers on the exchange, in that order."""
    with inside("amal"):
        for claim_id in ids:
            service.submit(claim_id, db.session.get_one(Claim, key(claim_id)).version)
            db.session.commit()
        sent = db.select(Submission.identifier).order_by(Submission.submitted_at)
        return list(db.session.scalars(sent))


def key(claim_id: UUID) -> tuple[UUID, UUID]:
    from app.tenants.scope import current_tenant_id

    return current_tenant_id(), claim_id


def statuses(ids: list[UUID]) -> set[str]:
    db.session.rollback()
    found = set(db.session.scalars(db.select(Claim.status).where(Claim.id.in_(ids))))
    db.session.rollback()
    return found
