"""Tenants, people, and the trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

from migrations.walls import (
    BACKUP,
    IS_USER,
    OWNER,
    PLATFORM,
    RUNTIME,
    force,
    protect,
    share,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    tables()
    walls()


def tables() -> None:
    """The tables as the models describe them."""
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("provider_licence", sa.Text(), nullable=False),
        sa.Column("practice_mode", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('clinic', 'medical_center', 'polyclinic', 'pharmacy')",
            name=op.f("ck_tenants_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('active', 'suspended', 'closed')", name=op.f("ck_tenants_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("provider_licence", name=op.f("uq_tenants_provider_licence")),
    )
    op.create_table(
        "tenant_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("wrapped_data_key", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_index_key", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_keys_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tenant_keys")),
        sa.UniqueConstraint("tenant_id", "version", name=op.f("uq_tenant_keys_tenant_id_version")),
    )
    op.create_table(
        "facilities",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("licence_number", sa.Text(), nullable=False),
        sa.Column("licence_from", sa.Date(), nullable=True),
        sa.Column("licence_to", sa.Date(), nullable=True),
        sa.Column("whitelisted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_facilities_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_facilities")),
        sa.UniqueConstraint(
            "tenant_id", "licence_number", name=op.f("uq_facilities_tenant_id_licence_number")
        ),
    )
    op.create_table(
        "counters",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_counters_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_counters")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_counters_tenant_id_name")),
    )
    op.create_table(
        "audit_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name=op.f("pk_audit_events")),
    )
    op.create_index(
        "ix_audit_events_actor", "audit_events", ["tenant_id", "actor_id", "seq"], unique=False
    )
    op.create_index(
        "ix_audit_events_subject", "audit_events", ["tenant_id", "subject_id", "seq"], unique=False
    )
    op.create_table(
        "audit_heads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "platform_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_events")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_initial", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("digits", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("single_keys", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("digits IN ('latn', 'arab')", name=op.f("ck_users_digits")),
        sa.CheckConstraint("language IN ('en', 'ar')", name=op.f("ck_users_language")),
        sa.CheckConstraint("theme IN ('auto', 'light', 'dark')", name=op.f("ck_users_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "memberships",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('active', 'left')", name=op.f("ck_memberships_status")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_memberships_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_memberships_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_memberships_tenant_id_user_id")),
    )
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"], unique=False)
    op.create_table(
        "sign_in_sessions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_sign_in_sessions_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sign_in_sessions_user_id_users")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint(
            "tenant_id", "token_hash", name=op.f("uq_sign_in_sessions_tenant_id_token_hash")
        ),
    )
    op.create_index(
        "ix_sign_in_sessions_token_hash", "sign_in_sessions", ["token_hash"], unique=False
    )
    op.create_index("ix_sign_in_sessions_user_id", "sign_in_sessions", ["user_id"], unique=False)
    op.create_table(
        "parked_forms",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_parked_forms_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_parked_forms_user_id_users")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_parked_forms")),
    )


def walls() -> None:
    """Who may see and do what."""
    procrastinate_schema()
    protect("tenant_keys", grants="SELECT, INSERT, UPDATE")
    protect("facilities")
    protect("counters", grants="SELECT, INSERT, UPDATE")
    protect("parked_forms")
    tenants_wall()
    people_walls()
    audit_walls()
    request_tables()


def procrastinate_schema() -> None:
    """The job queue's own tables; jobs carry ids only, never patient data."""
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, "
        f"procrastinate_workers, procrastinate_periodic_defers TO {RUNTIME}"
    )
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {RUNTIME}")
    op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {BACKUP}")


def tenants_wall() -> None:
    """A tenant sees its own row; a person the rows of the tenants they belong to; workers ids only."""
    force("tenants")
    op.execute(
        "CREATE POLICY tenant_wall ON tenants USING ("
        "id = nullif(current_setting('app.tenant', true), '')::uuid)"
    )
    op.execute(
        "CREATE POLICY workplaces ON tenants FOR SELECT USING (id IN "
        f"(SELECT tenant_id FROM memberships WHERE user_id = {IS_USER} AND status = 'active'))"
    )
    op.execute(f"CREATE POLICY platform_sees ON tenants TO {PLATFORM}, {OWNER} USING (true)")
    op.execute(
        "CREATE FUNCTION tenant_ids() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS "
        "$$ SELECT id FROM tenants WHERE status <> 'closed' ORDER BY id $$"
    )
    op.execute("REVOKE ALL ON FUNCTION tenant_ids() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION tenant_ids() TO {RUNTIME}, {PLATFORM}")
    share("tenants", grants="SELECT, INSERT, UPDATE")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON tenants TO {PLATFORM}")


