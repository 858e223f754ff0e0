"""What stays of a tenant that is deleted: counts by month and plan with nobody's name, its card payments, credit paid out to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import PLATFORM

revision = "0062"
down_revision = "0061"


KEPT = (
    "invoices", "invoice_lines", "payments", "card_payments", "billing_profiles", "audit_heads", "tenant_keys",
    "departures", "departure_approvals",
)  # fmt: skip
MINE = "nullif(current_setting('app.tenant', true), '')::uuid"


def upgrade() -> None:
    figures()
    card_payments()
    paid_out()


def figures() -> None:
    """One row for each month of each leaver."""
    op.create_table(
        "figures_of_leavers",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("plan_before", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("first_pass", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_pass BETWEEN 0 AND accepted", name=op.f("ck_figures_of_leavers_counts")
        ),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_figures_of_leavers_month")),
        sa.PrimaryKeyConstraint("departure_id", "month", name=op.f("pk_figures_of_leavers")),
    )
    op.execute(f"GRANT SELECT, INSERT ON figures_of_leavers TO {PLATFORM}")


def card_payments() -> None:
    """Kept with the invoices they paid; everything else goes as before."""
    op.execute(f"""
CREATE OR REPLACE FUNCTION remove_rows(named text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    IF NOT is_leaving() OR named IN {KEPT!r} OR NOT EXISTS (
        SELECT 1 FROM information_schema.columns c WHERE c.table_schema = 'public'
        AND c.table_name = named AND c.column_name = 'tenant_id') THEN
        RAISE EXCEPTION 'rows of % stay', named USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('DELETE FROM public.%I WHERE tenant_id = $1', named) USING {MINE};
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$""")


def paid_out() -> None:
    """What a credit note still held, sent back to who left: a row of the credit note itself, with the bank's reference."""
    op.add_column("payments", sa.Column("payout_reference", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_payments_payout"),
        "payments",
        "(payout_reference IS NOT NULL) = (invoice_id IS NOT DISTINCT FROM credit_note_id)",
    )
