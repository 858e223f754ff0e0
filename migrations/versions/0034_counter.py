"""What of a supply's money is squared, boxes with their serials, and which line of an order a line is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import protect

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    money()
    packs()
    op.add_column("prescription_lines", sa.Column("ordered_sequence", sa.SmallInteger()))


def money() -> None:
    """What the patient has paid, what became of a deposit, and what a provisional supply still lacks."""
    amount = sa.Numeric(precision=18, scale=3)
    op.add_column("dispenses", sa.Column("taken", amount, nullable=False, server_default="0"))
    op.alter_column("dispenses", "taken", server_default=None)
    op.add_column("dispenses", sa.Column("deposit_kept", amount))
    op.add_column("dispenses", sa.Column("squared_at", sa.DateTime(timezone=True)))
    op.add_column("dispenses", sa.Column("waits_for", sa.Text()))
    op.add_column("dispenses", sa.Column("practitioner_id", sa.Uuid()))
    op.create_check_constraint(
        op.f("ck_dispenses_waits_for"), "dispenses", "waits_for IN ('approval', 'not_paid')"
    )
    op.create_check_constraint(
        op.f("ck_dispenses_deposit_kept"), "dispenses", "deposit_kept BETWEEN 0 AND deposit"
    )
    op.create_foreign_key(
        op.f("fk_dispenses_tenant_id_practitioner_id_practitioners"),
        "dispenses",
        "practitioners",
        ["tenant_id", "practitioner_id"],
        ["tenant_id", "id"],
    )


def packs() -> None:
    """One box leaves the shelf once, unless it came back."""
    op.create_table(
        "dispense_packs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispense_line_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("came_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"],
            ["stock_batches.tenant_id", "stock_batches.id"],
            name=op.f("fk_dispense_packs_tenant_id_batch_id_stock_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispense_line_id"],
            ["dispense_lines.tenant_id", "dispense_lines.id"],
            name=op.f("fk_dispense_packs_tenant_id_dispense_line_id_dispense_lines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispense_packs_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispense_packs")),
    )
    op.create_index(
        "ix_dispense_packs_line", "dispense_packs", ["tenant_id", "dispense_line_id"], unique=False
    )
    op.create_index(
        "uq_dispense_packs_box",
        "dispense_packs",
        ["tenant_id", "gtin", "serial"],
        unique=True,
        postgresql_where=sa.text("NOT came_back"),
    )
    protect("dispense_packs")
