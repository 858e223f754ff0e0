"""A new price of a plan is told to those who have it, by letter, when it is announced and shortly before it begins."""

from __future__ import annotations

from alembic import op

revision = "0064"
down_revision = "0063"

KINDS = (
    "'reminder', 'warning', 'read_only', 'restored', 'taken_off', 'price', 'price_soon', "
    "'claims_80', 'claims_100', 'trail'"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_billing_notices_kind"), "billing_notices")
    op.create_check_constraint(
        op.f("ck_billing_notices_kind"), "billing_notices", f"kind IN ({KINDS})"
    )
