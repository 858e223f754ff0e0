"""The register of controlled medicines is read from its index, and stays as told; medicines are imported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

# Whom something was handed to, and on whose word. What else of it changes is its course.
TOLD = {
    "prescriptions": (
        "number",
        "patient_id",
        "prescriber_name",
        "prescriber_licence",
        "written_on",
    ),
    "dispenses": ("number", "prescription_id", "patient_id", "facility_id"),
}


def upgrade() -> None:
    """What the register rests on, and another kind of import."""
    register()
    imports()


def imports() -> None:
    """A file of medicines may hold prices of one list."""
    op.add_column("medicine_imports", sa.Column("price_list_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_medicine_imports_tenant_id_price_list_id_price_lists"),
        "medicine_imports",
        "price_lists",
        ["tenant_id", "price_list_id"],
        ["tenant_id", "id"],
    )
    op.drop_constraint(op.f("ck_medicine_imports_kind"), "medicine_imports")
    op.create_check_constraint(
        op.f("ck_medicine_imports_kind"),
        "medicine_imports",
        "kind IN ('interactions', 'formulary', 'medicines')",
    )


def register() -> None:
    """An index that holds the units; names that stand once something is written on them."""
    op.drop_index("ix_stock_movements_register", "stock_movements")
    op.create_index(
        "ix_stock_movements_register",
        "stock_movements",
        ["tenant_id", "medicine_id", "facility_id", "position"],
        unique=False,
        postgresql_include=["day", "batch_id", "units"],
    )
    op.create_index(
        "ix_stock_movements_reason",
        "stock_movements",
        ["tenant_id", "position"],
        unique=False,
        postgresql_where=sa.text("reason <> ''"),
    )
    op.execute(
        "CREATE FUNCTION refuse_other_names() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'what was told stays' USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    for table, columns in TOLD.items():
        changed = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in columns)
        op.execute(
            f"CREATE TRIGGER told_once BEFORE UPDATE OF {', '.join(columns)} ON {table} "
            f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION refuse_other_names()"
        )
