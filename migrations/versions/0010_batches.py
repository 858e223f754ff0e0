"""Batches and the claims in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    batches()
    items()
    protect("batches")
    protect("batch_items")


def batches() -> None:
    op.create_table(
        "batches",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("filter_key", sa.Text(), nullable=False),
        sa.Column("wanted", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("payer_share", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("kept_out", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("part_size", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('prepared', 'running', 'done', 'cancelled')", name=op.f("ck_batches_status")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_batches_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_batches")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_batches_tenant_id_number")),
    )
    op.create_index(
        "uq_batches_open_filter",
        "batches",
        ["tenant_id", "filter_key"],
        unique=True,
        postgresql_where=sa.text("status IN ('prepared', 'running')"),
    )
    op.create_index("ix_batches_recent", "batches", ["tenant_id", "started_at", "id"])


def items() -> None:
    op.create_table(
        "batch_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("over_warnings", sa.Boolean(), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("payer_share", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("findings", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'submitted', 'left_out', 'taken_back')",
            name=op.f("ck_batch_items_status"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_batch_items_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_batch_items_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"],
            ["batches.tenant_id", "batches.id"],
            name=op.f("fk_batch_items_tenant_id_batch_id_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_batch_items_tenant_id_claim_id_claims"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_batch_items")),
        sa.UniqueConstraint(
            "tenant_id",
            "batch_id",
            "position",
            name=op.f("uq_batch_items_tenant_id_batch_id_position"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "batch_id",
            "claim_id",
            name=op.f("uq_batch_items_tenant_id_batch_id_claim_id"),
        ),
    )
    op.create_index(
        "uq_batch_items_waiting",
        "batch_items",
        ["tenant_id", "claim_id"],
        unique=True,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index("ix_batch_items_claim", "batch_items", ["tenant_id", "claim_id"])
