"""Medicines, their ingredients and boxes, interactions, formularies, imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    medicines()
    medicine_ingredients()
    medicine_gtins()
    interactions()
    formulary_entries()
    medicine_imports()
    protect("medicines")
    protect("medicine_ingredients")
    protect("medicine_gtins")
    protect("interactions")
    protect("formulary_entries")
    protect("medicine_imports", grants="SELECT, INSERT, UPDATE")


def medicines() -> None:
    op.create_table(
        "medicines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("dose_unit", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("content", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("pack_size", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("splittable", sa.Boolean(), nullable=False),
        sa.Column("regulated_price", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("controlled", sa.Boolean(), nullable=False),
        sa.Column("only_sex", sa.Text(), nullable=True),
        sa.Column("min_age", sa.SmallInteger(), nullable=True),
        sa.Column("max_age", sa.SmallInteger(), nullable=True),
        sa.Column("highest_daily_dose", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("equivalence", sa.Text(), nullable=False),
        sa.CheckConstraint("only_sex IN ('male', 'female')", name=op.f("ck_medicines_only_sex")),
        sa.CheckConstraint("content > 0", name=op.f("ck_medicines_content")),
        sa.CheckConstraint("highest_daily_dose > 0", name=op.f("ck_medicines_highest_daily_dose")),
        sa.CheckConstraint("max_age >= min_age", name=op.f("ck_medicines_ages")),
        sa.CheckConstraint("pack_size > 0", name=op.f("ck_medicines_pack_size")),
        sa.CheckConstraint("regulated_price >= 0", name=op.f("ck_medicines_regulated_price")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["services.tenant_id", "services.id"],
            name=op.f("fk_medicines_tenant_id_service_id_services"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_medicines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_medicines")),
        sa.UniqueConstraint(
            "tenant_id", "service_id", name=op.f("uq_medicines_tenant_id_service_id")
        ),
    )
    op.create_index(
        "ix_medicines_controlled",
        "medicines",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("controlled"),
    )
    op.create_index(
        "ix_medicines_equivalence", "medicines", ["tenant_id", "equivalence"], unique=False
    )


def medicine_ingredients() -> None:
    op.create_table(
        "medicine_ingredients",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "medicine_id"],
            ["medicines.tenant_id", "medicines.id"],
            name=op.f("fk_medicine_ingredients_tenant_id_medicine_id_medicines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_medicine_ingredients_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_medicine_ingredients")),
        sa.UniqueConstraint(
            "tenant_id",
            "medicine_id",
            "name",
            name=op.f("uq_medicine_ingredients_tenant_id_medicine_id_name"),
        ),
    )
    op.create_index(
        "ix_medicine_ingredients_name", "medicine_ingredients", ["tenant_id", "name"], unique=False
    )


def medicine_gtins() -> None:
    op.create_table(
        "medicine_gtins",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("units", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remembered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("gtin ~ '^[0-9]{14}$'", name=op.f("ck_medicine_gtins_gtin")),
        sa.CheckConstraint("units > 0", name=op.f("ck_medicine_gtins_units")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "medicine_id"],
            ["medicines.tenant_id", "medicines.id"],
            name=op.f("fk_medicine_gtins_tenant_id_medicine_id_medicines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_medicine_gtins_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_medicine_gtins")),
        sa.UniqueConstraint("tenant_id", "gtin", name=op.f("uq_medicine_gtins_tenant_id_gtin")),
    )
    op.create_index(
        "ix_medicine_gtins_medicine", "medicine_gtins", ["tenant_id", "medicine_id"], unique=False
    )


def interactions() -> None:
    op.create_table(
        "interactions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.Column("words_ar", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "severity IN ('contraindicated', 'severe', 'moderate', 'minor')",
            name=op.f("ck_interactions_severity"),
        ),
        sa.CheckConstraint("first < second", name=op.f("ck_interactions_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_interactions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_interactions")),
        sa.UniqueConstraint(
            "tenant_id", "first", "second", name=op.f("uq_interactions_tenant_id_first_second")
        ),
    )
    op.create_index("ix_interactions_second", "interactions", ["tenant_id", "second"], unique=False)


def formulary_entries() -> None:
    op.create_table(
        "formulary_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_formulary_entries_period")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_formulary_entries_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["services.tenant_id", "services.id"],
            name=op.f("fk_formulary_entries_tenant_id_service_id_services"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_formulary_entries_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_formulary_entries")),
        sa.UniqueConstraint(
            "tenant_id",
            "payer_id",
            "service_id",
            "valid_from",
            name=op.f("uq_formulary_entries_tenant_id_payer_id_service_id_valid_from"),
        ),
    )
    op.create_index(
        "ix_formulary_entries_service",
        "formulary_entries",
        ["tenant_id", "service_id"],
        unique=False,
    )


def medicine_imports() -> None:
    op.create_table(
        "medicine_imports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'formulary') = (payer_id IS NOT NULL)", name=op.f("ck_medicine_imports_payer")
        ),
        sa.CheckConstraint(
            "kind IN ('interactions', 'formulary')", name=op.f("ck_medicine_imports_kind")
        ),
        sa.CheckConstraint(
            "status IN ('previewed', 'applied', 'undone')", name=op.f("ck_medicine_imports_status")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_medicine_imports_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_medicine_imports_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_medicine_imports")),
    )
    op.create_index(
        "ix_medicine_imports_applied",
        "medicine_imports",
        ["tenant_id", "kind", "payer_id", "applied_at"],
        unique=False,
    )
