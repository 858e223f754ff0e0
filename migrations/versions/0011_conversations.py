"""Questions and answers with payers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import protect

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    tables()
    walls()


def tables() -> None:
    """The table as the model describes it."""
    op.create_table(
        "communications",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_reply_to", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("problem_code", sa.Text(), nullable=True),
        sa.Column("after_end", sa.Boolean(), nullable=False),
        sa.Column("files_refused", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('asked', 'answered', 'closed', 'queued', 'sent', 'held', 'failed', 'withdrawn', 'kept')",
            name=op.f("ck_communications_status"),
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_communications_direction")),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_communications_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["messages.tenant_id", "messages.id"],
            name=op.f("fk_communications_tenant_id_message_id_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "in_reply_to"],
            ["communications.tenant_id", "communications.id"],
            name=op.f("fk_communications_tenant_id_in_reply_to_communications"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_communications_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_communications")),
        sa.UniqueConstraint(
            "tenant_id",
            "payer_id",
            "direction",
            "reference",
            name=op.f("uq_communications_tenant_id_payer_id_direction_reference"),
        ),
    )
    for name, columns in (
        ("subject", ["subject_kind", "subject_id", "position"]),
        ("open", ["status", "due_at", "id"]),
        ("reply", ["in_reply_to"]),
    ):
        op.create_index(f"ix_communications_{name}", "communications", ["tenant_id", *columns])


def walls() -> None:
    """Who may see and do what."""
    protect("communications")
