"""Prescriptions with their lines, what a person is allergic to, and how alerts are handled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    prescriptions()
    events()
    allergies()
    alerts()


def prescriptions() -> None:
    """Prescriptions and their lines."""
    op.create_table(
        "prescriptions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("reference_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reference_index", sa.Text(), nullable=True),
        sa.Column("prescriber_name", sa.Text(), nullable=False),
        sa.Column("prescriber_licence", sa.Text(), nullable=False),
        sa.Column("diagnosis_code", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "source IN ('paper', 'clinic', 'exchange')", name=op.f("ck_prescriptions_source")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'completed', 'expired', 'cancelled', 'released')",
            name=op.f("ck_prescriptions_status"),
        ),
        sa.CheckConstraint("expires_on >= written_on", name=op.f("ck_prescriptions_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_prescriptions_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_prescriptions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prescriptions")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_prescriptions_tenant_id_number")),
        sa.UniqueConstraint(
            "tenant_id", "reference_index", name=op.f("uq_prescriptions_tenant_id_reference_index")
        ),
    )
    op.create_index(
        "ix_prescriptions_days", "prescriptions", ["tenant_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_prescriptions_patient",
        "prescriptions",
        ["tenant_id", "patient_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_prescriptions_status",
        "prescriptions",
        ["tenant_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "prescription_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("local_code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("dose", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("times_a_day", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("days", sa.SmallInteger(), nullable=True),
        sa.Column("directions_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("supplied", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("owing", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("not_supplied", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("cash", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('to_dispense', 'partly_supplied', 'owing', 'supplied', 'not_supplied', 'cash')",
            name=op.f("ck_prescription_lines_status"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_prescription_lines_quantity")),
        sa.CheckConstraint(
            "supplied >= 0 AND owing >= 0 AND not_supplied >= 0 AND cash >= 0 AND cash <= supplied AND supplied + owing + not_supplied <= quantity",
            name=op.f("ck_prescription_lines_units"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "prescription_id"],
            ["prescriptions.tenant_id", "prescriptions.id"],
            name=op.f("fk_prescription_lines_tenant_id_prescription_id_prescriptions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["services.tenant_id", "services.id"],
            name=op.f("fk_prescription_lines_tenant_id_service_id_services"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_prescription_lines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prescription_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "prescription_id",
            "sequence",
            name=op.f("uq_prescription_lines_tenant_id_prescription_id_sequence"),
        ),
    )
    op.create_index(
        "ix_prescription_lines_owing",
        "prescription_lines",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("owing > 0"),
    )
    protect("prescriptions")
    protect("prescription_lines")


def events() -> None:
    """Their timeline."""
    op.create_table(
        "prescription_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=False),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "prescription_id"],
            ["prescriptions.tenant_id", "prescriptions.id"],
            name=op.f("fk_prescription_events_tenant_id_prescription_id_prescriptions"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_prescription_events_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prescription_events")),
    )
    op.create_index(
        "ix_prescription_events_prescription",
        "prescription_events",
        ["tenant_id", "prescription_id", "position"],
        unique=False,
    )
    protect("prescription_events")


def allergies() -> None:
    """What harms a person."""
    op.create_table(
        "patient_allergies",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("ingredient_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ingredient_index", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_patient_allergies_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_patient_allergies_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_patient_allergies")),
        sa.UniqueConstraint(
            "tenant_id",
            "patient_id",
            "ingredient_index",
            name=op.f("uq_patient_allergies_tenant_id_patient_id_ingredient_index"),
        ),
    )
    protect("patient_allergies")


def alerts() -> None:
    """Settings of alerts, and who passed over one."""
    op.create_table(
        "alert_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("handling", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "alert IN ('allergy', 'interaction', 'duplicate', 'age', 'sex', 'dose', 'refill', 'expired', 'quantity')",
            name=op.f("ck_alert_settings_alert"),
        ),
        sa.CheckConstraint(
            "handling IN ('reject', 'review', 'ignore')", name=op.f("ck_alert_settings_handling")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_alert_settings_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alert_settings")),
        sa.UniqueConstraint(
            "tenant_id",
            "alert",
            "valid_from",
            name=op.f("uq_alert_settings_tenant_id_alert_valid_from"),
        ),
    )
    op.create_table(
        "alert_overrides",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "alert IN ('allergy', 'interaction', 'duplicate', 'age', 'sex', 'dose', 'refill', 'expired', 'quantity')",
            name=op.f("ck_alert_overrides_alert"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["prescription_lines.tenant_id", "prescription_lines.id"],
            name=op.f("fk_alert_overrides_tenant_id_line_id_prescription_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_alert_overrides_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alert_overrides")),
        sa.UniqueConstraint(
            "tenant_id",
            "line_id",
            "fingerprint",
            name=op.f("uq_alert_overrides_tenant_id_line_id_fingerprint"),
        ),
    )
    op.create_index(
        "ix_alert_overrides_days", "alert_overrides", ["tenant_id", "at", "id"], unique=False
    )
    protect("alert_settings")
    protect("alert_overrides")
