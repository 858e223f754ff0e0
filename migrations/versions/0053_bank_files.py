"""Statements of the operator's bank, and what each credit's words told of whose it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import BACKUP, PLATFORM

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    op.create_table(
        "bank_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("brought", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["legal_entities.id"],
            name=op.f("fk_bank_files_entity_id_legal_entities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_files")),
        sa.UniqueConstraint(
            "entity_id", "file_hash", name=op.f("uq_bank_files_entity_id_file_hash")
        ),
    )
    op.execute(f"GRANT SELECT ON bank_files TO {BACKUP}")
    op.execute(f"GRANT SELECT, INSERT ON bank_files TO {PLATFORM}")
    op.add_column("bank_transfers", sa.Column("file_id", sa.Uuid(), nullable=True))
    op.add_column("bank_transfers", sa.Column("found_by", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_bank_transfers_file_id_bank_files"), "bank_transfers", "bank_files", ["file_id"], ["id"]
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_bank_transfers_found_by"),
        "bank_transfers",
        "found_by IN ('number', 'amount', 'unclear')",
    )
    op.create_check_constraint(
        op.f("ck_bank_transfers_origin"), "bank_transfers", "num_nonnulls(file_id, found_by) <> 1"
    )
    op.create_index("ix_bank_transfers_file", "bank_transfers", ["file_id", "id"])
