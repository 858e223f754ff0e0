"""The operator's role reads no table about patients, whole or in columns; a desk's session opens no page of a tenant."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.kernel.authz import sign_of
from app.kernel.db import db
from app.tenants.scope import as_platform
from tests import database, places
from tests.house.test_routes_access import an_address
from tests.house.test_tenant_walls import BILLING

HOUSE = Path(__file__).parents[2]
OF_PATIENTS = {
    "patients", "documents", "conversations", "eligibility", "approvals", "claims", "pharmacy", "prescribing",
    "remittances", "batches", "disputes", "worklist",
}  # fmt: skip
# Of a tenant's traffic the desk reads these columns: counts, times, and whom it was sent to.
COUNTED = {
    "lanes": {"tenant_id", "id", "payer_id", "stream", "failures", "failing_since", "open_until"},
    "messages": {
        "tenant_id", "id", "position", "lane_id", "payer_id", "kind", "subject_id", "status", "queued_at", "sent_at",
        "acked_at", "answered_at", "problem", "may_have_arrived", "practice",
    },
    # How many work in which role.
    "memberships": {"tenant_id", "role", "status"},
    "connections": {"tenant_id", "active", "last_poll_at", "last_answer_at"},
    "sign_in_sessions": {"tenant_id", "created_at", "proven_at"},
    # Whether a first owner came, and until when the letter holds; no name and no address.
    "invitations": {"tenant_id", "id", "role", "expires_at", "accepted_at", "withdrawn_at", "again_at"},
    # Who leaves, and the certificate of it.
    "departures": {
        "tenant_id", "id", "status", "reason", "asked_at", "delete_after", "approved_at", "removed", "deleted_at", "certificate",
    },
    "mails": {"id", "purpose", "status", "tries", "created_at", "sent_at", "next_try_at"},
}  # fmt: skip


@pytest.fixture
def role(cluster, database_name, people):
    """The operator's role with Noor's tenant named, as somebody might try."""
    address = cluster.url(database_name, "maqbul_platform", database.PASSWORD)
    with psycopg.connect(address, autocommit=True) as connection:
        tenant = str(people["amal"].tenant_id)
        connection.execute("SELECT set_config('app.tenant', %s, false)", [tenant])
        yield connection


def tenant_tables(connection) -> list[str]:
    """Every table whose rows belong to a tenant."""
    return [
        row[0]
        for row in connection.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
               WHERE c.relkind = 'r' AND a.attname = 'tenant_id' AND c.relnamespace = 'public'::regnamespace
               ORDER BY 1"""
        )
    ]


def test_no_table_of_a_tenant_is_read_but_what_is_billed_by(role):
    """`SELECT *` is refused everywhere, the trail's rows of tenants are none."""
    swept = 0
    for table in tenant_tables(role):
        if table in BILLING:
            continue
        swept += 1
        try:
            found = role.execute(f"SELECT * FROM {table}").fetchall()
        except InsufficientPrivilege:
            continue
        assert found == [], table
    assert swept > 80


def test_of_traffic_only_counts_and_times_are_granted(role):
    columns: dict[str, set[str]] = {}
    for table, column in role.execute(
        """SELECT table_name, column_name FROM information_schema.column_privileges
           WHERE grantee = 'maqbul_platform' AND privilege_type = 'SELECT' AND table_schema = 'public'
           AND (table_name, grantee) NOT IN (SELECT table_name, grantee FROM information_schema.role_table_grants
                                             WHERE privilege_type = 'SELECT')"""
    ):
        columns.setdefault(table, set()).add(column)
    assert columns == COUNTED


def test_a_session_of_the_desk_opens_no_page_of_a_tenant(house, desk):
    """Every address of the house but the desk's own and the public ones, by every method."""
    omar, seen = desk("omar"), Counter()
    for rule in places.rules(house):
        if sign_of(house, rule.endpoint).permission is None:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            seen[method] += 1
            assert omar.answer(method, an_address(rule), {}) == 404, (method, rule.rule)
    assert seen["GET"] > 250, seen
    assert seen["POST"] > 200, seen


def test_who_asks_for_a_patient_finds_nothing_and_is_noted(app, desk, people):
    """One row for each try, with the page and never the patient."""
    patient_id = uuid4()

    def alerts():
        with app.app_context(), as_platform():
            query = select(AuditEvent.actor_id, AuditEvent.changes).where(
                AuditEvent.event == "desk.page_refused"
            )
            return db.session.execute(query.order_by(AuditEvent.seq)).all()

    omar = desk("omar")
    assert omar.answer("GET", f"/patients/{patient_id}") == 404
    assert omar.answer("POST", f"/patients/{patient_id}/correct", {}) == 404
    assert omar.answer("GET", "/nowhere") == 404
    assert omar.answer("GET", "/desk") == 200
    # The token of a form is read off a page of a tenant here, as it happens.
    rows = [row for row in alerts() if row.changes["page"] != "access.account"]
    assert [(row.changes["page"].partition(".")[0], row.changes["method"]) for row in rows] == [
        ("patients", "GET"), ("patients", "POST"),
    ]  # fmt: skip
    assert len({row.actor_id for row in rows}) == 1
    assert str(patient_id) not in str(rows)
    assert "Alert: a page of a tenant" in omar.get("/desk/trail").text


def test_the_desk_imports_nothing_of_patients():
    """Read from the source itself, beside the floors of the whole house."""
    found = set()
    for file in (HOUSE / "app" / "platform_admin").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            found |= {name.split(".")[1] for name in names if name.startswith("app.")}
    assert found & OF_PATIENTS == set()
    assert {"plans", "tenants", "exchange"} <= found
