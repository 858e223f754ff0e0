"""How a provisional supply was settled is one of three words."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Name the ways."""
    op.create_check_constraint(
        op.f("ck_dispenses_settled_as"),
        "dispenses",
        "settled_as IN ('claimed', 'patient', 'written_off')",
    )
