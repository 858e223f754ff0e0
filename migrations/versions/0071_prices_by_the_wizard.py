"""Prices are imported like every other list: what their own import kept is of no use any more."""

from __future__ import annotations

from alembic import op

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    op.drop_table("price_imports")
