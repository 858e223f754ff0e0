"""Owners are written to about trouble of the service, and once a month about looks of support: each once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import RUNTIME, protect

revision = "0076"
down_revision = "0075"


def upgrade() -> None:
    op.create_table(
        "owners_told",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_owners_told_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_owners_told")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "about", name=op.f("uq_owners_told_tenant_id_kind_about")
        ),
    )
    protect("owners_told", grants="SELECT, INSERT")
    for column in ("told_at", "told_end_at"):
        op.add_column("incidents", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    # What is past is no news.
    op.execute("UPDATE incidents SET told_at = began_at, told_end_at = ended_at")
    op.execute(f"GRANT UPDATE (told_at, told_end_at) ON incidents TO {RUNTIME}")
