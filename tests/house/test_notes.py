"""Every change of a table is noted, by whomever and however it is made, and nothing else is."""

from __future__ import annotations

import psycopg
import pytest

from tests import database, notes


@pytest.fixture
def a_copy(cluster, template, database_name) -> str:
    name = f"{database_name}_notes"
    database.fresh_copy(cluster, name)
    return name


# What a statement changes, in one table and in those that hang on it.
STATEMENTS = {
    "none matched": ("UPDATE payers SET name_en = 'X' WHERE licence = 'NOBODY'", {}),
    "read": ("SELECT * FROM payers", {}),
    "update": ("UPDATE payers SET name_en = name_en", {"payers": 4}),
    "one row": ("UPDATE payers SET name_en = 'X' WHERE licence = 'DEMO-ALPHA'", {"payers": 1}),
    "delete": ("DELETE FROM payers WHERE licence = 'DEMO-ALPHA'", {"payers": 1}),
    "empty": ("TRUNCATE throttle_buckets, idempotency_results", {"idempotency_results": 1}),
    "unseen by triggers": ("SET session_replication_role = replica; UPDATE users SET name_en = 'X'", {"users": 7}),
    "undone": ("BEGIN; UPDATE payers SET name_en = 'X'; ROLLBACK", {}),
}  # fmt: skip


@pytest.mark.parametrize("what", STATEMENTS)
def test_a_note_says_which_table_and_how_many_rows(cluster, a_copy, what):
    statement, wanted = STATEMENTS[what]
    with notes.reading(cluster.url(a_copy)) as written:
        before = written()
        with psycopg.connect(cluster.url(a_copy), autocommit=True) as connection:
            connection.execute(statement)
        after = written()
    moved = {name: after[name] - before[name] for name in before if after[name] != before[name]}
    assert moved == wanted


def test_every_table_of_the_house_has_its_triggers(cluster, a_copy):
    """In a table that a migration adds, too: else what is written there would pass unseen."""
    query = """SELECT c.relname, count(t.oid) FROM pg_class c LEFT JOIN pg_trigger t
               ON t.tgrelid = c.oid AND t.tgname LIKE 'zz_note_%' AND t.tgenabled = 'A'
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1"""
    with psycopg.connect(cluster.url(a_copy)) as connection:
        found = dict(connection.execute(query).fetchall())
    assert {name: count for name, count in found.items() if count != 4} == {}
    assert len(found) > 100
