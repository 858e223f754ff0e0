"""What the register of controlled medicines tells is read from its index alone, and stays as it was told."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"

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
    """An index that holds the units; names that stand once something is written on them."""
    op.drop_index("ix_stock_movements_register", "stock_movements")
    op.create_index(
        "ix_stock_movements_register",
        "stock_movements",
        ["tenant_id", "medicine_id", "facility_id", "position"],
        unique=False,
        postgresql_include=["day", "batch_id", "units"],
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
