"""A paper of the establishment is replaced by a newer one; the old one stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import RUNTIME

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    op.add_column(
        "tenant_papers", sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.drop_constraint(op.f("uq_tenant_papers_tenant_id_kind"), "tenant_papers", type_="unique")
    op.create_index(
        "uq_tenant_papers_current", "tenant_papers", ["tenant_id", "kind"], unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )  # fmt: skip
    op.execute(f"GRANT UPDATE (replaced_at) ON tenant_papers TO {RUNTIME}")
