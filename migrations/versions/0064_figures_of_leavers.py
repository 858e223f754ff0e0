"""What a month counted stays when a tenant is deleted: counts by month and plan, with no tenant's id and nobody's name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import PLATFORM

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    op.create_table(
        "figures_of_leavers",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("plan_before", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("first_pass", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_pass BETWEEN 0 AND accepted", name=op.f("ck_figures_of_leavers_counts")
        ),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_figures_of_leavers_month")),
        sa.PrimaryKeyConstraint("departure_id", "month", name=op.f("pk_figures_of_leavers")),
    )
    op.execute(f"GRANT SELECT, INSERT ON figures_of_leavers TO {PLATFORM}")
