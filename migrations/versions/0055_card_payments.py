"""Invoices paid by card: one row for each visit to the gateway's page; nothing of any card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import PLATFORM, protect

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    op.create_table(
        "card_payments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("gateway_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("set_against", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('offered', 'refused', 'abandoned', 'paid', 'surplus', 'returned')",
            name=op.f("ck_card_payments_status"),
        ),
        sa.CheckConstraint(
            "amount > 0 AND set_against BETWEEN 0 AND amount", name=op.f("ck_card_payments_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_card_payments_tenant_id_invoice_id_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_card_payments_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_card_payments")),
    )
    op.create_index("ix_card_payments_id", "card_payments", ["id"])
    op.create_index(
        "ix_card_payments_invoice", "card_payments", ["tenant_id", "invoice_id", "begun_at"]
    )
    op.create_index("ix_card_payments_status", "card_payments", ["status", "begun_at"])
    # The tenant begins a payment; what became of it is written by the operator's role alone.
    protect("card_payments", grants="SELECT, INSERT")
    op.execute(f"GRANT SELECT ON card_payments TO {PLATFORM}")
    op.execute(f"GRANT UPDATE (status, set_against, told_at) ON card_payments TO {PLATFORM}")
    op.execute(
        f"CREATE POLICY of_the_desk ON card_payments TO {PLATFORM} USING (true) WITH CHECK (true)"
    )
