"""A worker dies at each place between taking a message up and handing its answer on. Twice each.

By both ledgers: nothing lost, nothing doubled, nothing out of order, nothing stuck for a minute.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest

from app.audit import service
from app.exchange import outbox
from app.exchange.messages import CLAIMS, DESK, Party
from app.exchange.models import Inbound, Lane, Message
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.scope import current_tenant_id
from tests.crash.conftest import Server, Worker, wait_until
from tests.exchange import samples
from tests.exchange.conftest import Desk, desk

__all__ = ["desk"]

pytestmark = pytest.mark.timeout(200)

TIMES = 2
POINTS = (
    "K5:kill", "K6:kill", "K7:kill", "K8:kill", "K9:kill", "K10:kill", "K11:kill", "K12:kill",
    "K13:kill", "K13:cut", "K14:kill", "K15:kill", "K16:kill",
)  # fmt: skip
# Together in one morning they cost little more than one of them alone.
MORNINGS = (
    ("K5:kill", "K8:kill", "K11:kill", "K14:kill"),
    ("K6:kill", "K9:kill", "K12:kill", "K15:kill", "K16:kill"),
    ("K7:kill", "K10:kill", "K13:kill"),
    ("K13:cut",),
)


def test_every_point_has_its_morning() -> None:
    assert sorted(point for points in MORNINGS for point in points) == sorted(POINTS)


def test_between_two_answers_of_one_batch(worker: Worker, sandbox: Server, desk: Desk) -> None:
    """K17 needs two batches of answers to be reached twice."""
    sandbox.payer("DEMO-ALPHA", delay_seconds=2)
    worker.failpoint, ids = f"K17:kill*{TIMES}", {}
    for batch in range(1, TIMES + 1):
        worker.deadly = batch
        ids |= send(desk, [f"CLM-{batch}-{number}" for number in range(3)], priority="deferred")
        assert wait_until(partial(is_settled, ids), worker=worker), statuses(ids)
        assert worker.deaths == batch
    worker.stop()
    assert_ledgers_agree(sandbox, ids)


@pytest.mark.parametrize("points", MORNINGS, ids=" ".join)
def test_workers_that_die_lose_and_double_nothing(
    points: tuple[str, ...], worker: Worker, sandbox: Server, desk: Desk
) -> None:
    ids = live_through(points, worker, sandbox, desk)
    assert worker.deaths == len(points) * TIMES
    assert_ledgers_agree(sandbox, ids)


@pytest.mark.crash_long
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_that_dies_loses_and_doubles_nothing(
    point: str, worker: Worker, sandbox: Server, desk: Desk
) -> None:
    ids = live_through((point,), worker, sandbox, desk)
    assert worker.deaths == TIMES
    assert_ledgers_agree(sandbox, ids)


def live_through(
    points: tuple[str, ...], worker: Worker, sandbox: Server, desk: Desk
) -> dict[str, UUID]:
    """A morning's messages while workers die at these points, until all are answered; by name."""
    sandbox.payer("DEMO-ALPHA", delay_seconds=1)
    ids = send_a_morning(desk)
    worker.failpoint = ",".join(f"{point}*{TIMES}" for point in points)
    worker.deadly = len(points) * TIMES
    assert wait_until(lambda: is_settled(ids), worker=worker), statuses(ids)
    worker.stop()
    return ids


def send_a_morning(desk: Desk) -> dict[str, UUID]:
    """One question at the desk, and four claims to one insurer, two of which are judged later."""
    found = send(desk, ["CLM-0"]) | send(desk, ["CLM-1", "CLM-2"], priority="deferred")
    found |= send(desk, ["CLM-3"])
    asked = samples.question("ELG-0", desk.noor, Party(licence="DEMO-ALPHA", name="AlphaCare"))
    found["ELG-0"] = outbox.send(
        asked, payer_id=desk.payer_ids["DEMO-ALPHA"], stream=DESK, subject_kind="eligibility_check",
        subject_id=new_id(),
    )  # fmt: skip
    db.session.commit()
    return found


def send(desk: Desk, names: list[str], priority: str = "normal") -> dict[str, UUID]:
    """Claims of as many patients, in one transaction."""
    alpha = Party(licence="DEMO-ALPHA", name="AlphaCare")
    found = {}
    for name in names:
        civil_id = "3" + "".join(character for character in name if character.isdigit()).zfill(7)
        said = samples.claim(name, desk.noor, alpha, civil_id, priority=priority)
        found[name] = outbox.send(
            said, payer_id=desk.payer_ids["DEMO-ALPHA"], stream=CLAIMS, subject_kind="claim",
            subject_id=new_id(),
        )  # fmt: skip
    db.session.commit()
    return found


def statuses(ids: dict[str, UUID]) -> dict[str, str]:
    db.session.rollback()
    rows = db.session.execute(db.select(Message.id, Message.status)).all()
    db.session.rollback()
    return {name: dict(rows).get(identity, "missing") for name, identity in ids.items()}


def is_settled(ids: dict[str, UUID]) -> bool:
    """All answered, and nothing that came still waits to be read."""
    if set(statuses(ids).values()) != {"answered"}:
        return False
    left = db.session.scalars(db.select(Inbound.id).where(Inbound.status == "received")).all()
    db.session.rollback()
    return not left


def assert_ledgers_agree(sandbox: Server, ids: dict[str, UUID]) -> None:
    """Theirs and ours: each message counted once, each answer stored once and with one effect."""
    claims = sorted(name for name in ids if name.startswith("CLM"))
    taken = [row for row in sandbox.ledger("messages") if row["event"] != "poll-request"]
    assert sorted(row["focal_value"] for row in taken) == sorted(ids)
    in_order = [row["focal_value"] for row in taken if row["event"] == "claim-request"]
    assert in_order == claims
    assert len(sandbox.ledger("claims")) == len(claims)
    fetched = sorted(row["header_id"] for row in sandbox.ledger("queue"))
    carried = db.select(Inbound.header_id).where(Inbound.carried_by.is_not(None))
    assert sorted(db.session.scalars(carried)) == fetched
    assert set(db.session.scalars(db.select(Inbound.status))) == {"handled"}
    for name, outcomes in effects().items():
        final = "complete" if name == "ELG-0" else "judged"
        assert outcomes in ([final], ["queued", final]), name
    assert sorted(effects()) == sorted(ids)
    assert service.verify_for_page(current_tenant_id()).problem is None
    assert leased() == []


def effects() -> dict[str, list[str]]:
    """What was handed up for each message, in its order."""
    rows = db.session.execute(
        db.text(
            "SELECT m.focal_identifier, a.changes->>'outcome' FROM audit_events a JOIN messages m "
            "ON m.id = a.subject_id WHERE a.event = 'probe.answered' ORDER BY a.seq"
        )
    ).all()
    found: dict[str, list[str]] = {}
    for name, outcome in rows:
        found.setdefault(name, []).append(outcome)
    return found


def leased() -> list[UUID]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Lane.id).where(Lane.leased_until.is_not(None))))
