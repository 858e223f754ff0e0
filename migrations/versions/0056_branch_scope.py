"""In which branches a person works: rows name the branches, no row means all of them; and the wall that holds it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import LOOKER, RUNTIME, branched, protect

revision = "0056"
down_revision = "0055"

# Every table whose rows belong to one branch.
BRANCHED = (
    "claims", "approvals", "dispenses", "receipts", "stock_levels", "stock_receipts", "stock_movements",
)  # fmt: skip


def upgrade() -> None:
    of("memberships", "membership_branches", "membership_id")
    of("invitations", "invitation_branches", "invitation_id")
    # Support looks at no invitation.
    op.execute(f"REVOKE ALL ON invitation_branches FROM {LOOKER}")
    signed_in_function()
    for table in BRANCHED:
        branched(table)


def of(whose: str, table: str, column: str) -> None:
    """The branches of one person or one letter; what they hang on takes them along."""
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(column, sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", column],
            [f"{whose}.tenant_id", f"{whose}.id"],
            name=op.f(f"fk_{table}_tenant_id_{column}_{whose}"),
            ondelete="CASCADE",
        ),
        # No cascade: the last row gone would open every branch.
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f(f"fk_{table}_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "tenant_id", column, "facility_id", name=op.f(f"uq_{table}_tenant_id_{column}_facility_id")
        ),
    )  # fmt: skip
    protect(table, grants="SELECT, INSERT, DELETE")


def signed_in_function() -> None:
    """Who a browser is, how well that was proven, and in which branches the person works."""
    op.execute("DROP FUNCTION signed_in(text, timestamptz)")
    op.execute(
        "CREATE FUNCTION signed_in(token_hash_given text, moment timestamptz) RETURNS TABLE ("
        "session_id uuid, tenant_id uuid, user_id uuid, data jsonb, last_seen_at timestamptz, "
        "locked_at timestamptz, proven_at timestamptz, person_en text, person_ar text, "
        "language text, digits text, theme text, single_keys boolean, password_initial boolean, "
        "second_factor_since timestamptz, role text, tenant_kind text, tenant_en text, "
        "tenant_ar text, practice_mode boolean, second_factor_required boolean, "
        "branch_en text, branch_ar text, branches uuid[]) "
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
        "f.name_en, f.name_ar, "
        # An owner works everywhere, whatever rows are left of an earlier role.
        "CASE WHEN m.role <> 'owner' THEN (SELECT array_agg(b.facility_id) FROM membership_branches b "
        "WHERE b.tenant_id = m.tenant_id AND b.membership_id = m.id) END "
        "FROM users u "
        "JOIN memberships m ON m.tenant_id = here.tenant_id AND m.user_id = u.id "
        "JOIN tenants t ON t.id = m.tenant_id "
        "JOIN facilities f ON f.tenant_id = m.tenant_id AND f.id = m.facility_id "
        "WHERE u.id = here.user_id AND u.disabled_at IS NULL AND m.status = 'active' "
        "AND t.status <> 'closed'; END $$"
    )
    op.execute("REVOKE ALL ON FUNCTION signed_in(text, timestamptz) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION signed_in(text, timestamptz) TO {RUNTIME}")
