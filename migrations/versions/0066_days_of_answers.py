"""The Muscat day of an answer and of a supply is a column: row-level security keeps an expression from its index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    for table, day, moment in (
        ("approvals", "answered_on", "answered_at"),
        ("dispenses", "supplied_on", "supplied_at"),
    ):
        stored = sa.Computed(f"(timezone('Asia/Muscat', {moment}))::date", persisted=True)
        op.add_column(table, sa.Column(day, sa.Date(), stored, nullable=True))
    op.drop_index("ix_approvals_agreed", "approvals")
    op.create_index(
        "ix_approvals_agreed",
        "approvals",
        ["tenant_id", "answered_on", "id"],
        postgresql_where=sa.text("status IN ('approved', 'partial', 'expired')"),
    )
    op.drop_index("ix_dispenses_supplied_day", "dispenses")
    op.create_index(
        "ix_dispenses_supplied_day",
        "dispenses",
        ["tenant_id", "supplied_on", "id"],
        postgresql_where=sa.text("status = 'supplied'"),
    )
