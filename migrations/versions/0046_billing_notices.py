"""What a tenant was told of its plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import protect

revision = "0046"
down_revision = "0045"

KINDS = "'reminder', 'warning', 'read_only', 'restored', 'claims_80', 'claims_100', 'trail'"


def upgrade() -> None:
    op.create_table(
        "billing_notices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_billing_notices_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_billing_notices_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_billing_notices")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "about", name=op.f("uq_billing_notices_tenant_id_kind_about")
        ),
    )
    protect("billing_notices", grants="SELECT, INSERT")
