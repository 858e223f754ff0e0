"""A tenant hears of its invoice by letter: while it can be looked through, and once it is final."""

from __future__ import annotations

from alembic import op

revision = "0073"
down_revision = "0072"

KINDS = (
    "'in_review', 'issued', 'reminder', 'warning', 'read_only', 'restored', 'taken_off', 'price', 'price_soon', "
    "'claims_80', 'claims_100', 'trail'"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_billing_notices_kind"), "billing_notices")
    op.create_check_constraint(
        op.f("ck_billing_notices_kind"), "billing_notices", f"kind IN ({KINDS})"
    )
