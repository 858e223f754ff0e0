"""A worker dies between two claims of a batch; one insurer is away meanwhile. By the exchange's own ledger each left once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from app.audit import service as audit
from app.batches.models import Batch
from app.claims.models import Claim, Submission
from app.kernel.db import db
from app.tenants.scope import current_tenant_id
from tests.batches.conftest import Month, counted, make_month, start, status
from tests.crash.conftest import Server, Worker, wait_until
from tests.factories.clinic import ALPHA, BETA, DELTA, GAMMA

pytestmark = pytest.mark.timeout(300)

PAYERS = (ALPHA, BETA, GAMMA, DELTA)
FEW, MANY = 40, 800
# As journey C3 tells it.
AWAY_SECONDS = 600.0
Inside = Callable[[str], Any]


def test_a_worker_killed_within_a_batch_sends_every_claim_once(
    worker: Worker, sandbox: Server, app: Any, people: Any, inside: Inside
) -> None:
    made = make_month(inside, FEW, payers=PAYERS)
    sandbox.payer(DELTA, temper="down")
    worker.records, worker.failpoint, worker.deadly = False, "K17:kill*2", 2
    with inside("badr"):
        batch_id = start()
        away = wait_until(lambda: only_delta_waits(made), worker=worker)
        assert away, told()
        # The others are through; what goes to the silent line keeps its place.
        assert status(batch_id) == "running"
        sandbox.payer(DELTA, temper="instant")
        settled = wait_until(lambda: all_judged() and status(batch_id) == "done", worker=worker)
        assert settled, told()
        worker.stop()
        assert_each_left_once(sandbox, batch_id, FEW)


@pytest.mark.crash_long
@pytest.mark.timeout(1500)
def test_eight_hundred_claims_with_the_worker_killed_and_an_insurer_away(
    worker: Worker, sandbox: Server, app: Any, people: Any, inside: Inside
) -> None:
    made = make_month(inside, MANY, payers=PAYERS)
    sandbox.payer(DELTA, temper="down")
    worker.records, worker.failpoint, worker.deadly = False, "K17:kill*3", 3
    with inside("badr"):
        began = time.monotonic()
        batch_id = start()
        print(f"checked and started {MANY} claims in {time.monotonic() - began:.1f} s")
        assert sum(count for _status, count in counted(batch_id)) == MANY
        assert wait_until(lambda: only_delta_waits(made), 600, worker=worker), told()
        time.sleep(max(0.0, AWAY_SECONDS - (time.monotonic() - began)))
        sandbox.payer(DELTA, temper="instant")
        settled = wait_until(
            lambda: all_judged() and status(batch_id) == "done", 600, worker=worker
        )
        assert settled, told()
        worker.stop()
        print(f"all judged after {time.monotonic() - began:.0f} s")
        assert_each_left_once(sandbox, batch_id, MANY)


def only_delta_waits(made: Month) -> bool:
    """Everybody else's claims are with their insurers, none of Delta's is."""
    rows = by_payer()
    others = {status for payer, status in rows if payer != made.payers[DELTA]}
    deltas = {status for payer, status in rows if payer == made.payers[DELTA]}
    return (
        not others & {"draft", "queued", "sent"}
        and "queued" in deltas
        and deltas <= {"draft", "queued"}
    )


def by_payer() -> dict[tuple[UUID, str], int]:
    db.session.rollback()
    query = db.select(Claim.payer_id, Claim.status, db.func.count()).group_by(
        Claim.payer_id, Claim.status
    )
    found = {(payer, status): count for payer, status, count in db.session.execute(query)}
    db.session.rollback()
    return found


def all_judged() -> bool:
    return {status for _payer, status in by_payer()} == {"adjudicated"}


def told() -> str:
    return f"{by_payer()} {counted(db.session.scalars(db.select(Batch.id)).one())}"


def assert_each_left_once(sandbox: Server, batch_id: UUID, many: int) -> None:
    """Their ledger and ours: as many effective claims as the batch holds, for each insurer in order of the visits."""
    held = sandbox.ledger("claims")
    assert len(held) == len({one["focal_value"] for one in held}) == many
    sent = [one["focal_value"] for one in sandbox.ledger("messages", event="claim-request")]
    assert len(sent) == many
    db.session.rollback()
    rows = db.session.execute(
        db.select(Submission.identifier, Claim.payer_id, Claim.service_date).join(
            Claim, Claim.id == Submission.claim_id
        )
    ).all()
    assert {row.identifier for row in rows} == set(sent)
    place = {identifier: n for n, identifier in enumerate(sent)}
    for payer_id in {row.payer_id for row in rows}:
        mine = sorted(
            (row for row in rows if row.payer_id == payer_id), key=lambda row: place[row.identifier]
        )
        days = [row.service_date for row in mine]
        assert days == sorted(days)
    assert counted(batch_id) == [("submitted", many)]
    batch = db.session.get_one(Batch, (current_tenant_id(), batch_id), populate_existing=True)
    assert batch.leased_by is None
    judged = db.session.execute(
        db.text(
            "SELECT count(*), count(DISTINCT claim_id) FROM claim_events WHERE event = 'judged'"
        )
    ).one()
    assert tuple(judged) == (many, many)
    assert audit.verify_for_page(current_tenant_id()).problem is None
