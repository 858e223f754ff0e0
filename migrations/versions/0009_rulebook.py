"""Dated settings of edits, own rules, holds, simulations and proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    edit_settings()
    house_rules()
    claim_holds()
    rule_simulations()
    rule_proposals()
    walls()


def edit_settings() -> None:
    """Settings are entered, never changed."""
    op.create_table(
        "edit_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edit", sa.Text(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "severity IN ('block', 'hold', 'warn', 'info', 'off')",
            name=op.f("ck_edit_settings_severity"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_edit_settings_days")),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_edit_settings_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_edit_settings_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_edit_settings")),
    )
    op.create_index(
        "ix_edit_settings_edit", "edit_settings", ["tenant_id", "edit", "entered_at"], unique=False
    )
    op.create_index(
        "ix_edit_settings_payer",
        "edit_settings",
        ["tenant_id", "payer_id", "valid_from"],
        unique=False,
    )


def house_rules() -> None:
    """Rules of the clinic's own."""
    op.create_table(
        "house_rules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "conditions", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("message_en", sa.Text(), nullable=False),
        sa.Column("message_ar", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column(
            "typed", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("action IN ('hold', 'warn', 'set')", name=op.f("ck_house_rules_action")),
        sa.CheckConstraint("origin IN ('own', 'proposal')", name=op.f("ck_house_rules_origin")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_house_rules_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_house_rules_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_house_rules")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_house_rules_tenant_id_number")),
    )
    op.create_index(
        "ix_house_rules_order", "house_rules", ["tenant_id", "position", "number"], unique=False
    )


def claim_holds() -> None:
    """Claims that a rule keeps back."""
    op.create_table(
        "claim_holds",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'released', 'lapsed')", name=op.f("ck_claim_holds_status")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claim_holds_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_claim_holds_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_holds")),
    )
    op.create_index(
        "ix_claim_holds_status", "claim_holds", ["tenant_id", "status", "asked_at"], unique=False
    )
    op.create_index(
        "ix_claim_holds_claim", "claim_holds", ["tenant_id", "claim_id", "asked_at"], unique=False
    )


def rule_simulations() -> None:
    """What a rule would have done."""
    op.create_table(
        "rule_simulations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column(
            "result", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('rule', 'setting', 'proposals')", name=op.f("ck_rule_simulations_kind")
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'done', 'failed')",
            name=op.f("ck_rule_simulations_status"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_rule_simulations_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rule_simulations")),
    )
    op.create_index(
        "ix_rule_simulations_begun", "rule_simulations", ["tenant_id", "created_at"], unique=False
    )


def rule_proposals() -> None:
    """Rules that refusals suggest."""
    op.create_table(
        "rule_proposals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("features", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("support", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("precision", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("lift", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("backtest", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('proposed', 'accepted', 'dismissed')", name=op.f("ck_rule_proposals_status")
        ),
        sa.CheckConstraint("support >= 3", name=op.f("ck_rule_proposals_support")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rule_id"],
            ["house_rules.tenant_id", "house_rules.id"],
            name=op.f("fk_rule_proposals_tenant_id_rule_id_house_rules"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_rule_proposals_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rule_proposals")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_rule_proposals_tenant_id_key")),
    )
    op.create_index(
        "ix_rule_proposals_status",
        "rule_proposals",
        ["tenant_id", "status", "amount"],
        unique=False,
    )


def walls() -> None:
    """Who may see and do what."""
    protect("edit_settings", grants="SELECT, INSERT")
    protect("house_rules")
    protect("claim_holds")
    protect("rule_simulations")
    protect("rule_proposals")
