"""Where a service was done, what an insurer told by telephone, and the sex on its card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("claim_lines", sa.Column("site", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "claims", sa.Column("offline_reference", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("claims", sa.Column("offline_on", sa.Date(), nullable=True))
    op.add_column("policies", sa.Column("sex", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_policies_sex"), "policies", "sex IN ('male', 'female')")