def people_walls() -> None:
    """Memberships and sessions are a tenant's; a person finds their own without one, and moves none."""
    protect("memberships")
    op.execute(f"CREATE POLICY own ON memberships FOR SELECT USING (user_id = {IS_USER})")
    # Whose session it is stands fast: a lock or an end changes nothing else.
    protect("sign_in_sessions", grants="SELECT, INSERT, DELETE")
    op.execute(
        f"GRANT UPDATE (data, last_seen_at, locked_at, ended_at) ON sign_in_sessions TO {RUNTIME}"
    )
    for command in ("SELECT", "UPDATE"):
        op.execute(
            f"CREATE POLICY own_{command.lower()} ON sign_in_sessions FOR {command} "
            "USING (token_hash = nullif(current_setting('app.session', true), ''))"
        )
    force("users")
    op.execute(
        f"CREATE POLICY people_wall ON users USING (id = {IS_USER} "
        "OR email = nullif(current_setting('app.email', true), '') "
        "OR id IN (SELECT user_id FROM memberships)) WITH CHECK (true)"
    )
    share("users", grants="SELECT, INSERT, UPDATE")
    signed_in_function()


def signed_in_function() -> None:
    """Who a browser is, in one round trip; runs with the caller's rights, behind the walls."""
    op.execute(
        "CREATE FUNCTION signed_in(token_hash_given text, moment timestamptz) RETURNS TABLE ("
        "session_id uuid, tenant_id uuid, user_id uuid, data jsonb, last_seen_at timestamptz, "
        "locked_at timestamptz, person_en text, person_ar text, language text, digits text, "
        "theme text, single_keys boolean, password_initial boolean, role text, tenant_en text, "
        "tenant_ar text, practice_mode boolean, branch_en text, branch_ar text) "
        "LANGUAGE plpgsql SET search_path = public, pg_temp AS $$ "
        "#variable_conflict use_column\n"
        "DECLARE here record; BEGIN "
        "PERFORM set_config('app.session', token_hash_given, true); "
        "SELECT s.* INTO here FROM sign_in_sessions s WHERE s.token_hash = token_hash_given "
        "AND s.ended_at IS NULL AND s.expires_at > moment; "
        "IF NOT FOUND THEN RETURN; END IF; "
        "PERFORM set_config('app.tenant', here.tenant_id::text, true), "
        "set_config('app.user', here.user_id::text, true); "
        "RETURN QUERY SELECT here.id, here.tenant_id, here.user_id, here.data, "
        "here.last_seen_at, here.locked_at, u.name_en, u.name_ar, u.language, u.digits, "
        "u.theme, u.single_keys, u.password_initial, m.role, t.name_en, t.name_ar, "
        "t.practice_mode, f.name_en, f.name_ar "
        "FROM users u "
        "JOIN memberships m ON m.tenant_id = here.tenant_id AND m.user_id = u.id "
        "JOIN tenants t ON t.id = m.tenant_id "
        "JOIN facilities f ON f.tenant_id = m.tenant_id AND f.id = m.facility_id "
        "WHERE u.id = here.user_id AND u.disabled_at IS NULL AND m.status = 'active' "
        "AND t.status <> 'closed'; END $$"
    )
    op.execute("REVOKE ALL ON FUNCTION signed_in(text, timestamptz) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION signed_in(text, timestamptz) TO {RUNTIME}")


def audit_walls() -> None:
    """The trail only grows; not even its owner can change it."""
    protect("audit_events", grants="SELECT, INSERT")
    protect("audit_heads", grants="SELECT, INSERT, UPDATE")
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    share("platform_events", grants="SELECT, INSERT")
    op.execute(f"GRANT SELECT, INSERT ON platform_events TO {PLATFORM}")


def request_tables() -> None:
    """First results of form tokens, and the buckets that slow down guessing."""
    op.execute(
        "CREATE TABLE idempotency_results ("
        "tenant_id uuid NOT NULL REFERENCES tenants, user_id uuid NOT NULL, key uuid NOT NULL, "
        "endpoint text NOT NULL, body_mac text NOT NULL, status smallint, location text, "
        "created_at timestamptz NOT NULL DEFAULT now(), "
        "CONSTRAINT pk_idempotency_results PRIMARY KEY (tenant_id, user_id, key))"
    )
    protect("idempotency_results")
    op.execute(
        "CREATE UNLOGGED TABLE throttle_buckets ("
        "key text CONSTRAINT pk_throttle_buckets PRIMARY KEY, "
        "tokens double precision NOT NULL, refilled_at timestamptz NOT NULL)"
    )
    share("throttle_buckets", grants="SELECT, INSERT, UPDATE, DELETE")
    # Whether work can be taken is also a question of the newest migration.
    op.execute(f"GRANT SELECT ON alembic_version TO {RUNTIME}, {PLATFORM}")
