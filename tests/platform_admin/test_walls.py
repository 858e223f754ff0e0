"""What the database itself refuses the operator, and what it refuses everybody else of the operator's."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import ProgrammingError

from app.audit.models import AuditEvent
from app.audit.trail import note
from app.kernel.db import db
from app.kernel.ids import PLATFORM
from app.patients.models import Patient
from app.tenants.scope import NoTenantInScope, as_platform
from tests import database

OF_THE_DESK = ("platform_people", "platform_sessions", "platform_results")


@pytest.fixture
def as_role(app, cluster, database_name):
    """A connection of one working role, with every scope it could name set."""
    opened = []

    def connect(role: str, tenant: str = str(PLATFORM)) -> psycopg.Connection:
        connection = psycopg.connect(
            cluster.url(database_name, role, database.PASSWORD), autocommit=True
        )
        connection.execute("SELECT set_config('app.tenant', %s, false)", [tenant])
        opened.append(connection)
        return connection

    yield connect
    for connection in opened:
        connection.close()


@pytest.mark.parametrize("table", OF_THE_DESK)
def test_the_runtime_role_sees_nobody_of_the_desk(as_role, table):
    with pytest.raises(InsufficientPrivilege):
        as_role("maqbul_app").execute(f"SELECT * FROM {table}")


def test_the_desks_chain_is_the_desks_alone(app, as_role, people):
    with app.app_context(), as_platform():
        note("desk.signed_in", "person", None)
        db.session.commit()
    count = "SELECT count(*) FROM audit_events"
    assert as_role("maqbul_platform").execute(count).fetchone() == (1,)
    assert as_role("maqbul_app").execute(count).fetchone() == (0,)
    noor = str(people["amal"].tenant_id)
    assert as_role("maqbul_platform", noor).execute(count).fetchone() == (0,)


def test_no_tenants_row_is_read_at_the_desk_by_session_or_by_database(context):
    with as_platform():
        with pytest.raises(NoTenantInScope):
            db.session.query(Patient).all()
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.connection().exec_driver_sql("SELECT * FROM patients")


def test_the_operators_role_may_read_exactly_these_tables(as_role):
    found = as_role("maqbul_platform").execute(
        """SELECT DISTINCT table_name FROM information_schema.role_table_grants
           WHERE grantee = 'maqbul_platform' AND table_schema = 'public'"""
    )
    assert {row[0] for row in found} >= {*OF_THE_DESK, "tenants", "audit_events", "audit_heads"}
    assert AuditEvent.__tablename__ == "audit_events"
