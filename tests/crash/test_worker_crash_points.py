"""A worker dies at each place between taking a message up and handing its answer on. Twice each.

By both ledgers: nothing lost, nothing doubled, nothing out of order, nothing stuck for a minute.
"""

from __future__ import annotations

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

pytestmark = [pytest.mark.crash, pytest.mark.timeout(200)]

TIMES = 2
POINTS = ("K5", "K6", "K7", "K8", "K9", "K10", "K11", "K12", "K13", "K14", "K15", "K16", "K17")


@pytest.mark.parametrize("point", [f"{point}:kill" for point in POINTS] + ["K13:cut"])
def test_a_worker_that_dies_loses_and_doubles_nothing(
    point: str, worker: Worker, sandbox: Server, desk: Desk
) -> None:
    sandbox.payer("DEMO-ALPHA", delay_seconds=1)
    ids = send_a_morning(desk)
    worker.failpoint = f"{point}*{TIMES}"
    done = wait_until(lambda: all_answered(desk, ids), meanwhile=worker.keep_alive)
    assert worker.deaths == TIMES
    assert done, statuses(ids)
    assert_ledgers_agree(desk, sandbox, ids)


def send_a_morning(desk: Desk) -> dict[str, UUID]:
    """One question at the desk and four claims, two of which are judged later."""
    found = {}
    for number in range(4):
        said = samples.claim(
            f"CLM-{number}", desk.noor, civil_id=f"3000000{number}",
            priority="deferred" if number in (1, 2) else "normal",
        )  # fmt: skip
        found[f"CLM-{number}"] = outbox.send(
            said, payer_id=desk.payer_ids["DEMO-ALPHA"], stream=CLAIMS, subject_kind="claim",
            subject_id=new_id(),
        )  # fmt: skip
    asked = samples.question("ELG-0", desk.noor, Party(licence="DEMO-ALPHA", name="AlphaCare"))
    found["ELG-0"] = outbox.send(
        asked, payer_id=desk.payer_ids["DEMO-ALPHA"], stream=DESK, subject_kind="eligibility_check",
        subject_id=new_id(),
    )  # fmt: skip
    db.session.commit()
    return found


def statuses(ids: dict[str, UUID]) -> dict[str, str]:
    db.session.rollback()
    rows = db.session.execute(db.select(Message.id, Message.status)).all()
    db.session.rollback()
    return {name: dict(rows).get(identity, "missing") for name, identity in ids.items()}


def all_answered(desk: Desk, ids: dict[str, UUID]) -> bool:
    return set(statuses(ids).values()) == {"answered"}


def assert_ledgers_agree(desk: Desk, sandbox: Server, ids: dict[str, UUID]) -> None:
    claims = sorted(name for name in ids if name.startswith("CLM"))
    taken = [row["focal_value"] for row in sandbox.ledger("messages") if row["event"] != "poll-request"]
    # Each message counted once over there; the claims in the order they were sent.
    assert sorted(taken) == sorted(ids)
    assert [name for name in taken if name in claims] == claims
    assert len(sandbox.ledger("claims")) == len(claims)
    # What was fetched stands here exactly once, and no answer had its effect twice.
    fetched = sorted(row["header_id"] for row in sandbox.ledger("queue"))
    carried = db.select(Inbound.header_id).where(Inbound.carried_by.is_not(None))
    assert sorted(db.session.scalars(carried)) == fetched
    assert len(fetched) == 2
    assert set(db.session.scalars(db.select(Inbound.status))) == {"handled"}
    assert effects() == {
        "CLM-0": ["judged"],
        "CLM-1": ["queued", "judged"],
        "CLM-2": ["queued", "judged"],
        "CLM-3": ["judged"],
        "ELG-0": ["complete"],
    }
    assert service.verify_for_page(current_tenant_id()).problem is None
    db.session.rollback()
    assert wait_until(lambda: leased() == [], 10)


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
