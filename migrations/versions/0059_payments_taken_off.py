"""A payment that was set against a wrong invoice is taken off again: the row stays, closed, with its reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import PLATFORM

revision = "0059"
down_revision = "0058"

KINDS = "'reminder', 'warning', 'read_only', 'restored', 'taken_off', 'claims_80', 'claims_100', 'trail'"


def upgrade() -> None:
    op.add_column("payments", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("undone_by", sa.Uuid(), nullable=True))
    op.add_column("payments", sa.Column("undone_reason", sa.Text(), nullable=True))
    op.add_column("payments", sa.Column("late_from", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_payments_undone"),
        "payments",
        "(undone_at IS NULL) = (undone_reason IS NULL) AND (undone_at IS NULL OR transfer_id IS NOT NULL) "
        "AND (undone_at IS NOT NULL OR (undone_by IS NULL AND late_from IS NULL))",
    )
    op.drop_constraint(op.f("uq_payments_tenant_id_transfer_id_invoice_id"), "payments")
    op.create_index(
        "uq_payments_live_match",
        "payments",
        ["tenant_id", "transfer_id", "invoice_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.execute(
        f"GRANT UPDATE (undone_at, undone_by, undone_reason, late_from) ON payments TO {PLATFORM}"
    )
    # What was taken off once is history: nobody puts it back or words it anew.
    op.execute("""
CREATE FUNCTION refuse_undone_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a payment that was taken off' USING ERRCODE = 'restrict_violation';
END $$""")
    op.execute(
        "CREATE TRIGGER undone BEFORE UPDATE ON payments FOR EACH ROW "
        "WHEN (OLD.undone_at IS NOT NULL) EXECUTE FUNCTION refuse_undone_payment()"
    )
    op.drop_constraint(op.f("ck_billing_notices_kind"), "billing_notices")
    op.create_check_constraint(
        op.f("ck_billing_notices_kind"), "billing_notices", f"kind IN ({KINDS})"
    )
