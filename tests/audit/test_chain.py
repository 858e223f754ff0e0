"""The chain: gap-free under a crowd, and every tampering is found at its row."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from app.audit import trail
from app.audit.trail import Event
from app.audit.verify import ADDED, ANCHOR, CHANGED, HEAD, MISSING, UNLINKED, Anchor, verify_chain
from app.kernel.db import db

LENGTH = 40
TENANT = UUID("0190f1d0-0000-7000-8000-0000000000aa")


@pytest.fixture
def chain(context) -> UUID:
    """A chain of its own, forty events long."""
    trail.record_apart(*[event(number) for number in range(LENGTH)])
    return TENANT


def event(number: int, tenant: UUID = TENANT) -> Event:
    return Event(
        tenant_id=tenant, event="claim.submitted", subject_kind="claim", subject_id=uuid4(),
        actor_id=uuid4(), changes={"number": number, "net": "12.500", "note": "ملاحظة"},
    )  # fmt: skip


@pytest.fixture
def tamper(app, cluster, database_name) -> Iterator[psycopg.Connection]:
    """A superuser who switched the triggers off: what the chain is there for."""
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def found(anchor=None, last=None):
    verdict = verify_chain(TENANT, anchor=anchor, last=last)
    return (verdict.problem.kind, verdict.problem.seq) if verdict.problem else None


def test_an_untouched_chain_is_whole(chain):
    verdict = verify_chain(chain)
    assert (verdict.problem, verdict.checked, verdict.head_seq) == (None, LENGTH, LENGTH)
    assert len(verdict.head_hash) == 64


def test_a_tenant_without_events_has_a_whole_chain(context):
    assert verify_chain(uuid4()).is_whole


@pytest.mark.parametrize(("column", "value"), [
    ("actor_id",      "gen_random_uuid()"),
    ("subject_id",    "gen_random_uuid()"),
    ("subject_kind",  "'patient'"),
    ("event",         "'claim.withdrawn'"),
    ("at",            "at + interval '1 microsecond'"),
    ("changes",       "changes || '{\"net\": \"12.501\"}'"),
    ("changes",       "changes - 'note'"),
    ("previous_hash", "repeat('0', 64)"),
    ("hash",          "repeat('0', 64)"),
])  # fmt: skip
@pytest.mark.parametrize("row", [1, 20, LENGTH])
def test_a_flipped_field_is_found_at_its_row(chain, tamper, column, value, row):
    tamper.execute(
        f"UPDATE audit_events SET {column} = {value} WHERE tenant_id = %s AND seq = %s",
        [TENANT, row],
    )
    assert found() == (CHANGED, row)


@pytest.mark.parametrize("row", [1, 20, LENGTH])
def test_a_deleted_row_is_found_where_it_was(chain, tamper, row):
    tamper.execute("DELETE FROM audit_events WHERE tenant_id = %s AND seq = %s", [TENANT, row])
    assert found() == (MISSING, row)


def test_an_inserted_row_is_found(chain, tamper):
    tamper.execute(
        "UPDATE audit_events SET seq = -seq - 1 WHERE tenant_id = %s AND seq >= 20", [TENANT]
    )
    tamper.execute("UPDATE audit_events SET seq = -seq WHERE tenant_id = %s AND seq < 0", [TENANT])
    tamper.execute(
        "INSERT INTO audit_events SELECT tenant_id, 20, at, actor_id, event, subject_kind, subject_id, "
        "changes, hash, repeat('a', 64) FROM audit_events WHERE tenant_id = %s AND seq = 19",
        [TENANT],
    )
    assert found() == (CHANGED, 20)


def test_a_row_forged_with_a_right_hash_of_its_own_does_not_fit_in(chain, tamper):
    """The forger knows the recipe, but the row before is not his."""
    row = {
        "tenant_id": TENANT, "seq": 20, "at": trail.now(), "actor_id": None, "event": "claim.forged",
        "subject_kind": "claim", "subject_id": None, "changes": {}, "previous_hash": "b" * 64,
    }  # fmt: skip
    tamper.execute(
        "UPDATE audit_events SET at = %s, actor_id = NULL, event = 'claim.forged', subject_id = NULL, "
        "changes = '{}', previous_hash = %s, hash = %s WHERE tenant_id = %s AND seq = 20",
        [row["at"], "b" * 64, trail.chained_hash(row), TENANT],
    )
    assert found() == (UNLINKED, 20)


def test_a_row_rewritten_with_all_after_it_is_betrayed_by_the_head(chain, tamper):
    rewrite_from(tamper, 30)
    assert found() == (HEAD, LENGTH)


def test_even_a_rewritten_head_is_betrayed_by_the_printed_one(chain, tamper):
    printed = Anchor(LENGTH, verify_chain(TENANT).head_hash)
    last = rewrite_from(tamper, 30)
    tamper.execute("UPDATE audit_heads SET hash = %s WHERE tenant_id = %s", [last, TENANT])
    assert found() is None
    assert found(printed) == (ANCHOR, LENGTH)


def rewrite_from(tamper, first):
    """Forge one event and recompute every hash after it, as somebody with all rights could."""
    cursor = tamper.execute(
        "SELECT * FROM audit_events WHERE tenant_id = %s AND seq >= %s ORDER BY seq",
        [TENANT, first - 1],
    )
    names = [column.name for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    previous = rows[0]["hash"]
    for row in rows[1:]:
        row["event"] = "claim.withdrawn" if row["seq"] == first else row["event"]
        row["previous_hash"] = previous
        previous = trail.chained_hash(row)
        tamper.execute(
            "UPDATE audit_events SET event = %s, previous_hash = %s, hash = %s "
            "WHERE tenant_id = %s AND seq = %s",
            [row["event"], row["previous_hash"], previous, TENANT, row["seq"]],
        )
    return previous


@pytest.mark.parametrize(("one", "other"), [(1, 2), (10, 30), (LENGTH - 1, LENGTH)])
def test_two_rows_that_changed_places_are_found(chain, tamper, one, other):
    for before, after in ((one, -1), (other, one), (-1, other)):
        tamper.execute(
            "UPDATE audit_events SET seq = %s WHERE tenant_id = %s AND seq = %s",
            [after, TENANT, before],
        )
    kind, row = found()
    assert row == one
    assert kind in {CHANGED, UNLINKED}


@pytest.mark.parametrize("left", [0, 1, 25, LENGTH - 1])
def test_a_tail_cut_off_is_found_where_it_was_cut(chain, tamper, left):
    tamper.execute("DELETE FROM audit_events WHERE tenant_id = %s AND seq > %s", [TENANT, left])
    assert found() == (MISSING, left + 1)


def test_a_tail_cut_off_with_its_head_is_found_by_the_printed_head(chain, tamper):
    printed = Anchor(LENGTH, verify_chain(TENANT).head_hash)
    tamper.execute("DELETE FROM audit_events WHERE tenant_id = %s AND seq > 25", [TENANT])
    tamper.execute(
        "UPDATE audit_heads SET seq = 25, hash = (SELECT hash FROM audit_events "
        "WHERE tenant_id = %s AND seq = 25) WHERE tenant_id = %s",
        [TENANT, TENANT],
    )
    assert found() is None
    assert found(printed) == (MISSING, 26)


def test_a_row_beyond_the_head_is_found(chain, tamper):
    tamper.execute(
        "INSERT INTO audit_events SELECT tenant_id, seq + 1, at, actor_id, event, subject_kind, subject_id, "
        "changes, hash, repeat('a', 64) FROM audit_events WHERE tenant_id = %s AND seq = %s",
        [TENANT, LENGTH],
    )
    assert found() == (ADDED, LENGTH + 1)


def test_any_of_many_random_tamperings_is_found(chain, tamper):
    dice = random.Random(20261122)
    for _ in range(40):
        row = dice.randint(1, LENGTH)
        column = dice.choice(["event", "subject_kind", "hash", "previous_hash"])
        (before,) = tamper.execute(
            f"SELECT {column} FROM audit_events WHERE tenant_id = %s AND seq = %s",
            [TENANT, row],
        ).fetchone()
        change = f"UPDATE audit_events SET {column} = %s WHERE tenant_id = %s AND seq = %s"
        tamper.execute(change, [before + "x", TENANT, row])
        assert found() == (CHANGED, row)
        tamper.execute(change, [before, TENANT, row])
    assert found() is None


def test_the_newest_part_can_be_read_alone(chain, tamper):
    tamper.execute("UPDATE audit_events SET event = 'x' WHERE tenant_id = %s AND seq = 5", [TENANT])
    assert found(last=20) is None
    assert verify_chain(TENANT, last=20).since == LENGTH - 19
    assert found() == (CHANGED, 5)


def test_the_trail_refuses_to_be_changed_even_by_its_owner(chain, cluster, database_name):
    from tests.database import PASSWORD

    with psycopg.connect(cluster.url(database_name, "maqbul_owner", PASSWORD)) as connection:
        connection.execute("SELECT set_config('app.tenant', %s, false)", [str(TENANT)])
        for statement in (
            "UPDATE audit_events SET event = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events",
        ):  # fmt: skip
            refused = pytest.raises(psycopg.errors.RaiseException, match="only grows")
            with refused, connection.transaction():
                connection.execute(statement)


def test_many_at_once_leave_no_gap(app):
    """Threads with connections of their own append to one chain; the head hands out the numbers."""

    def write(number: int) -> None:
        with app.app_context():
            trail.record_apart(event(number), event(number))

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(write, range(30)))
    with app.app_context():
        verdict = verify_chain(TENANT)
    assert (verdict.problem, verdict.checked, verdict.head_seq) == (None, 60, 60)


def test_an_event_stands_or_falls_with_its_change(in_noor):
    from app.audit.trail import note

    before = verify_chain(in_noor).head_seq
    note("claim.submitted", "claim", uuid4())
    db.session.rollback()
    assert verify_chain(in_noor).head_seq == before
    note("claim.submitted", "claim", uuid4(), net="1.000")
    db.session.commit()
    assert verify_chain(in_noor).head_seq == before + 1


def test_a_note_outside_any_tenant_is_refused(context):
    with pytest.raises(RuntimeError, match="outside any tenant"):
        trail.note("claim.submitted", "claim", uuid4())


def test_amounts_days_and_ids_are_written_as_text(in_noor):
    from datetime import date
    from decimal import Decimal

    trail.note(
        "claim.submitted",
        "claim",
        uuid4(),
        net=Decimal("12.500"),
        day=date(2026, 11, 22),
        of=uuid4(),
    )
    db.session.commit()
    assert verify_chain(in_noor).is_whole
