"""Claims, their lines, sendings and timeline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    tables()
    walls()


def tables() -> None:
    """The tables as the models describe them."""
    op.create_table(
        "claims",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("eligibility_check_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("referral_number", sa.Text(), nullable=False),
        sa.Column("related_claim_id", sa.Uuid(), nullable=True),
        sa.Column("related_kind", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("adjudication", sa.Text(), nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("patient_share", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("payer_share", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("patient_paid", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("approved", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("payer_reference", sa.Text(), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("problem_code", sa.Text(), nullable=True),
        sa.Column("problem_text", sa.Text(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "typed", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_by", sa.Uuid(), nullable=True),
        sa.Column("saved_from", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "adjudication IN ('none', 'pended', 'approved', 'partial', 'denied')",
            name=op.f("ck_claims_adjudication"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'queued', 'cancelled', 'sent', 'held', 'accepted', 'rejected', 'adjudicated', 'closed')",
            name=op.f("ck_claims_status"),
        ),
        sa.CheckConstraint("net = patient_share + payer_share", name=op.f("ck_claims_shares")),
        sa.CheckConstraint(
            "related_kind IN ('correction', 'complaint')", name=op.f("ck_claims_related_kind")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_claims_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "eligibility_check_id"],
            ["eligibility_checks.tenant_id", "eligibility_checks.id"],
            name=op.f("fk_claims_tenant_id_eligibility_check_id_eligibility_checks"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_claims_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_claims_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "policy_id"],
            ["policies.tenant_id", "policies.id"],
            name=op.f("fk_claims_tenant_id_policy_id_policies"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "practitioner_id"],
            ["practitioners.tenant_id", "practitioners.id"],
            name=op.f("fk_claims_tenant_id_practitioner_id_practitioners"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "related_claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claims_tenant_id_related_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_claims_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claims")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_claims_tenant_id_number")),
    )
    for name, column in (
        ("status", "status"),
        ("adjudication", "adjudication"),
        ("payer", "payer_id"),
        ("practitioner", "practitioner_id"),
    ):
        op.create_index(f"ix_claims_{name}", "claims", ["tenant_id", column, "service_date", "id"])
    op.create_index("ix_claims_days", "claims", ["tenant_id", "service_date", "id"])
    op.create_index("ix_claims_patient", "claims", ["tenant_id", "patient_id", "service_date"])
    op.create_index("ix_claims_author", "claims", ["tenant_id", "created_by", "created_at"])
    op.create_table(
        "claim_diagnoses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('principal', 'secondary')", name=op.f("ck_claim_diagnoses_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claim_diagnoses_tenant_id_claim_id_claims"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_claim_diagnoses_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_diagnoses")),
        sa.UniqueConstraint(
            "tenant_id",
            "claim_id",
            "sequence",
            name=op.f("uq_claim_diagnoses_tenant_id_claim_id_sequence"),
        ),
    )
    op.create_table(
        "claim_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("local_code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("code_system", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("factor", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("vat_category", sa.Text(), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("patient_share", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("payer_share", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("pointers", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("approved", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason_text", sa.Text(), nullable=True),
        sa.CheckConstraint("net = patient_share + payer_share", name=op.f("ck_claim_lines_shares")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claim_lines_tenant_id_claim_id_claims"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["services.tenant_id", "services.id"],
            name=op.f("fk_claim_lines_tenant_id_service_id_services"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_claim_lines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "claim_id",
            "sequence",
            name=op.f("uq_claim_lines_tenant_id_claim_id_sequence"),
        ),
    )
    op.create_table(
        "submissions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_submissions_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_submissions_tenant_id_message_id_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_submissions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_submissions")),
        sa.UniqueConstraint(
            "tenant_id",
            "claim_id",
            "attempt",
            name=op.f("uq_submissions_tenant_id_claim_id_attempt"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "identifier", name=op.f("uq_submissions_tenant_id_identifier")
        ),
    )
    op.create_table(
        "claim_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=False),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claim_events_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_claim_events_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_events")),
    )
    op.create_index(
        "ix_claim_events_claim", "claim_events", ["tenant_id", "claim_id", "position"], unique=False
    )


def walls() -> None:
    """Who may see and do what."""
    protect("claims")
    protect("claim_diagnoses")
    protect("claim_lines")
    protect("submissions")
    protect("claim_events")
