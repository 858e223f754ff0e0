"""A tenant hears of its invoice by letter: while it can be looked through, and once it is final. A price can be withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"

KINDS = (
    "'in_review', 'issued', 'reminder', 'warning', 'read_only', 'restored', 'taken_off', 'price', 'price_soon', "
    "'price_withdrawn', "
    "'claims_80', 'claims_100', 'trail'"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_billing_notices_kind"), "billing_notices")
    op.create_check_constraint(
        op.f("ck_billing_notices_kind"), "billing_notices", f"kind IN ({KINDS})"
    )
    op.add_column("plan_prices", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_plan_prices_withdrawn_on"), "plan_prices", "withdrawn_on < valid_from"
    )
    op.drop_constraint(op.f("uq_plan_prices_plan_id_valid_from"), "plan_prices")
    op.create_index(
        op.f("uq_plan_prices_plan_id_valid_from"), "plan_prices", ["plan_id", "valid_from"],
        unique=True, postgresql_where=sa.text("withdrawn_on IS NULL"),
    )  # fmt: skip
