"""The list of remittances narrowed to days of payment."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_index(
        "ix_remittances_paid", "remittances", ["tenant_id", "paid_on", "received_at", "id"]
    )
