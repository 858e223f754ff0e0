"""The walls by raw SQL, as the runtime role: nothing is seen that no link opens, whoever asks."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from tests import database
from tests.factories import paper

TABLES = ("applications", "application_links", "application_papers", "application_events", "mails")
DAY = {"expires_on-day": "31", "expires_on-month": "12", "expires_on-year": "2028"}


@pytest.fixture
def ids(applicant, another, cluster, database_name):
    """Two applications with a paper each; their ids."""
    for who, email in ((applicant, "a@one-clinic.om"), (another, "b@two-clinic.om")):
        who.answer(email={"email": email})
        who.confirm()
        who.send_file("/papers/civil_id", paper.a_pdf(), number="12345678", **DAY)
    with psycopg.connect(cluster.url(database_name)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM applications").fetchall()]


@pytest.fixture
def runtime(cluster, database_name):
    url = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def seen(connection, **settings: str) -> dict[str, int]:
    with connection.transaction(force_rollback=True):
        for key, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, true)", [f"app.{key}", value])
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
        }


def test_without_a_link_nothing_is_seen_not_even_by_a_tenant(ids, runtime, people):
    nothing = dict.fromkeys(TABLES, 0)
    assert seen(runtime) == nothing
    amal = people["amal"]
    assert seen(runtime, tenant=str(amal.tenant_id), user=str(amal.user_id)) == nothing


def test_an_open_application_sees_itself_alone(ids, runtime):
    for one in ids:
        found = seen(runtime, application=str(one))
        assert (found["applications"], found["application_papers"], found["mails"]) == (1, 1, 0)


UNTOUCHED = (
    "UPDATE applications SET status = 'submitted' WHERE id = %(other)s",
    "UPDATE application_links SET used_at = NULL WHERE application_id = %(other)s",
    "DELETE FROM application_links WHERE application_id = %(other)s",
)
REFUSED = (
    "INSERT INTO application_links SELECT 'x', %(other)s, 'browser', NULL, now(), now()",
    "DELETE FROM applications",
    "DELETE FROM application_papers",
    "DELETE FROM application_events",
    "UPDATE application_papers SET sha256 = 'x'",
    "UPDATE application_events SET event = 'x'",
    "UPDATE application_links SET expires_at = now()",
)


def test_another_application_cannot_be_touched_and_no_story_rewritten(ids, runtime):
    mine, other = ids
    told = {one: tried(runtime, one, mine, other) for one in (*UNTOUCHED, *REFUSED)}
    assert told == dict.fromkeys(UNTOUCHED, 0) | dict.fromkeys(REFUSED, "refused")


def tried(connection, statement, mine, other):
    """How many rows a statement touched in the name of one application, or that it was refused."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("SELECT set_config('app.application', %s, true)", [str(mine)])
            return connection.execute(statement, {"other": other}).rowcount
    except errors.InsufficientPrivilege:
        return "refused"


def test_what_is_private_lies_sealed(ids, cluster, database_name):
    """A superuser's whole look finds no name, address, number or link."""
    with psycopg.connect(cluster.url(database_name)) as connection:
        told = "\n".join(
            row[0]
            for table in TABLES
            for row in connection.execute(f"SELECT t::text FROM {table} t").fetchall()
        )
    assert "clinic" in told
    for word in ("هدى", "one-clinic", "12345678", "apply/return", "91234567"):
        assert word not in told
        assert word.encode().hex() not in told
