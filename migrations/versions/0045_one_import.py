"""Medicines come in as every list does: what was looked at by their own page is let go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.execute(sa.text("DELETE FROM medicine_imports WHERE kind = 'medicines'"))
    op.drop_constraint(
        op.f("fk_medicine_imports_tenant_id_price_list_id_price_lists"), "medicine_imports"
    )
    op.drop_column("medicine_imports", "price_list_id")
    op.drop_constraint(op.f("ck_medicine_imports_kind"), "medicine_imports")
    op.create_check_constraint(
        op.f("ck_medicine_imports_kind"),
        "medicine_imports",
        "kind IN ('interactions', 'formulary')",
    )
