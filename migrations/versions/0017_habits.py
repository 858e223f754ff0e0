"""Favourites of doctors, visit templates, dismissed entries of the list of visits without a claim."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    favourites()
    templates()
    dismissals()
    for table in ("doctor_favourites", "visit_templates", "missing_dismissals"):
        protect(table)
    op.create_index(
        "ix_claims_approved",
        "claims",
        ["tenant_id", "payer_id", "service_date", "id"],
        postgresql_where=sa.text("adjudication = 'approved'"),
    )
    op.create_index(
        "ix_eligibility_checks_covered",
        "eligibility_checks",
        ["tenant_id", "service_date", "id"],
        postgresql_where=sa.text("verdict = 'covered'"),
    )


def favourites() -> None:
    op.create_table(
        "doctor_favourites",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pinned_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('diagnosis', 'service')", name=op.f("ck_doctor_favourites_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_doctor_favourites_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "practitioner_id"],
            ["practitioners.tenant_id", "practitioners.id"],
            name=op.f("fk_doctor_favourites_tenant_id_practitioner_id_practitioners"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_doctor_favourites")),
        sa.UniqueConstraint(
            "tenant_id",
            "practitioner_id",
            "kind",
            "code",
            name=op.f("uq_doctor_favourites_tenant_id_practitioner_id_kind_code"),
        ),
    )


def templates() -> None:
    op.create_table(
        "visit_templates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("diagnoses", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_visit_templates_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "practitioner_id"],
            ["practitioners.tenant_id", "practitioners.id"],
            name=op.f("fk_visit_templates_tenant_id_practitioner_id_practitioners"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_visit_templates")),
    )
    op.create_index("ix_visit_templates_name", "visit_templates", ["tenant_id", "name", "id"])


def dismissals() -> None:
    op.create_table(
        "missing_dismissals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('no_visit', 'paid_by_patient', 'claimed_otherwise', 'not_billable')",
            name=op.f("ck_missing_dismissals_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_missing_dismissals_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_missing_dismissals")),
        sa.UniqueConstraint(
            "tenant_id",
            "kind",
            "subject_id",
            name=op.f("uq_missing_dismissals_tenant_id_kind_subject_id"),
        ),
    )
