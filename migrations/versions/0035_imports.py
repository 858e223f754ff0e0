"""Imports of lists: the file and its rows, sealed, and the columns remembered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0035"
down_revision = "0034"

STATUSES = "('chosen', 'judging', 'judged', 'running', 'done', 'undoing', 'undone', 'dropped')"


def upgrade() -> None:
    imports()
    rows()
    columns()
    protect("imports", grants="SELECT, INSERT, UPDATE")
    protect("import_rows")
    protect("import_columns", grants="SELECT, INSERT, UPDATE")


def _owned(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id_tenants")
        ),
    )


def imports() -> None:
    op.create_table(
        "imports",
        *_owned("imports"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("file_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("file_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("replaced_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("judged_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"status IN {STATUSES}", name=op.f("ck_imports_status")),
    )
    op.create_index(
        "ix_imports_created", "imports", ["tenant_id", "created_at", "id"], unique=False
    )


def rows() -> None:
    op.create_table(
        "import_rows",
        *_owned("import_rows"),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("states_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "action IN ('created', 'changed', 'moved', 'refused')",
            name=op.f("ck_import_rows_action"),
        ),
        sa.CheckConstraint("ended IN ('kept', 'undone')", name=op.f("ck_import_rows_ended")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "import_id"],
            ["imports.tenant_id", "imports.id"],
            name=op.f("fk_import_rows_tenant_id_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id", "import_id", "line", name=op.f("uq_import_rows_tenant_id_import_id_line")
        ),
    )


def columns() -> None:
    op.create_table(
        "import_columns",
        *_owned("import_columns"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "tenant_id", "kind", "label", name=op.f("uq_import_columns_tenant_id_kind_label")
        ),
    )
