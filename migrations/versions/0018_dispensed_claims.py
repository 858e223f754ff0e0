"""Claims of a pharmacy: on which prescription, and for how many days each medicine lasts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("claims", sa.Column("prescription_reference_sealed", sa.LargeBinary()))
    op.add_column("claim_lines", sa.Column("days_supply", sa.SmallInteger()))
    op.create_check_constraint(op.f("ck_claim_lines_days_supply"), "claim_lines", "days_supply > 0")
