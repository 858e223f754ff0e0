"""The second wall, read from PostgreSQL's own catalogue: no tenant table without it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, create_engine, text

from app.kernel.db import psycopg_url
from tests import database

# Functions that run with their owner's rights: some return ids only, the others speak to the mailbox by a token's hash.
MAILBOX = {
    f"prescription_mailbox_{verb}" for verb in ("put", "take", "give_back", "withdraw", "states")
}
# What a worker looks for without knowing whose it is: ids, and nothing else.
IDS = {
    "tenant_ids", "approved_application_ids", "left_application_ids", "stopped_application_ids", "due_mail_ids",
    "decided_live_tenant_ids", "answered_branch_tenant_ids", "owners_letter_tenant_ids", "departing_tenant_ids", "support_tenant_ids",
}  # fmt: skip
BILLING = {
    "plans", "plan_prices", "legal_entities", "invoice_series", "invoice_numbers", "bank_transfers", "bank_files",
    "billing_profiles", "plan_changes", "seats", "usage_events", "invoices", "invoice_lines", "payments", "dunning_steps", "card_payments",
}  # fmt: skip
# Empties what is practised for the tenant in scope, and asks itself whether it practises.
FORGETTING = {"forget_practice"}
# Of going live the desk sees counts.
# Of more branches how many and why.
# Of support access who of the operator asked, why, and what the owner granted.
NAMING_NOBODY = BILLING | {"live_requests", "branch_requests", "support_grants", "support_accesses"}
# What takes the rows of a tenant away whose deletion two people approved; tests/departing looks at what they refuse.
REMOVING = {"remove_rows", "remove_people"}
MAY_RUN_AS_OWNER = IDS | MAILBOX | FORGETTING | REMOVING

TENANT_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1
"""


@pytest.fixture(scope="module")
def a_copy(cluster, template, database_name) -> str:
    """Who looks into the template itself keeps the other workers from copying it."""
    name = f"{database_name}_walls"
    database.fresh_copy(cluster, name)
    return name


@pytest.fixture(scope="module")
def admin(cluster, a_copy) -> Engine:
    engine = create_engine(psycopg_url(cluster.url(a_copy)))
    yield engine
    engine.dispose()


def names(engine: Engine, query: str, **values: object) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text(query), values))


def test_there_are_tenant_tables(admin):
    assert len(names(admin, TENANT_TABLES)) > 20


def test_every_tenant_table_is_behind_forced_row_level_security(admin):
    open_tables = names(
        admin,
        f"""SELECT relname FROM pg_class WHERE relname IN ({TENANT_TABLES}) AND relkind IN ('r', 'p')
            AND NOT (relrowsecurity AND relforcerowsecurity)""",
    )
    assert open_tables == []


def test_every_tenant_table_has_a_policy_that_names_the_tenant(admin):
    with_policy = names(
        admin,
        "SELECT tablename FROM pg_policies WHERE schemaname = 'public' "
        "AND qual LIKE '%app.tenant%' AND with_check LIKE '%app.tenant%'",
    )
    assert set(names(admin, TENANT_TABLES)) - set(with_policy) == set()


def test_tenants_and_people_are_behind_the_wall_too(admin):
    forced = names(
        admin,
        "SELECT relname FROM pg_class WHERE relname IN ('tenants', 'users') "
        "AND relrowsecurity AND relforcerowsecurity",
    )
    assert sorted(forced) == ["tenants", "users"]


def test_tenant_id_is_never_empty(admin):
    nullable = names(
        admin,
        "SELECT table_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND column_name = 'tenant_id' AND is_nullable = 'YES'",
    )
    assert nullable == []


def test_every_key_of_a_tenant_table_holds_the_tenant(admin):
    """A unique value of one tenant is no news for another."""
    without = names(
        admin,
        f"""SELECT c.relname || '.' || i.relname FROM pg_index x
            JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
            WHERE x.indisunique AND c.relname IN ({TENANT_TABLES}) AND c.relnamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid
                            AND a.attname = 'tenant_id' AND a.attnum = ANY (x.indkey))""",
    )
    assert without == []


def test_a_reference_between_tenant_tables_cannot_cross_tenants(admin):
    crossing = names(
        admin,
        f"""SELECT k.conname FROM pg_constraint k
            JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
            WHERE k.contype = 'f' AND c.relname IN ({TENANT_TABLES}) AND t.relname IN ({TENANT_TABLES})
            AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid
                            AND a.attname = 'tenant_id' AND a.attnum = ANY (k.conkey))""",
    )
    assert crossing == []


def test_no_view_looks_over_the_wall(admin):
    views = names(
        admin,
        """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
           AND (relkind = 'm' OR relkind = 'v' AND NOT coalesce(
               'security_invoker=true' = ANY (reloptions), false))""",
    )
    assert views == []


def test_functions_with_their_owners_rights_are_known(admin):
    found = names(
        admin,
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef",
    )
    assert set(found) == MAY_RUN_AS_OWNER


def test_functions_with_their_owners_rights_are_nobodys_by_default_and_look_nowhere_else(admin):
    loose = names(
        admin,
        """SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
           AND (NOT coalesce('search_path=public, pg_temp' = ANY (proconfig), false)
                OR has_function_privilege('public', oid, 'EXECUTE'))""",
    )
    assert loose == []


