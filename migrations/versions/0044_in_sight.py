"""What stands still in sight: prescriptions not taken back, supplies in cash, imports that failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


STATUSES = (
    "('chosen', 'judging', 'judged', 'running', 'done', 'undoing', 'undone', 'dropped', 'failed')"
)


def upgrade() -> None:
    supplies()
    imports()


def supplies() -> None:
    op.create_index(
        "ix_prescription_tasks_untold",
        "prescription_tasks",
        ["tenant_id", "prescription_id"],
        postgresql_where=sa.text("status = 'turned_down' AND wish = 'give_back'"),
    )
    op.drop_constraint(op.f("ck_dispenses_waits_for"), "dispenses", type_="check")
    op.create_check_constraint(
        op.f("ck_dispenses_waits_for"), "dispenses", "waits_for IN ('approval', 'not_paid', 'cash')"
    )


def imports() -> None:
    op.add_column("imports", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("imports", "tries", server_default=None)
    op.add_column("imports", sa.Column("failed_at", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_imports_failed_at"), "imports", "failed_at IN ('judging', 'running', 'undoing')"
    )
    op.drop_constraint(op.f("ck_imports_status"), "imports", type_="check")
    op.create_check_constraint(op.f("ck_imports_status"), "imports", f"status IN {STATUSES}")
