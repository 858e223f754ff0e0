"""FSA's list of practitioners, attached to an application at the desk; lists that come with an account and wait for its owner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import IS_USER, PLATFORM, RUNTIME, force, share

revision = "0057"
down_revision = "0056"

OPENED = "application_id = nullif(current_setting('app.application', true), '')::uuid"
SEEN = "EXISTS (SELECT 1 FROM applications a WHERE a.id = application_id)"
UNDER_REVIEW = (
    "EXISTS (SELECT 1 FROM applications a WHERE a.id = application_id AND a.status = 'submitted')"
)


def upgrade() -> None:
    attached()
    op.add_column("imports", sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_imports_kept", "imports", ["tenant_id", "id"],
        postgresql_where=sa.text("kept_until IS NOT NULL"),
    )  # fmt: skip


def attached() -> None:
    """The desk attaches and takes out while it reviews; who opens the account only reads."""
    op.create_table(
        "application_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("format IN ('xlsx', 'csv')", name=op.f("ck_application_lists_format")),
        # What was taken out is destroyed.
        sa.CheckConstraint(
            "removed_at IS NULL OR body_sealed IS NULL AND told_sealed IS NULL",
            name=op.f("ck_application_lists_removed"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_lists_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["platform_people.id"],
            name=op.f("fk_application_lists_added_by_platform_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_lists")),
    )
    op.create_index(
        "uq_application_lists_current", "application_lists", ["application_id"], unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )  # fmt: skip
    force("application_lists")
    op.execute(
        f"CREATE POLICY opened ON application_lists FOR SELECT TO {RUNTIME} USING ({OPENED})"
    )
    op.execute(
        f"CREATE POLICY desk_sees ON application_lists FOR SELECT TO {PLATFORM} USING ({SEEN})"
    )
    op.execute(
        f"CREATE POLICY desk_attaches ON application_lists FOR INSERT TO {PLATFORM} "
        f"WITH CHECK ({UNDER_REVIEW} AND added_by = {IS_USER})"
    )
    op.execute(
        f"CREATE POLICY desk_takes_out ON application_lists FOR UPDATE TO {PLATFORM} "
        f"USING ({UNDER_REVIEW}) WITH CHECK (removed_at IS NOT NULL)"
    )
    share("application_lists", grants="SELECT")
    op.execute(f"GRANT SELECT, INSERT ON application_lists TO {PLATFORM}")
    op.execute(
        f"GRANT UPDATE (removed_at, told_sealed, body_sealed) ON application_lists TO {PLATFORM}"
    )
