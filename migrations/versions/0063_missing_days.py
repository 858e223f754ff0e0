"""Approvals that were agreed and supplies that were handed out are found by their Muscat day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    op.create_index(
        "ix_approvals_agreed",
        "approvals",
        ["tenant_id", sa.text("(timezone('Asia/Muscat', answered_at)::date)"), "id"],
        postgresql_where=sa.text("status IN ('approved', 'partial', 'expired')"),
    )
    op.create_index(
        "ix_dispenses_supplied_day",
        "dispenses",
        ["tenant_id", sa.text("(timezone('Asia/Muscat', supplied_at)::date)"), "id"],
        postgresql_where=sa.text("status = 'supplied'"),
    )
