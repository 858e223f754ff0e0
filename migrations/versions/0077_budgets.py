"""An owner says what a month may come to, and is told at 80 and 100 per cent of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import protect

revision = "0077"
down_revision = "0076"

KINDS = (
    "'in_review', 'issued', 'reminder', 'warning', 'read_only', 'restored', 'taken_off', 'price', 'price_soon', "
    "'price_withdrawn', 'claims_80', 'claims_100', 'budget_80', 'budget_100', 'trail'"
)


def upgrade() -> None:
    op.create_table(
        "plan_budgets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(18, 3), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_plan_budgets_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_plan_budgets_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_plan_budgets")),
    )
    op.create_index("ix_plan_budgets_said", "plan_budgets", ["tenant_id", "said_at"])
    protect("plan_budgets", grants="SELECT, INSERT")
    op.drop_constraint(op.f("ck_billing_notices_kind"), "billing_notices")
    op.create_check_constraint(
        op.f("ck_billing_notices_kind"), "billing_notices", f"kind IN ({KINDS})"
    )
