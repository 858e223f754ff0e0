"""The tests' database: one cluster a run, one migrated template, a fresh copy for each test that writes.

Commits are real, roles are the real ones: the application runs as the runtime role.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from app.kernel import migrations, roles
from app.kernel.cluster import Cluster
from app.kernel.db import PLATFORM_ENGINE, db
from tests import notes

TEMPLATE = "maqbul_template"
# The same with one of everything in two look-alike clinics: see tests/world.py.
WORLD = "maqbul_world"
# Both clinics at work, by the payers they have contracts with: see tests/clinics.py.
CLINICS = "maqbul_clinics"
PASSWORD = "only-for-tests"
HOME = "MAQBUL_TEST_CLUSTER"


def choose_home() -> None:
    """One directory for this run; workers of the same run find it in the environment."""
    memory = Path("/dev/shm")
    base = memory if memory.is_dir() and os.access(memory, os.W_OK) else Path("/tmp")
    os.environ.setdefault(HOME, str(base / f"maqbul-tests-{os.getpid()}"))


def cluster() -> Cluster:
    """The cluster of this run, started or attached to."""
    found = Cluster(os.environ[HOME], durable=False)
    found.start()
    return found


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Workers of one run wait here for each other."""
    with Path(os.environ[HOME] + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def admin(running: Cluster) -> psycopg.Connection:
    """A superuser's connection, for making and dropping databases only."""
    return psycopg.connect(running.url("postgres"), autocommit=True)


def exists(connection: psycopg.Connection, name: str) -> bool:
    """Whether a database of this name is there."""
    row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return row is not None


def make_template(running: Cluster) -> None:
    """Roles and the migrated template; the cast is added by the caller."""
    roles.prepare(running.url("postgres"), TEMPLATE, dict.fromkeys(roles.ROLES, PASSWORD))
    migrations.upgrade(running.url(TEMPLATE, "maqbul_owner", PASSWORD))
    notes.keep_notes(running.url(TEMPLATE))


def fresh_copy(running: Cluster, name: str, source: str = TEMPLATE) -> None:
    """(Re)make a database from a template."""
    copying = _standing_connection(running.url("postgres"))
    copying.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))
    copying.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER maqbul_owner").format(
            sql.Identifier(name), sql.Identifier(source)
        )
    )


def let_go_of_the_desk() -> None:
    """Close what lies open in the operator's pool of the present application."""
    db.engines[PLATFORM_ENGINE].dispose()


def let_go_of_engines() -> None:
    """Close what lies open in the present application's pools: nobody copies a database that is in use."""
    for one in db.engines.values():
        one.dispose()


def inserting(connection: psycopg.Connection, table: str) -> sql.Composed:
    """An INSERT of one whole row given as JSON; what PostgreSQL computes itself is not given."""
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    columns = sql.SQL(", ").join(sql.Identifier(name) for (name,) in found)
    return sql.SQL(
        "INSERT INTO {0} ({1}) OVERRIDING SYSTEM VALUE SELECT {1} FROM jsonb_populate_record(NULL::{0}, %s)"
    ).format(sql.Identifier(table), columns)


def rename(connection: psycopg.Connection, name: str, instead: str) -> None:
    """Give a finished database the name by which others find it."""
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(name), sql.Identifier(instead)
        )
    )


@cache
def _standing_connection(url: str) -> psycopg.Connection:
    """One connection for all copies of a worker: signing in takes longer than copying."""
    return psycopg.connect(url, autocommit=True)
