"""What a person may reach without a tenant: their own rows, to read; never to move or to make."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from app.access import session_store, sessions
from tests import database


@pytest.fixture
def runtime(app, cluster, database_name, people):
    """A connection of the role the application runs as, in Amal's name at Noor Clinic."""
    url = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    amal = people["amal"]
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT set_config('app.tenant', %s, true), set_config('app.user', %s, true)",
            [str(amal.tenant_id), str(amal.user_id)],
        )
        yield connection
        connection.rollback()


def insert_membership(connection, cluster, database_name, whose, at):
    with psycopg.connect(cluster.url(database_name)) as admin:
        branch = admin.execute(
            "SELECT id FROM facilities WHERE tenant_id = %s", [at.tenant_id]
        ).fetchone()
    return connection.execute(
        "INSERT INTO memberships (tenant_id, id, user_id, role, facility_id, status, created_at) "
        "VALUES (%s, gen_random_uuid(), %s, 'owner', %s, 'active', now())",
        [at.tenant_id, whose.user_id, branch[0]],
    )


def test_nobody_makes_themselves_an_owner_elsewhere(runtime, cluster, database_name, people):
    with pytest.raises(errors.InsufficientPrivilege):
        insert_membership(runtime, cluster, database_name, people["amal"], people["salma"])


def test_a_role_held_elsewhere_is_read_and_not_changed(runtime, cluster, database_name, people):
    """Amal also works at Seeb Clinic: at Noor Clinic that may be seen, and no more."""
    amal, salma = people["amal"], people["salma"]
    with psycopg.connect(cluster.url(database_name)) as admin:
        insert_membership(admin, cluster, database_name, amal, salma)
    seen = runtime.execute("SELECT tenant_id FROM memberships WHERE user_id = %s", [amal.user_id])
    assert {row[0] for row in seen} == {amal.tenant_id, salma.tenant_id}
    there = [salma.tenant_id]
    raised = runtime.execute("UPDATE memberships SET role = 'auditor' WHERE tenant_id = %s", there)
    gone = runtime.execute("DELETE FROM memberships WHERE tenant_id = %s", there)
    renamed = runtime.execute("UPDATE tenants SET name_en = 'x' WHERE id = %s", there)
    assert (raised.rowcount, gone.rowcount, renamed.rowcount) == (0, 0, 0)


@pytest.mark.parametrize("column", ["tenant_id", "user_id", "token_hash", "expires_at"])
def test_a_session_stays_whose_it_is(runtime, app, people, column):
    amal = people["amal"]
    with app.app_context():
        token = sessions.start(amal.user_id, amal.tenant_id, device="Test browser")
    hashed = session_store.hash_of(token)
    runtime.execute("SELECT set_config('app.session', %s, true)", [hashed])
    statement = f"UPDATE sign_in_sessions SET {column} = {column} WHERE token_hash = %s"
    with pytest.raises(errors.InsufficientPrivilege):
        runtime.execute(statement, [hashed])


def test_a_token_opens_no_session_in_another_clinic(runtime, people):
    runtime.execute("SELECT set_config('app.session', 'mine', true)")
    with pytest.raises(errors.InsufficientPrivilege):
        runtime.execute(
            "INSERT INTO sign_in_sessions (tenant_id, id, token_hash, user_id, data, device, "
            "created_at, last_seen_at, expires_at) VALUES (%s, gen_random_uuid(), 'mine', %s, '{}', "
            "'', now(), now(), now() + interval '1 hour')",
            [people["salma"].tenant_id, people["amal"].user_id],
        )
