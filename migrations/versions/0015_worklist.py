"""Leases: who works on what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import protect

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    tables()
    walls()


def tables() -> None:
    """The table as the model describes it."""
    op.create_table(
        "work_leases",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_work_leases_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_work_leases")),
        sa.UniqueConstraint(
            "tenant_id",
            "subject_kind",
            "subject_id",
            name=op.f("uq_work_leases_tenant_id_subject_kind_subject_id"),
        ),
    )


def walls() -> None:
    """Who may see and do what."""
    protect("work_leases")
