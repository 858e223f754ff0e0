"""Trouble of the service: the operator writes, everybody reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import BACKUP, PLATFORM, RUNTIME

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.Column("words_ar", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_incidents_moments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_ended", "incidents", ["ended_at"])
    op.execute(f"GRANT SELECT ON incidents TO {RUNTIME}, {BACKUP}, {PLATFORM}")
    op.execute(f"GRANT INSERT, UPDATE (ended_at) ON incidents TO {PLATFORM}")
