"""The operator raises how many branches a tenant may open; a draft is left alone from the last answer on, and warned of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"

LEFT = (
    "SELECT id FROM applications WHERE status = 'stopped' AND touched_at < stopped_before "
    "OR status = 'draft' AND touched_at < unconfirmed_before ORDER BY id LIMIT 500"
)


def upgrade() -> None:
    op.add_column(
        "tenants", sa.Column("most_branches", sa.SmallInteger(), nullable=False, server_default="9")
    )
    op.alter_column("tenants", "most_branches", server_default=None)
    op.create_check_constraint(
        op.f("ck_tenants_most_branches"), "tenants", "most_branches BETWEEN 1 AND 999"
    )
    op.add_column(
        "applications", sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("applications", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE applications SET touched_at = created_at")
    op.alter_column("applications", "touched_at", nullable=False)
    op.execute(
        "CREATE OR REPLACE FUNCTION left_application_ids(stopped_before timestamptz, unconfirmed_before timestamptz) "
        "RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {LEFT} $$"
    )
