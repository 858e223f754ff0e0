"""The database of a worker, brought back to its source before each test.

A copy takes as long as many a test, and the first connection to it too. What was written stands in the notes,
so only those tables are filled anew, and the pool keeps its connections. Where that might not be enough (another
source, a change of form, somebody else still connected), a copy is made.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import Engine

from app.kernel.cluster import Cluster
from tests import database, notes

# Rows that were replaced stay on the disk as dead ones; a copy has none.
TIMES_AT_MOST = 100
# A connection that was just closed takes a moment to go.
LOOKS, PAUSE_SECONDS = 5, 0.004
# Head and tail of a binary copy without rows.
EMPTY_BYTES = 21
SEQUENCES = "SELECT oid::regclass::text, pg_sequence_last_value(oid) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"  # fmt: skip
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@dataclass
class Contents:
    """All rows of a source, each table as PostgreSQL copies it out, and where its sequences stand."""

    tables: dict[str, bytes]
    sequences: dict[str, int | None]


@dataclass
class Standing:
    """A worker's database as it is now."""

    source: str
    connection: psycopg.Connection
    times: int = 0


_contents: dict[str, Contents] = {}
_standing: dict[str, Standing] = {}


def renew(running: Cluster, name: str, engine: Engine, source: str = database.TEMPLATE) -> None:
    """Make the database hold what its source holds, and nothing else; nobody may be working in it."""
    standing = _standing.get(name)
    if standing is not None and standing.source == source and _bring_back(standing, engine):
        return
    engine.dispose()
    leave(name)
    database.fresh_copy(running, name, source)
    connection = psycopg.connect(running.url(name), autocommit=True)
    if source not in _contents:
        _contents[source] = _read(connection)
    connection.execute("DELETE FROM test_notes.notes")
    _standing[name] = Standing(source, connection)


def leave(name: str) -> None:
    """Let go of a database."""
    standing = _standing.pop(name, None)
    if standing is not None:
        standing.connection.close()


def _read(connection: psycopg.Connection) -> Contents:
    tables = {}
    for (table,) in connection.execute(notes.TABLES).fetchall():
        out = sql.SQL("COPY public.{} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
        with connection.cursor() as cursor, cursor.copy(out) as copied:
            tables[table] = b"".join(bytes(part) for part in copied)
    return Contents(tables, dict(connection.execute(SEQUENCES).fetchall()))


def _bring_back(standing: Standing, engine: Engine) -> bool:
    """Fill anew what was written; False where a copy has to be made."""
    standing.times += 1
    if standing.times > TIMES_AT_MOST or not _is_alone(standing.connection, engine):
        return False
    contents = _contents[standing.source]
    try:
        moved = {row[0] for row in standing.connection.execute("SELECT DISTINCT name FROM test_notes.notes")}  # fmt: skip
        if not moved <= contents.tables.keys():
            return False
        _fill(standing.connection, moved, contents)
        _wind_back(standing.connection, contents.sequences)
    except psycopg.Error:
        return False
    return True


def _is_alone(connection: psycopg.Connection, engine: Engine) -> bool:
    """Whether nobody but the pool is connected, and nobody works in it."""
    for _ in range(LOOKS):
        try:
            row = connection.execute(OTHERS).fetchone()
        except psycopg.Error:
            return False
        if row is not None and row[0] == engine.pool.checkedin():
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def _fill(connection: psycopg.Connection, moved: set[str], contents: Contents) -> None:
    if not moved:
        return
    empty = sql.SQL("; ").join(
        sql.SQL("DELETE FROM public.{}").format(sql.Identifier(table)) for table in moved
    )
    with connection.transaction():
        # The rows were right where they come from: no key and no trigger has a say in it.
        connection.execute("SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '2s'")  # fmt: skip
        connection.execute(empty)
        for table in moved:
            into = sql.SQL("COPY public.{} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))  # fmt: skip
            if len(contents.tables[table]) > EMPTY_BYTES:
                with connection.cursor() as cursor, cursor.copy(into) as copied:
                    copied.write(contents.tables[table])
        connection.execute("DELETE FROM test_notes.notes")


def _wind_back(connection: psycopg.Connection, wanted: dict[str, int | None]) -> None:
    """Every sequence of the house begins with 1."""
    for name, value in connection.execute(SEQUENCES).fetchall():
        if value != wanted[name]:
            last = wanted[name]
            connection.execute("SELECT setval(%s::regclass, %s, %s)", [name, last or 1, last is not None])  # fmt: skip
