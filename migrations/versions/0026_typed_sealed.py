"""Entry pages left half typed are kept under the clinic's key, like every word about a patient."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """What was kept in the clear goes: no key is at hand here to seal it with; the draft behind it stays."""
    op.add_column("claims", sa.Column("typed_sealed", sa.LargeBinary(), nullable=True))
    op.drop_column("claims", "typed")
