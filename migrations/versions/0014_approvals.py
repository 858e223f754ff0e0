"""Requests for approval, the units claims use, and what each payer wants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    tables()
    on_claims()
    walls()


def tables() -> None:
    """The tables as the models describe them."""
    op.create_table(
        "approvals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("service_from", sa.Date(), nullable=False),
        sa.Column("service_to", sa.Date(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("justification_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("prescription_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("extends_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("approved", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("payer_reference", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("disposition_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("problem_code", sa.Text(), nullable=True),
        sa.Column("problem_text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("typed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("saved_from", sa.Uuid(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('professional', 'institutional', 'oral', 'vision', 'pharmacy')",
            name=op.f("ck_approvals_kind"),
        ),
        sa.CheckConstraint(
            "priority IN ('stat', 'normal', 'deferred')", name=op.f("ck_approvals_priority")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'queued', 'cancelled', 'sent', 'held', 'pended', 'rejected', 'approved', 'partial', 'refused', 'expired')",
            name=op.f("ck_approvals_status"),
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_approvals_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "extends_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_approvals_tenant_id_extends_id_approvals"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_approvals_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_approvals_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "policy_id"],
            ["policies.tenant_id", "policies.id"],
            name=op.f("fk_approvals_tenant_id_policy_id_policies"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "practitioner_id"],
            ["practitioners.tenant_id", "practitioners.id"],
            name=op.f("fk_approvals_tenant_id_practitioner_id_practitioners"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approvals_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_approvals_tenant_id_number")),
    )
    op.create_index(
        "ix_approvals_answered",
        "approvals",
        ["tenant_id", "payer_id", "kind", "answered_at"],
        unique=False,
    )
    op.create_index(
        "ix_approvals_days", "approvals", ["tenant_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_approvals_ending", "approvals", ["tenant_id", "status", "valid_to"], unique=False
    )
    op.create_index("ix_approvals_extends", "approvals", ["tenant_id", "extends_id"], unique=False)
    op.create_index(
        "ix_approvals_kind", "approvals", ["tenant_id", "kind", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_approvals_patient",
        "approvals",
        ["tenant_id", "patient_id", "payer_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_approvals_payer",
        "approvals",
        ["tenant_id", "payer_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_approvals_practitioner",
        "approvals",
        ["tenant_id", "practitioner_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_approvals_status",
        "approvals",
        ["tenant_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "approval_diagnoses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_approval_diagnoses_tenant_id_approval_id_approvals"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_diagnoses_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_diagnoses")),
        sa.UniqueConstraint(
            "tenant_id",
            "approval_id",
            "sequence",
            name=op.f("uq_approval_diagnoses_tenant_id_approval_id_sequence"),
        ),
    )
    op.create_table(
        "approval_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("local_code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("code_system", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("units", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("days_supply", sa.SmallInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("approved", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("approved_units", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason_text_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_approval_lines_tenant_id_approval_id_approvals"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["services.tenant_id", "services.id"],
            name=op.f("fk_approval_lines_tenant_id_service_id_services"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_lines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "approval_id",
            "sequence",
            name=op.f("uq_approval_lines_tenant_id_approval_id_sequence"),
        ),
    )
    op.create_table(
        "approval_sendings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_approval_sendings_tenant_id_approval_id_approvals"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_approval_sendings_tenant_id_message_id_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_sendings_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_sendings")),
        sa.UniqueConstraint(
            "tenant_id",
            "approval_id",
            "attempt",
            name=op.f("uq_approval_sendings_tenant_id_approval_id_attempt"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "identifier", name=op.f("uq_approval_sendings_tenant_id_identifier")
        ),
    )
    op.create_table(
        "approval_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=False),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_approval_events_tenant_id_approval_id_approvals"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_events_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_events")),
    )
    op.create_index(
        "ix_approval_events_approval",
        "approval_events",
        ["tenant_id", "approval_id", "position"],
        unique=False,
    )
    op.create_table(
        "approval_uses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("units", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_approval_uses_units")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_approval_uses_tenant_id_approval_id_approvals"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_approval_uses_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["approval_lines.tenant_id", "approval_lines.id"],
            name=op.f("fk_approval_uses_tenant_id_line_id_approval_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_uses_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_uses")),
    )
    op.create_index(
        "ix_approval_uses_claim", "approval_uses", ["tenant_id", "claim_id"], unique=False
    )
    op.create_index(
        "ix_approval_uses_line", "approval_uses", ["tenant_id", "line_id"], unique=False
    )
    op.create_table(
        "approval_sentences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_ar", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_sentences_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_sentences")),
        sa.UniqueConstraint(
            "tenant_id", "text_en", name=op.f("uq_approval_sentences_tenant_id_text_en")
        ),
    )
    op.create_table(
        "approval_sentence_uses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("sentence_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_approval_sentence_uses_tenant_id_approval_id_approvals"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sentence_id"],
            ["approval_sentences.tenant_id", "approval_sentences.id"],
            name=op.f("fk_approval_sentence_uses_tenant_id_sentence_id_approval_sentences"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_sentence_uses_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_sentence_uses")),
        sa.UniqueConstraint(
            "tenant_id",
            "approval_id",
            "sentence_id",
            name=op.f("uq_approval_sentence_uses_tenant_id_approval_id_sentence_id"),
        ),
    )
    op.create_index(
        "ix_approval_sentence_uses_sentence",
        "approval_sentence_uses",
        ["tenant_id", "sentence_id"],
        unique=False,
    )
    op.create_table(
        "approval_follow_ups",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("claim_number", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('approved', 'obtained', 'withdrawn', 'not_needed')",
            name=op.f("ck_approval_follow_ups_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_approval_follow_ups_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name=op.f("fk_approval_follow_ups_tenant_id_approval_id_approvals"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_approval_follow_ups_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_approval_follow_ups_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "policy_id"],
            ["policies.tenant_id", "policies.id"],
            name=op.f("fk_approval_follow_ups_tenant_id_policy_id_policies"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "practitioner_id"],
            ["practitioners.tenant_id", "practitioners.id"],
            name=op.f("fk_approval_follow_ups_tenant_id_practitioner_id_practitioners"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_follow_ups_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_follow_ups")),
        sa.UniqueConstraint(
            "tenant_id", "claim_id", name=op.f("uq_approval_follow_ups_tenant_id_claim_id")
        ),
    )
    op.create_index(
        "ix_approval_follow_ups_due",
        "approval_follow_ups",
        ["tenant_id", "done_at", "due_at"],
        unique=False,
    )
    op.create_table(
        "approval_requirements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("documents", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(level = 'above') = (threshold IS NOT NULL)",
            name=op.f("ck_approval_requirements_threshold"),
        ),
        sa.CheckConstraint(
            "level IN ('no', 'yes', 'above')", name=op.f("ck_approval_requirements_level")
        ),
        sa.CheckConstraint(
            "scope IN ('everything', 'category', 'service', 'code')",
            name=op.f("ck_approval_requirements_scope"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_approval_requirements_period"),
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_approval_requirements_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_requirements_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_requirements")),
    )
    op.create_index(
        "ix_approval_requirements_payer",
        "approval_requirements",
        ["tenant_id", "payer_id", "valid_from"],
        unique=False,
    )
    op.create_table(
        "approval_answer_times",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("emergency_hours", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "emergency_hours > 0", name=op.f("ck_approval_answer_times_emergency_hours")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_approval_answer_times_minutes")),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_approval_answer_times_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_approval_answer_times_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_answer_times")),
        sa.UniqueConstraint(
            "tenant_id",
            "payer_id",
            "valid_from",
            name=op.f("uq_approval_answer_times_tenant_id_payer_id_valid_from"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def on_claims() -> None:
    """A claim names the approval it uses, and says when nobody could be asked before."""
    op.add_column("claims", sa.Column("approval_id", sa.Uuid(), nullable=True))
    op.add_column(
        "claims", sa.Column("emergency", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_foreign_key(
        op.f("fk_claims_tenant_id_approval_id_approvals"),
        "claims",
        "approvals",
        ["tenant_id", "approval_id"],
        ["tenant_id", "id"],
    )
    op.create_index("ix_claims_approval", "claims", ["tenant_id", "approval_id"])


def walls() -> None:
    """Who may see and do what."""
    for table in (
        "approvals",
        "approval_diagnoses",
        "approval_lines",
        "approval_sendings",
        "approval_events",
        "approval_uses",
        "approval_sentences",
        "approval_sentence_uses",
        "approval_follow_ups",
        "approval_requirements",
        "approval_answer_times",
    ):
        protect(table)
