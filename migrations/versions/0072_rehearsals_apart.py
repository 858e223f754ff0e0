"""The desk tells rehearsals from live traffic: how an insurer answers is counted without them."""

from __future__ import annotations

from alembic import op

from migrations.walls import PLATFORM

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    op.execute(f"GRANT SELECT (practice) ON messages TO {PLATFORM}")