def test_the_mailbox_is_closed_to_every_working_role(admin):
    granted = names(
        admin,
        """SELECT grantee || ' ' || privilege_type FROM information_schema.role_table_grants
           WHERE table_name = 'prescription_mailbox' AND grantee <> 'maqbul_owner'""",
    )
    callers = names(
        admin,
        """SELECT r.rolname || ' ' || p.proname FROM pg_proc p CROSS JOIN pg_roles r
           WHERE p.proname LIKE 'prescription_mailbox_%' AND r.rolname IN ('maqbul_platform', 'maqbul_backup')
           AND has_function_privilege(r.oid, p.oid, 'EXECUTE')""",
    )
    assert (granted, callers) == (["maqbul_backup SELECT"], [])


@pytest.mark.parametrize("role", ["maqbul_owner", "maqbul_app", "maqbul_platform", "maqbul_looker"])
def test_no_working_role_stands_above_the_wall(admin, role):
    powers = names(
        admin,
        "SELECT rolname FROM pg_roles WHERE rolname = :role "
        "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)",
        role=role,
    )
    assert powers == []


def test_the_runtime_role_owns_nothing_and_cannot_empty_a_table(admin):
    owned = names(
        admin,
        "SELECT relname FROM pg_class WHERE relowner = 'maqbul_app'::regrole",
    )
    too_much = names(
        admin,
        """SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants
           WHERE grantee = 'maqbul_app' AND privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')""",
    )
    creates = names(
        admin, "SELECT 'public' WHERE has_schema_privilege('maqbul_app', 'public', 'CREATE')"
    )
    assert (owned, too_much, creates) == ([], [], [])


def test_the_looking_role_writes_nothing_and_reads_no_more_than_pages_need(
    admin,
):
    writes = names(
        admin,
        """SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants
           WHERE grantee = 'maqbul_looker' AND privilege_type <> 'SELECT'""",
    )
    calls = names(
        admin,
        """SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
           AND has_function_privilege('maqbul_looker', oid, 'EXECUTE')""",
    )
    behind_no_wall = names(
        admin,
        f"""SELECT table_name FROM information_schema.role_table_grants g WHERE grantee = 'maqbul_looker'
            AND table_name NOT IN ({TENANT_TABLES}) AND table_name NOT IN ('tenants', 'payers', 'code_systems',
            'code_releases', 'codes', 'incidents', 'plans', 'plan_prices', 'public_holidays', 'legal_entities')""",
    )
    hidden = names(
        admin,
        """SELECT table_name FROM information_schema.role_table_grants WHERE grantee = 'maqbul_looker'
           AND table_name IN ('sign_in_sessions', 'parked_forms', 'invitations', 'idempotency_results', 'exports',
                              'export_parts', 'tenant_papers', 'support_grants', 'support_accesses', 'users')""",
    )
    # Stable: it tells how the tenant's own prescriptions fare, and changes nothing.
    assert calls == ["prescription_mailbox_states"]
    assert (writes, behind_no_wall, hidden) == ([], [], [])


def test_the_platform_role_reads_no_patient(admin):
    """The operator counts tenants; the database itself keeps patients from it."""
    may = names(
        admin,
        """SELECT table_name FROM information_schema.role_table_grants
           WHERE grantee = 'maqbul_platform' AND table_schema = 'public'""",
    )
    assert set(may) <= {
        "alembic_version", "tenants", "platform_events", "payers", "code_systems", "code_releases", "codes",
        # The desk's own; of the trail one chain only (tests/platform_admin/test_walls.py).
        "platform_people", "platform_sessions", "platform_results", "audit_events", "audit_heads",
        # Applications belong to no tenant; what the desk may change of them: tests/platform_admin/test_review.py.
        "applications", "application_approvals", "application_links", "application_lists", "application_papers", "application_events", "integration_types",
        "free_mail_domains", "public_holidays", "mails",
        # What everybody is told of trouble; no tenant and nobody stands in it.
        "incidents",
        # What is sold, used, owed and paid; the next test looks at its columns.
        *NAMING_NOBODY,
        # Who of the desk approved a deletion; when the wall itself was checked.
        "departure_approvals", "wall_checks",
        # What months counted of who left: plan and counts, of no tenant by name.
        "figures_of_leavers",
    }  # fmt: skip


def test_what_the_operator_bills_and_decides_by_names_no_patient_and_seals_nothing(admin):
    """Claims are counted by their own ids and numbers: no column holds or leads to a person who is treated."""
    columns = names(
        admin,
        """SELECT table_name || '.' || column_name FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name = ANY (:tables)
           AND (column_name ~ 'patient|policy|civil|diagnos|visit|birth' OR data_type = 'bytea')""",
        tables=sorted(NAMING_NOBODY),
    )
    references = names(
        admin,
        """SELECT confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'
           AND conrelid::regclass::text = ANY (:tables)""",
        tables=sorted(NAMING_NOBODY),
    )
    assert columns == []
    assert set(references) <= NAMING_NOBODY | {"tenants"}


def test_the_trail_cannot_be_rewritten_by_the_runtime_role(admin):
    grants = names(
        admin,
        "SELECT privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'maqbul_app' AND table_name = 'audit_events'",
    )
    assert set(grants) == {"SELECT", "INSERT"}


def test_models_and_migrations_agree(cluster, a_copy):
    from app.kernel import migrations

    assert migrations.drift(cluster.url(a_copy, "maqbul_owner", database.PASSWORD)) == []
