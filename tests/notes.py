"""What is written in a database of the tests: each statement that changes rows leaves a note of table and count.

The notes roll back with their transaction, and whoever reads them needs no look at the tables themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

Written = Callable[[], dict[str, int]]
# Written whatever the answer: when a browser was last seen, and how often somebody tried.
MOVES_ANYWAY = {"sign_in_sessions", "throttle_buckets"}

# No key: two transactions that note the same table must not wait for each other.
SCHEMA = """
    CREATE SCHEMA test_notes AUTHORIZATION maqbul_owner;
    SET LOCAL ROLE maqbul_owner;
    CREATE UNLOGGED TABLE test_notes.notes (name text NOT NULL, rows bigint NOT NULL);
    CREATE FUNCTION test_notes.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN
        INSERT INTO test_notes.notes SELECT TG_TABLE_NAME, count(*) FROM changed HAVING count(*) > 0;
        RETURN NULL;
    END $$;
    CREATE FUNCTION test_notes.note_emptied() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN
        INSERT INTO test_notes.notes VALUES (TG_TABLE_NAME, 1);
        RETURN NULL;
    END $$;
"""
# A change of form cannot be told by table and count; it is noted under a name that no table has.
OF_FORM = """
    CREATE FUNCTION test_notes.note_form() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN
        INSERT INTO test_notes.notes VALUES ('(form) ' || TG_TAG, 1);
    END $$;
    CREATE EVENT TRIGGER zz_note_form ON ddl_command_end EXECUTE FUNCTION test_notes.note_form();
    ALTER EVENT TRIGGER zz_note_form ENABLE ALWAYS;
"""
CHANGES = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def keep_notes(url: str) -> None:
    """Put a trigger on every table that stands in this database, as its superuser."""
    with psycopg.connect(url) as connection:
        connection.execute(SCHEMA)
        for (table,) in connection.execute(TABLES).fetchall():
            connection.execute(_triggers(table))
        connection.execute("RESET ROLE; " + OF_FORM)


def _triggers(table: str) -> sql.Composed:
    """After each kind of change; always, so that no setting of a session silences them."""
    noting = """
        CREATE TRIGGER {name} AFTER {change} ON public.{table} {seen}
        FOR EACH STATEMENT EXECUTE FUNCTION test_notes.{function}();
        ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER {name};
    """
    made = [("TRUNCATE", sql.SQL(""), "note_emptied")]
    for change, side in CHANGES.items():
        made.append((change, sql.SQL(f"REFERENCING {side} TABLE AS changed"), "note"))
    return sql.SQL("").join(
        sql.SQL(noting).format(
            name=sql.Identifier(f"zz_note_{change.lower()}"), change=sql.SQL(change), table=sql.Identifier(table), seen=seen,
            function=sql.Identifier(function),
        )
        for change, seen, function in made
    )  # fmt: skip


def forget(url: str) -> None:
    """Begin anew: nothing has been written yet."""
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE test_notes.notes")


@contextmanager
def reading(url: str) -> Iterator[Written]:
    """A reader of the notes: how many rows were written in each table so far, 0 for none."""
    query = "SELECT name, sum(rows)::bigint FROM test_notes.notes GROUP BY name"
    with psycopg.connect(url, autocommit=True) as connection:
        tables = [row[0] for row in connection.execute(TABLES) if row[0] not in MOVES_ANYWAY]
        none = dict.fromkeys(tables, 0)

        def read() -> dict[str, int]:
            found = {name: rows for name, rows in connection.execute(query) if name in none}
            return none | found

        yield read
