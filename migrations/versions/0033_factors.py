"""Second factors of people, sessions that know when they were proven, tenants that ask for both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import IS_USER, RUNTIME, force, share

revision = "0033"
down_revision = "0032"

OWN = f"user_id = {IS_USER}"
THIS_CREDENTIAL = "credential_id = nullif(current_setting('app.credential', true), '')"


def upgrade() -> None:
    columns()
    authenticators()
    passkeys()
    walls()
    signed_in_function()


def columns() -> None:
    """Tenants of today keep their way in; sessions of today are proven by a new sign-in."""
    op.add_column(
        "users", sa.Column("second_factor_since", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "sign_in_sessions", sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "sign_in_sessions", sa.Column("place", sa.Text(), nullable=False, server_default="")
    )
    op.alter_column("sign_in_sessions", "place", server_default=None)
    op.add_column(
        "tenants",
        sa.Column(
            "second_factor_required", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.alter_column("tenants", "second_factor_required", server_default=None)
    op.execute(f"GRANT UPDATE (proven_at) ON sign_in_sessions TO {RUNTIME}")


def authenticators() -> None:
    """Secrets of authenticator apps, and printed codes."""
    op.create_table(
        "authenticators",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_authenticators_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_authenticators")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_codes")),
    )


def passkeys() -> None:
    """Public halves of key pairs, and what devices are asked to sign."""
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_user_id"), "passkeys", ["user_id"], unique=False)
    op.create_table(
        "passkey_challenges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('register', 'prove', 'sign_in')",
            name=op.f("ck_passkey_challenges_purpose"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenges")),
    )


def walls() -> None:
    """Factors are seen by their person; a passkey also by whoever names it, since nobody is known yet."""
    for table in ("authenticators", "recovery_codes", "passkeys"):
        force(table)
        op.execute(f"CREATE POLICY own ON {table} USING ({OWN}) WITH CHECK ({OWN})")
        share(table, grants="SELECT, INSERT, UPDATE, DELETE")
    for command in ("SELECT", "UPDATE"):
        op.execute(
            f"CREATE POLICY named_{command.lower()} ON passkeys FOR {command} "
            f"USING ({THIS_CREDENTIAL})"
        )
    share("passkey_challenges", grants="SELECT, INSERT, DELETE")


def signed_in_function() -> None:
    """Who a browser is, and how well that was proven."""
    op.execute("DROP FUNCTION signed_in(text, timestamptz)")
    op.execute(
        "CREATE FUNCTION signed_in(token_hash_given text, moment timestamptz) RETURNS TABLE ("
        "session_id uuid, tenant_id uuid, user_id uuid, data jsonb, last_seen_at timestamptz, "
        "locked_at timestamptz, proven_at timestamptz, person_en text, person_ar text, "
        "language text, digits text, theme text, single_keys boolean, password_initial boolean, "
        "second_factor_since timestamptz, role text, tenant_kind text, tenant_en text, "
        "tenant_ar text, practice_mode boolean, second_factor_required boolean, "
        "branch_en text, branch_ar text) "
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
        "here.last_seen_at, here.locked_at, here.proven_at, u.name_en, u.name_ar, u.language, "
        "u.digits, u.theme, u.single_keys, u.password_initial, u.second_factor_since, m.role, "
        "t.kind, t.name_en, t.name_ar, t.practice_mode, t.second_factor_required, "
        "f.name_en, f.name_ar "
        "FROM users u "
        "JOIN memberships m ON m.tenant_id = here.tenant_id AND m.user_id = u.id "
        "JOIN tenants t ON t.id = m.tenant_id "
        "JOIN facilities f ON f.tenant_id = m.tenant_id AND f.id = m.facility_id "
        "WHERE u.id = here.user_id AND u.disabled_at IS NULL AND m.status = 'active' "
        "AND t.status <> 'closed'; END $$"
    )
    op.execute("REVOKE ALL ON FUNCTION signed_in(text, timestamptz) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION signed_in(text, timestamptz) TO {RUNTIME}")
