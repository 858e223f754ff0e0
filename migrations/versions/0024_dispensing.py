"""Dispenses, what each line handed out of which batch, and their timeline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    dispenses()
    lines()
    events()


def dispenses() -> None:
    """One act of handing out."""
    op.create_table(
        "dispenses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("eligibility_check_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cash", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("patient_share", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("deposit", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.Column("reversal_reason", sa.Text(), nullable=True),
        sa.Column("supplied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supplied_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('prepared', 'waiting', 'supplied', 'reversed')",
            name=op.f("ck_dispenses_status"),
        ),
        sa.CheckConstraint("NOT provisional OR consent", name=op.f("ck_dispenses_consent")),
        sa.CheckConstraint("deposit >= 0", name=op.f("ck_dispenses_deposit")),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_dispenses_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_dispenses_tenant_id_approval_id_approvals"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_dispenses_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "eligibility_check_id"],
            ["eligibility_checks.tenant_id", "eligibility_checks.id"],
            name=op.f("fk_dispenses_tenant_id_eligibility_check_id_eligibility_checks"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_dispenses_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_dispenses_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "policy_id"],
            ["policies.tenant_id", "policies.id"],
            name=op.f("fk_dispenses_tenant_id_policy_id_policies"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "prescription_id"],
            ["prescriptions.tenant_id", "prescriptions.id"],
            name=op.f("fk_dispenses_tenant_id_prescription_id_prescriptions"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispenses_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispenses")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_dispenses_tenant_id_number")),
    )
    op.create_index("ix_dispenses_claim", "dispenses", ["tenant_id", "claim_id"], unique=False)
    op.create_index(
        "ix_dispenses_patient",
        "dispenses",
        ["tenant_id", "patient_id", "supplied_at"],
        unique=False,
    )
    op.create_index(
        "ix_dispenses_prescription", "dispenses", ["tenant_id", "prescription_id"], unique=False
    )
    op.create_index(
        "ix_dispenses_provisional",
        "dispenses",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("provisional AND status = 'supplied'"),
    )
    op.create_index(
        "ix_dispenses_waiting",
        "dispenses",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    protect("dispenses")


def lines() -> None:
    """What each line handed out."""
    op.create_table(
        "dispense_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispense_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("local_code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("patient_pays", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("cash", sa.Boolean(), nullable=False),
        sa.Column("days_supply", sa.SmallInteger(), nullable=True),
        sa.Column("substituted_for", sa.Text(), nullable=False),
        sa.Column("substitution_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "substituted_for = '' OR substitution_reason <> ''",
            name=op.f("ck_dispense_lines_substitution_reason"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_dispense_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispense_id"],
            ["dispenses.tenant_id", "dispenses.id"],
            name=op.f("fk_dispense_lines_tenant_id_dispense_id_dispenses"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["prescription_lines.tenant_id", "prescription_lines.id"],
            name=op.f("fk_dispense_lines_tenant_id_line_id_prescription_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["services.tenant_id", "services.id"],
            name=op.f("fk_dispense_lines_tenant_id_service_id_services"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispense_lines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispense_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "dispense_id",
            "sequence",
            name=op.f("uq_dispense_lines_tenant_id_dispense_id_sequence"),
        ),
    )
    op.create_index(
        "ix_dispense_lines_line", "dispense_lines", ["tenant_id", "line_id"], unique=False
    )
    op.create_table(
        "dispense_batches",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispense_line_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("units", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_dispense_batches_units")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"],
            ["stock_batches.tenant_id", "stock_batches.id"],
            name=op.f("fk_dispense_batches_tenant_id_batch_id_stock_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispense_line_id"],
            ["dispense_lines.tenant_id", "dispense_lines.id"],
            name=op.f("fk_dispense_batches_tenant_id_dispense_line_id_dispense_lines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "movement_id"],
            ["stock_movements.tenant_id", "stock_movements.id"],
            name=op.f("fk_dispense_batches_tenant_id_movement_id_stock_movements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispense_batches_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispense_batches")),
        sa.UniqueConstraint(
            "tenant_id", "movement_id", name=op.f("uq_dispense_batches_tenant_id_movement_id")
        ),
    )
    op.create_index(
        "ix_dispense_batches_batch", "dispense_batches", ["tenant_id", "batch_id"], unique=False
    )
    protect("dispense_lines")
    protect("dispense_batches")


def events() -> None:
    """Their timeline."""
    op.create_table(
        "dispense_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispense_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=False),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispense_id"],
            ["dispenses.tenant_id", "dispenses.id"],
            name=op.f("fk_dispense_events_tenant_id_dispense_id_dispenses"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispense_events_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispense_events")),
    )
    op.create_index(
        "ix_dispense_events_dispense",
        "dispense_events",
        ["tenant_id", "dispense_id", "position"],
        unique=False,
    )
    protect("dispense_events")
