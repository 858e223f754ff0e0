"""Eligibility checks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    tables()
    walls()


def tables() -> None:
    """The tables as the models describe them."""
    op.create_table(
        "eligibility_checks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("plan_name", sa.Text(), nullable=True),
        sa.Column("network", sa.Text(), nullable=True),
        sa.Column("in_network", sa.Boolean(), nullable=True),
        sa.Column("member_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("copay_percent", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("copay_max", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("annual_limit", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("annual_used", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("benefits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("others", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("reason_text", sa.Text(), nullable=True),
        sa.Column("reason_text_ar", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("relationship", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('asked', 'answered', 'failed')", name=op.f("ck_eligibility_checks_status")
        ),
        sa.CheckConstraint(
            "verdict IN ('covered', 'not_covered', 'undetermined')",
            name=op.f("ck_eligibility_checks_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_eligibility_checks_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_eligibility_checks_tenant_id_message_id_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_eligibility_checks_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "policy_id"],
            ["policies.tenant_id", "policies.id"],
            name=op.f("fk_eligibility_checks_tenant_id_policy_id_policies"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_eligibility_checks_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_eligibility_checks")),
    )
    op.create_index(
        "ix_eligibility_checks_patient",
        "eligibility_checks",
        ["tenant_id", "patient_id", "asked_at"],
        unique=False,
    )
    op.create_index(
        "ix_eligibility_checks_recent",
        "eligibility_checks",
        ["tenant_id", "asked_at", "id"],
        unique=False,
    )


def walls() -> None:
    """Who may see and do what."""
    protect("eligibility_checks")
