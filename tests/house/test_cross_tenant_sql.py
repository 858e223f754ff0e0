"""The second wall by raw SQL: as the runtime role in Noor's name, against every tenant table of the catalogue."""

from __future__ import annotations

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.types.json import Jsonb

from app import create_app
from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests import database
from tests.conftest import settings_for
from tests.world import MARKS, World

TENANT_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND a.attname = 'tenant_id' AND NOT a.attisdropped ORDER BY 1
"""
# The world holds no row of these: what is kept for moments only.
EMPTY = {"idempotency_results"}
REFUSED = (
    errors.InsufficientPrivilege,
    errors.FeatureNotSupported,
    errors.WithCheckOptionViolation,
)


@pytest.fixture
def past_the_walls(world, cluster, database_name):
    """A superuser's connection, to see what is true."""
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        yield connection


@pytest.fixture
def runtime(world, cluster, database_name):
    """A connection of the role the application runs as."""
    url = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def tables(past_the_walls) -> list[str]:
    return [row[0] for row in past_the_walls.execute(TENANT_TABLES)]


@contextmanager
def as_tenant(connection: psycopg.Connection, tenant_id: Any):
    """One transaction in a clinic's name, undone in the end."""
    with connection.transaction(force_rollback=True):
        connection.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant_id or "")])
        yield connection


def named(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))


def attempt(connection: psycopg.Connection, statement: Any, values: Any = None) -> int:
    """Rows that a statement read or changed; 0 when it was refused."""
    try:
        with connection.transaction():
            return connection.execute(statement, values).rowcount
    except REFUSED:
        return 0


def refused(connection: psycopg.Connection, statement: Any, values: Any = None) -> bool:
    """Whether the statement did nothing, because it was refused or found no row."""
    return attempt(connection, statement, values) == 0


def a_row(connection: psycopg.Connection, table: str, tenant_id: Any) -> dict[str, Any] | None:
    query = named("SELECT to_jsonb(t) FROM {} t WHERE tenant_id = %s LIMIT 1", table)
    found = connection.execute(query, [tenant_id]).fetchone()
    return found[0] if found else None


def state(connection: psycopg.Connection, tables: list[str]) -> dict[str, str]:
    query = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"
    return {one: connection.execute(named(query, one)).fetchone()[0] for one in tables}


def test_the_world_has_rows_in_every_tenant_table(world, past_the_walls, tables):
    """Else the tests below would prove nothing about an empty one."""
    empty = {
        table
        for table, key in itertools.product(tables, ("noor", "seeb"))
        if a_row(past_the_walls, table, world.tenant_id(key)) is None
    }
    assert empty <= EMPTY, f"fill these in tests/world.py: {empty}"


def test_select_and_copy_show_only_the_own_rows(world, runtime, past_the_walls, tables):
    mine = world.tenant_id("noor")
    theirs = MARKS["seeb"].latin.encode()
    for table in tables:
        with as_tenant(runtime, mine):
            seen = runtime.execute(named("SELECT DISTINCT tenant_id FROM {}", table)).fetchall()
            assert seen in ([(mine,)], []), table
            asked = named("SELECT 1 FROM {} WHERE tenant_id <> %s", table)
            assert runtime.execute(asked, [mine]).fetchall() == [], table
        with as_tenant(runtime, mine), runtime.cursor() as cursor:
            with cursor.copy(named("COPY {} TO STDOUT", table)) as copied:
                out = b"".join(bytes(part) for part in copied)
            assert theirs not in out, table
            assert str(world.tenant_id("seeb")).encode() not in out, table
            count = past_the_walls.execute(named("SELECT count(*) FROM {} WHERE tenant_id = %s", table), [mine])  # fmt: skip
            assert out.count(b"\n") == count.fetchone()[0], table


def test_nothing_of_another_can_be_changed_or_made(world, runtime, past_the_walls, tables):
    mine, other = world.tenant_id("noor"), world.tenant_id("seeb")
    before, tried = state(past_the_walls, tables), 0
    for table in tables:
        row = a_row(past_the_walls, table, other)
        insert = database.inserting(past_the_walls, table)
        for name, statement, values in attacks(table, other, row, insert):
            with as_tenant(runtime, mine):
                assert refused(runtime, statement, values), (table, name)
                tried += 1
    assert state(past_the_walls, tables) == before
    assert tried > 8 * len(tables)


def attacks(table: str, other: Any, row: dict[str, Any] | None, insert: sql.Composed):
    """Every way to reach a row of the other clinic; `insert` makes one of JSON."""
    yield (
        "update",
        named("UPDATE {} SET tenant_id = tenant_id WHERE tenant_id = %s", table),
        [other],
    )
    yield "update all", named("UPDATE {} SET tenant_id = %s", table), [other]
    yield "delete", named("DELETE FROM {} WHERE tenant_id = %s", table), [other]
    yield "lock", named("SELECT 1 FROM {} WHERE tenant_id = %s FOR UPDATE", table), [other]
    yield "truncate", named("TRUNCATE {} CASCADE", table), None
    merge = (
        "MERGE INTO {} t USING (SELECT %s::uuid AS id) s ON t.tenant_id = s.id WHEN MATCHED THEN {}"
    )
    for what in ("DELETE", "UPDATE SET tenant_id = s.id"):
        statement = sql.SQL(merge).format(sql.Identifier(table), sql.SQL(what))
        yield f"merge {what}", statement, [other]
    if row is None:
        return
    yield "insert", insert, [Jsonb(row)]
    yield "on conflict do nothing", insert + sql.SQL(" ON CONFLICT DO NOTHING"), [Jsonb(row)]
    if "id" in row:
        taking = sql.SQL(
            " ON CONFLICT (tenant_id, id) DO UPDATE SET tenant_id = EXCLUDED.tenant_id"
        )
        yield "upsert", insert + taking, [Jsonb(row)]
        yield "copy in", sql.SQL("COPY {} (tenant_id, id) FROM STDIN").format(sql.Identifier(table)), None  # fmt: skip


