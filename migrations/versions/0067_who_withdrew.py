"""A planned change of plan says who withdrew it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import PLATFORM, RUNTIME

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    op.add_column("plan_changes", sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
    # Until now nobody wrote down who; whoever planned it is the likeliest.
    op.execute("ALTER TABLE plan_changes NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE plan_changes SET withdrawn_by = decided_by WHERE withdrawn_at IS NOT NULL")
    op.execute("ALTER TABLE plan_changes FORCE ROW LEVEL SECURITY")
    op.execute(f"GRANT UPDATE (withdrawn_by) ON plan_changes TO {RUNTIME}, {PLATFORM}")
