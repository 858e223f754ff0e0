"""Results of checking the wall between tenants; and what support sees of a tenant without looking into it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import BACKUP, PLATFORM, RUNTIME

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    op.create_table(
        "wall_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_checks")),
    )
    op.create_index("ix_wall_checks_at", "wall_checks", ["at"])
    op.execute(f"GRANT SELECT, INSERT, DELETE ON wall_checks TO {RUNTIME}")
    op.execute(f"GRANT SELECT ON wall_checks TO {PLATFORM}, {BACKUP}")
    # Error codes of messages, and how many work in which role: no name, no words.
    op.execute(f"GRANT SELECT (problem) ON messages TO {PLATFORM}")
    op.execute(f"GRANT SELECT (tenant_id, role, status) ON memberships TO {PLATFORM}")
    op.execute(f"CREATE POLICY of_the_desk ON memberships FOR SELECT TO {PLATFORM} USING (true)")