def test_without_a_tenant_there_is_nothing(world, runtime, past_the_walls, tables):
    for table, tenant_id in itertools.product(tables, (None, "")):
        with as_tenant(runtime, tenant_id):
            assert runtime.execute(named("SELECT 1 FROM {}", table)).fetchall() == [], table
            assert attempt(runtime, named("UPDATE {} SET tenant_id = tenant_id", table)) == 0, table
            assert attempt(runtime, named("DELETE FROM {}", table)) == 0, table
            row = a_row(past_the_walls, table, world.tenant_id("noor"))
            made = database.inserting(past_the_walls, table)
            assert row is None or refused(runtime, made, [Jsonb(row)]), table
    assert runtime.execute("SELECT count(*) FROM tenants").fetchone() == (0,)
    assert runtime.execute("SELECT count(*) FROM users").fetchone() == (0,)


def test_a_clinic_sees_no_other_clinic_and_none_of_its_people(world, runtime):
    with as_tenant(runtime, world.tenant_id("noor")):
        names = runtime.execute("SELECT name_en FROM tenants").fetchall()
        emails = {row[0] for row in runtime.execute("SELECT email FROM users")}
        assert attempt(runtime, "UPDATE users SET name_en = 'x' WHERE email LIKE '%%seeb%%'") == 0
    assert names == [("Noor Clinic",)]
    assert "amal@noor.example" in emails
    assert not [one for one in emails if "seeb" in one]


def test_a_reference_to_another_clinic_cannot_be_written(world, runtime, past_the_walls):
    """A policy of ours on their patient: the same refusal as for a patient whom nobody knows."""
    mine, said = world.tenant_id("noor"), []
    own = a_row(past_the_walls, "policies", mine)
    for patient in (
        world.named["seeb"]["patient_approved"],
        "00000000-0000-7000-8000-000000000000",
    ):
        row = {**own, "id": "00000000-0000-7000-8000-000000000001", "patient_id": patient}
        with as_tenant(runtime, mine), pytest.raises(errors.ForeignKeyViolation) as refusal:
            runtime.execute(
                "INSERT INTO policies SELECT * FROM jsonb_populate_record(NULL::policies, %s)",
                [Jsonb(row)],
            )
        said.append(json.dumps(refusal.value.diag.message_detail).replace(patient, "ID"))
    assert said[0] == said[1]


def test_the_tenant_does_not_outlive_its_transaction_in_the_pool(world):
    """After a commit, a rollback and a crash of the work: the connection knows no tenant."""

    def work(ending: str) -> None:
        with in_tenant(world.tenant_id("noor")):
            db.session.execute(db.text("SELECT 1"))
            if ending == "error":
                raise RuntimeError(ending)
            getattr(db.session, ending)()

    with world.app.app_context():
        for ending in ("commit", "rollback", "error"):
            with pytest.raises(RuntimeError) if ending == "error" else contextmanager(lambda: (yield))():  # fmt: skip
                work(ending)
            for _ in range(db.engine.pool.checkedin()):
                with db.engine.connect() as connection:
                    setting = connection.scalar(
                        db.text("SELECT current_setting('app.tenant', true)")
                    )
                    assert not setting, (ending, setting)


def test_two_clinics_share_two_connections_and_see_only_their_own(world, cluster, database_name):
    """200 requests in turn, some of them failing, over a pool of two connections."""
    app = create_app(settings_for(cluster, database_name, pool_size=2))
    small = World(
        app=app, named=world.named, tokens=world.tokens, people=world.people, payers=world.payers
    )
    with app.app_context():
        db.engine.pool._max_overflow = 0
    jobs = [("noor", "amal", n) for n in range(100)] + [("seeb", "salma", n) for n in range(100)]
    jobs.sort(key=lambda job: job[2])
    with ThreadPoolExecutor(4) as threads:
        wrong = [
            found for found in threads.map(lambda job: foreign_marks(small, *job), jobs) if found
        ]
    with app.app_context():
        assert db.engine.pool.size() == 2
        db.engine.dispose()
    assert wrong == []


def foreign_marks(world: World, key: str, name: str, number: int) -> str:
    """What a request saw of the other clinic, or that it saw nothing of its own."""
    own, other = MARKS[key].latin, MARKS["seeb" if key == "noor" else "noor"].latin
    ids = world.named[key]
    stranger = world.named["seeb" if key == "noor" else "noor"]
    paths = (
        "/practitioners/",
        f"/contracts/{ids['contract_alpha']}",
        f"/patients/{stranger['patient_approved']}",
        f"/claims/{ids['claim_draft']}/amounts",
    )
    path = paths[number % 4]
    answer = world.as_(name).client.get(path, buffered=True)
    seen = answer.get_data(as_text=True)
    if other in seen or answer.status_code >= 500:
        return f"{name} {path} {answer.status_code}"
    missing = number % 4 < 2 and own not in seen
    return f"{name} {path} shows nothing of its own" if missing else ""
