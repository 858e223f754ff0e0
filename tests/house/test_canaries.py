"""After a walk through a part of the house nobody's name, number or phone lies where it must not."""

from __future__ import annotations

import json
from urllib.parse import unquote

import psycopg
import pytest

from tests.cast import PASSWORD
from tests.places import FEWEST_PAGES
from tests.walk import through
from tests.world import CIVIL_IDS, MARKS, PEOPLE, PHONES

NUMBERS = (*CIVIL_IDS, *PHONES, *(phone.removeprefix("+968") for phone in PHONES), "A1234567")
MEMBERS = ("MEMBER-700", "MEMBER-7100")
PERSONS = tuple(name for row in PEOPLE for name in (row[2], row[3]))
SIGNS = tuple(sign for mark in MARKS.values() for sign in (mark.latin, mark.arabic))
# Where an address may stand in a page.
ADDRESSES = (
    "href",
    "action",
    "src",
    "data-url",
    "data-autosave-url",
    "hx-get",
    "hx-post",
    "formaction",
)
# Columns in which names may stand as they are; numbers and phones may not stand anywhere.
SEALED_EVERYWHERE = (*NUMBERS, *MEMBERS, "resourceType", "parked words")


def found(canaries, text):
    return sorted({one for one in canaries if one in text})


@pytest.fixture
def past_the_walls(walked, cluster, database_name):
    with psycopg.connect(cluster.url(f"{database_name}_walk"), autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("part", [through("desk")], indirect=True)
def test_the_canaries_are_seen_where_they_belong(walk):
    """Else their absence elsewhere would prove nothing."""
    shown = "\n".join(one.page.html for one in walk.everything if one.is_page)
    assert found(PERSONS, shown)
    assert found(SIGNS, shown) == sorted(SIGNS)
    assert found(CIVIL_IDS, shown)
    assert len(walk.log) > 5


def test_each_part_shows_whose_it_is(walk):
    shown = "\n".join(one.page.html for one in walk.everything if one.is_page)
    latin = [mark.latin for mark in MARKS.values()]
    assert found(latin, shown) == sorted(latin)


def test_the_log_names_nobody(walked):
    told = "\n".join(walked.log)
    assert found((*NUMBERS, *PERSONS, *SIGNS, *MEMBERS, PASSWORD), told) == []


def test_no_address_names_anybody(walked):
    addresses = [
        element.get(name)
        for one in (*walked.english, *walked.arabic)
        if one.is_page
        for element in one.page.tree.iter()
        for name in ADDRESSES
        if element.get(name)
    ]
    answers = [one.page.response for one in walked.everything]
    answers += [part for one in walked.sent for part in (one.first, one.again, one.changed)]
    addresses += [answer.location for answer in answers if answer.location]
    assert len(addresses) > 30 * FEWEST_PAGES
    assert found((*NUMBERS, *PERSONS, *SIGNS, *MEMBERS), unquote("\n".join(addresses))) == []


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("procrastinate_jobs", "args::text || task_name || coalesce(lock, '')"),
        ("audit_events", "changes::text || event || subject_kind"),
        ("idempotency_results", "endpoint || body_mac || coalesce(location, '')"),
        ("message_events", "details::text"),
        ("claim_events", "details::text"),
        ("parked_forms", "path"),
        ("sign_in_sessions", "data::text"),
        ("lanes", "coalesce(problem, '')"),
        ("inbound_messages", "coalesce(problem, '') || coalesce(event, '')"),
    ],
)
def test_what_is_kept_beside_the_patients_names_nobody(past_the_walls, table, columns):
    rows = past_the_walls.execute(f"SELECT {columns} FROM {table}").fetchall()
    assert rows, f"{table} is empty: the walk did not use it"
    told = "\n".join(row[0] for row in rows)
    # JSON may write Arabic as escapes.
    told += json.dumps(told, ensure_ascii=True).encode().decode("unicode_escape", errors="replace")
    assert found((*NUMBERS, *PERSONS, *SIGNS, *MEMBERS, PASSWORD), told) == []


def test_no_table_holds_a_number_or_a_message_unsealed(past_the_walls):
    """Every row of every table, sealed bytes as they are: as text, and as text within bytes."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    leaks = {}
    for (table,) in past_the_walls.execute(query).fetchall():
        rows = past_the_walls.execute(f"SELECT t::text FROM {table} t").fetchall()
        told = "\n".join(row[0] for row in rows)
        if table == "codes":
            continue
        in_bytes = {one for one in SEALED_EVERYWHERE if one.encode().hex() in told}
        if leaked := {*found(SEALED_EVERYWHERE, told), *in_bytes}:
            leaks[table] = sorted(leaked)
    assert leaks == {}


def test_what_is_sealed_can_be_told_from_what_is_not(past_the_walls):
    """Names stand in the patients' table as they are, so the search above does find what is there."""
    rows = past_the_walls.execute("SELECT t::text FROM patients t").fetchall()
    assert found(PERSONS, "\n".join(row[0] for row in rows))


def test_the_files_of_the_database_hold_no_number(past_the_walls):
    """The heap and its out-of-line storage, byte for byte as they lie on the disk."""
    past_the_walls.execute("CHECKPOINT")
    query = """SELECT relname, pg_relation_filepath(oid) FROM pg_class
               WHERE relkind IN ('r', 't', 'i') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)
               AND pg_relation_filepath(oid) IS NOT NULL AND pg_relation_size(oid) > 0"""
    wanted = [one.encode() for one in (*NUMBERS, *MEMBERS)]
    leaks, read = {}, 0
    for name, path in past_the_walls.execute(query).fetchall():
        (raw,) = past_the_walls.execute(
            "SELECT pg_read_binary_file(%s, 0, 50000000)", [path]
        ).fetchone()
        read += len(raw)
        if leaked := [one for one in wanted if one in raw]:
            leaks[name] = leaked
    assert leaks == {}
    assert read > 1_000_000
