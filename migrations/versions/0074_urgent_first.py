"""What waits for a person is read by money too; a renewal is decided about apart from reading the answer; a payer's
number of a question counts for the record that it is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"


def upgrade() -> None:
    op.add_column(
        "approvals", sa.Column("renewal_noted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_approvals_dear", "approvals", ["tenant_id", "status", sa.text("(net - COALESCE(approved, 0)) DESC")],
        postgresql_where=sa.text("status IN ('rejected', 'held', 'refused', 'partial')"),
    )  # fmt: skip
    waits = sa.text("status IN ('queued', 'sent', 'pended')")
    op.create_index(
        "ix_approvals_waiting", "approvals", ["tenant_id", "clock_from"], postgresql_where=waits
    )
    op.create_index(
        "ix_approvals_dear_waiting", "approvals", ["tenant_id", sa.text("(net - COALESCE(approved, 0)) DESC")],
        postgresql_where=waits,
    )  # fmt: skip
    op.create_index(
        "ix_disputes_dear", "disputes", ["tenant_id", sa.text("at_stake DESC")],
        postgresql_where=sa.text("status = 'drafted'"),
    )  # fmt: skip
    op.create_index(
        "ix_remittances_dear", "remittances", ["tenant_id", sa.text("abs(amount) DESC"), "id"],
        postgresql_where=sa.text("status = 'parked'"),
    )  # fmt: skip
    op.create_index(
        "ix_approval_uses_lately", "approval_uses", ["tenant_id", "used_at"],
        postgresql_where=sa.text("released_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_claims_dear_unsent", "claims", ["tenant_id", "status", sa.text("payer_share DESC")],
        postgresql_where=sa.text("status IN ('draft', 'held', 'rejected')"),
    )  # fmt: skip
    op.add_column(
        "communications",
        sa.Column("reference_system", sa.Text(), nullable=False, server_default=""),
    )
    op.drop_constraint(
        op.f("uq_communications_tenant_id_payer_id_direction_reference"), "communications"
    )
    op.create_unique_constraint(
        "uq_communications_reference", "communications",
        ["tenant_id", "payer_id", "direction", "reference_system", "reference", "subject_kind", "subject_id"],
    )  # fmt: skip
