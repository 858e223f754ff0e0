"""Services that stand for no code of the exchange, by decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.add_column(
        "services", sa.Column("no_code", sa.Boolean(), nullable=False, server_default=sa.false())
    )
