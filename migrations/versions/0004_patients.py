"""Patients, their documents, policies and name tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import protect

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    tables()
    walls()


def tables() -> None:
    """The tables as the models describe them."""
    op.create_table(
        "patients",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_number", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.Text(), nullable=True),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("name_en <> '' OR name_ar <> ''", name=op.f("ck_patients_name")),
        sa.CheckConstraint(
            "sex IN ('male', 'female', 'other', 'unknown')", name=op.f("ck_patients_sex")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "merged_into"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_patients_tenant_id_merged_into_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_patients_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_patients")),
        sa.UniqueConstraint(
            "tenant_id", "file_number", name=op.f("uq_patients_tenant_id_file_number")
        ),
    )
    op.create_index("ix_patients_birth", "patients", ["tenant_id", "birth_date"], unique=False)
    op.create_index("ix_patients_merged", "patients", ["tenant_id", "merged_into"], unique=False)
    op.create_index("ix_patients_phone", "patients", ["tenant_id", "phone_index"], unique=False)
    op.create_table(
        "identity_documents",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('civil_id', 'resident_card', 'passport', 'gcc_id')",
            name=op.f("ck_identity_documents_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_identity_documents_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_identity_documents_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_identity_documents")),
        sa.UniqueConstraint(
            "tenant_id",
            "kind",
            "number_index",
            name=op.f("uq_identity_documents_tenant_id_kind_number_index"),
        ),
    )
    op.create_index(
        "ix_identity_documents_index",
        "identity_documents",
        ["tenant_id", "number_index"],
        unique=False,
    )
    op.create_index(
        "ix_identity_documents_patient",
        "identity_documents",
        ["tenant_id", "patient_id"],
        unique=False,
    )
    op.create_table(
        "policies",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("member_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("member_index", sa.Text(), nullable=True),
        sa.Column("plan_name", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("copay_percent", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("copay_max", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("waiting_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "relationship IN ('self', 'spouse', 'child', 'parent', 'other')",
            name=op.f("ck_policies_relationship"),
        ),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_policies_rank")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_policies_period")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_policies_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_policies_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_policies_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_policies")),
    )
    op.create_index("ix_policies_patient", "policies", ["tenant_id", "patient_id"], unique=False)
    op.create_table(
        "name_tokens",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.TEXT(collation="C"), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_name_tokens_tenant_id_patient_id_patients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_name_tokens_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_name_tokens")),
    )
    op.create_index(
        "ix_name_tokens_patient", "name_tokens", ["tenant_id", "patient_id"], unique=False
    )
    op.create_index(
        "ix_name_tokens_token", "name_tokens", ["tenant_id", "token", "patient_id"], unique=False
    )


def walls() -> None:
    """Who may see and do what."""
    protect("patients")
    protect("identity_documents")
    protect("policies")
    protect("name_tokens")
