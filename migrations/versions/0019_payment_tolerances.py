"""Up to which difference a payment below the contract is let be: dated, by contract."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import protect

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "payment_tolerances",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_payment_tolerances_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_payment_tolerances_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contract_id"],
            ["contracts.tenant_id", "contracts.id"],
            name=op.f("fk_payment_tolerances_tenant_id_contract_id_contracts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payment_tolerances")),
        sa.UniqueConstraint(
            "tenant_id",
            "contract_id",
            "valid_from",
            name=op.f("uq_payment_tolerances_tenant_id_contract_id_valid_from"),
        ),
    )
    protect("payment_tolerances")
