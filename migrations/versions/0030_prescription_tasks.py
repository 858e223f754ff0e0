"""Questions to the exchange about prescriptions, and the code by which a line was ordered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import protect

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    ordered_codes()
    tasks()
    protect("prescription_tasks", grants="SELECT, INSERT, UPDATE")


def ordered_codes() -> None:
    for name in ("ordered_system", "ordered_code"):
        op.add_column(
            "prescription_lines", sa.Column(name, sa.Text(), nullable=False, server_default="")
        )
        op.alter_column("prescription_lines", name, server_default=None)
    op.create_index(
        "ix_prescription_lines_ordered",
        "prescription_lines",
        ["tenant_id", "ordered_system", "ordered_code", "id"],
        unique=False,
        postgresql_where=sa.text("ordered_code <> ''"),
    )


def tasks() -> None:
    op.create_table(
        "prescription_tasks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("token_index", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("prescription_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("ordered_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('asked', 'handed_over', 'turned_down', 'failed', 'taken_up', 'let_go')",
            name=op.f("ck_prescription_tasks_status"),
        ),
        sa.CheckConstraint(
            "wish IN ('take_up', 'let_go')", name=op.f("ck_prescription_tasks_wish")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_prescription_tasks_tenant_id_message_id_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patients.tenant_id", "patients.id"],
            name=op.f("fk_prescription_tasks_tenant_id_patient_id_patients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "prescription_id"],
            ["prescriptions.tenant_id", "prescriptions.id"],
            name=op.f("fk_prescription_tasks_tenant_id_prescription_id_prescriptions"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_prescription_tasks_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prescription_tasks")),
    )
    op.create_index(
        "ix_prescription_tasks_token",
        "prescription_tasks",
        ["tenant_id", "token_index", "asked_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_prescription_tasks_open",
        "prescription_tasks",
        ["tenant_id", "asked_at", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('asked', 'handed_over') AND wish = 'take_up'"),
    )
    op.create_index(
        "ix_prescription_tasks_prescription",
        "prescription_tasks",
        ["tenant_id", "prescription_id", "asked_at"],
        unique=False,
    )
