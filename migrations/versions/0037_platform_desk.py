"""The operator's own people, their sessions, and their own chain of the trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import BACKUP, PLATFORM, RUNTIME

revision = "0037"
down_revision = "0036"

# Where a tenant's id would stand: see app.kernel.ids.PLATFORM.
THE_PLATFORM = "'00000000-0000-0000-0000-000000000001'::uuid"


def upgrade() -> None:
    people()
    sessions()
    results()
    chain()


def people() -> None:
    """Who works for the operator. No working role but the operator's sees them."""
    op.create_table(
        "platform_people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_initial", sa.Boolean(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("recovery_hashes", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('owner', 'reviewer', 'finance', 'support')",
            name=op.f("ck_platform_people_role"),
        ),
        sa.CheckConstraint("language IN ('en', 'ar')", name=op.f("ck_platform_people_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_people")),
        sa.UniqueConstraint("email", name=op.f("uq_platform_people_email")),
    )
    _of_the_desk("platform_people")


def sessions() -> None:
    """Their browsers; one without a proven second factor opens no door but that factor's."""
    op.create_table(
        "platform_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["platform_people.id"],
            name=op.f("fk_platform_sessions_person_id_platform_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_platform_sessions_token_hash")),
    )
    op.create_index(op.f("ix_platform_sessions_person_id"), "platform_sessions", ["person_id"])
    _of_the_desk("platform_sessions")
    op.execute(f"GRANT DELETE ON platform_sessions TO {PLATFORM}")


def results() -> None:
    """First results of the desk's form tokens."""
    op.execute(
        "CREATE TABLE platform_results ("
        "person_id uuid NOT NULL REFERENCES platform_people, key uuid NOT NULL, "
        "endpoint text NOT NULL, body_mac text NOT NULL, status smallint, location text, "
        "created_at timestamptz NOT NULL DEFAULT now(), "
        "CONSTRAINT pk_platform_results PRIMARY KEY (person_id, key))"
    )
    _of_the_desk("platform_results")
    op.execute(f"GRANT DELETE ON platform_results TO {PLATFORM}")


def chain() -> None:
    """The operator writes one chain and reads no other; the runtime role cannot touch that one."""
    for table, grants in (
        ("audit_events", "SELECT, INSERT"),
        ("audit_heads", "SELECT, INSERT, UPDATE"),
    ):
        own, others = f"tenant_id = {THE_PLATFORM}", f"tenant_id <> {THE_PLATFORM}"
        op.execute(f"GRANT {grants} ON {table} TO {PLATFORM}")
        op.execute(
            f"CREATE POLICY of_the_platform ON {table} AS RESTRICTIVE TO {PLATFORM} "
            f"USING ({own}) WITH CHECK ({own})"
        )
        op.execute(
            f"CREATE POLICY of_tenants ON {table} AS RESTRICTIVE TO {RUNTIME} "
            f"USING ({others}) WITH CHECK ({others})"
        )


def _of_the_desk(table: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {PLATFORM}")
    op.execute(f"GRANT SELECT ON {table} TO {BACKUP}")
