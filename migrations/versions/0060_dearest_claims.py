"""Decisions that nobody has answered are found by what they cost, so that a dear one never waits behind old pennies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    op.create_index(
        "ix_claims_dearest",
        "claims",
        ["tenant_id", sa.text("(payer_share - COALESCE(approved, 0)) DESC")],
        postgresql_where=sa.text(
            "status = 'adjudicated' AND adjudication IN ('partial', 'denied') AND followed_by_id IS NULL"
        ),
    )
