"""Nothing practised remains after a reset, nothing else goes, and every tenant table is told apart."""

from __future__ import annotations

from uuid import UUID

import psycopg
from psycopg import sql

from app.audit.service import verify_for_page
from app.going_live import forgetting
from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests.house.test_tenant_walls import TENANT_TABLES

# What a tenant set up, agreed, paid or was told: it stays.
KEPT = {
    "alert_settings", "approval_answer_times", "approval_requirements", "approval_sentences", "audit_events", "audit_heads",
    "billing_notices", "billing_profiles", "branch_requests", "card_payments", "code_maps", "connections", "contracts", "counters", "departure_approvals", "departures", "doctor_favourites", "dunning_steps",
    "edit_settings", "facilities", "formulary_entries", "house_rules", "idempotency_results", "import_columns", "interactions",
    "invitation_branches", "invitations", "invoice_lines", "invoices", "licence_reminders", "live_requests", "medicine_gtins", "medicine_imports",
    "medicine_ingredients", "medicines", "membership_branches", "memberships", "payer_listings", "payment_tolerances", "payments", "plan_budgets", "plan_changes",
    "owners_told", "practitioners", "price_lists", "prices", "saved_views", "seats", "services", "sign_in_sessions",
    "support_accesses", "support_grants", "tenant_keys", "tenant_papers", "usage_events", "visit_templates",
}  # fmt: skip
CONDITIONAL = {"documents", "document_links"}


def counts(url: str, tables: set[str], tenant_id: UUID) -> dict[str, int]:
    query = "SELECT count(*) FROM {} WHERE tenant_id = %s"
    with psycopg.connect(url) as connection:
        return {
            name: connection.execute(sql.SQL(query).format(sql.Identifier(name)), [tenant_id]).fetchone()[0]
            for name in sorted(tables)
        }  # fmt: skip


def tables_of(url: str) -> tuple[set[str], set[str]]:
    """Every tenant table, and those that are practised."""
    with psycopg.connect(url) as connection:
        every = {row[0] for row in connection.execute(TENANT_TABLES)}
        return every, {row[0] for row in connection.execute("SELECT name FROM practised_tables")}


def test_every_tenant_table_is_told_apart(world, cluster, database_name):
    every, practised = tables_of(cluster.url(database_name))
    assert practised & KEPT == set()
    assert every - practised - KEPT == set(), "say in its migration (walls.practised) or in KEPT"
    assert practised - every == set()


def test_a_reset_leaves_nothing_practised_and_touches_nobody_else(world, cluster, database_name):
    url = cluster.url(database_name)
    noor, seeb = (world.people[name].tenant_id for name in ("amal", "salma"))
    every, practised = tables_of(url)
    before, others = counts(url, every, noor), counts(url, every, seeb)
    assert sum(before[name] > 0 for name in practised) > 40
    with psycopg.connect(url) as connection:
        # What the world holds on the wire was answered meanwhile.
        connection.execute("UPDATE messages SET status = 'acked' WHERE status IN ('sending', 'sent-unacked')")  # fmt: skip
    with world.app.app_context(), in_tenant(noor):
        forgetting.reset()
        db.session.commit()
    after = counts(url, every, noor)
    assert {name: after[name] for name in practised - CONDITIONAL if after[name]} == {}
    assert {name: after[name] for name in KEPT - {"audit_events"}} == {name: before[name] for name in KEPT - {"audit_events"}}  # fmt: skip
    assert after["audit_events"] == before["audit_events"] + 1
    assert counts(url, every, seeb) == others
    with world.app.app_context(), in_tenant(noor):
        assert verify_for_page(noor).problem is None
