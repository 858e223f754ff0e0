"""To whom invoices are written is said anew each time and never rewritten; with an address for letters about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import PLATFORM, RUNTIME

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    op.drop_constraint(op.f("uq_billing_profiles_tenant_id"), "billing_profiles", type_="unique")
    op.add_column("billing_profiles", sa.Column("email", sa.Text(), nullable=True))
    op.add_column(
        "billing_profiles",
        sa.Column(
            "said_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    )
    op.alter_column("billing_profiles", "said_at", server_default=None)
    op.add_column("billing_profiles", sa.Column("said_by", sa.Uuid(), nullable=True))
    op.create_index("ix_billing_profiles_said", "billing_profiles", ["tenant_id", "said_at"])
    op.execute(f"REVOKE UPDATE ON billing_profiles FROM {RUNTIME}, {PLATFORM}")
