"""Payers and code lists, shared by all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import PLATFORM, share

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    tables()
    walls()


def tables() -> None:
    """The tables as the models describe them."""
    op.create_table(
        "payers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("approval_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('insurer', 'tpa')", name=op.f("ck_payers_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payers")),
        sa.UniqueConstraint("licence", name=op.f("uq_payers_licence")),
    )
    op.create_table(
        "code_systems",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_code_systems")),
        sa.UniqueConstraint("uri", name=op.f("uq_code_systems_uri")),
    )
    op.create_table(
        "code_releases",
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("loaded_codes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["system"], ["code_systems.key"], name=op.f("fk_code_releases_system_code_systems")
        ),
        sa.PrimaryKeyConstraint("system", "version", name=op.f("pk_code_releases")),
    )
    op.create_table(
        "codes",
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("display_en", sa.Text(), nullable=False),
        sa.Column("display_ar", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column("chapter", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "words",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', search_text)", persisted=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["system"], ["code_systems.key"], name=op.f("fk_codes_system_code_systems")
        ),
        sa.PrimaryKeyConstraint("system", "code", name=op.f("pk_codes")),
    )
    op.create_index(
        "ix_codes_prefix",
        "codes",
        ["system", "folded"],
        unique=False,
        postgresql_ops={"folded": "text_pattern_ops"},
    )
    op.create_index("ix_codes_words", "codes", ["words"], unique=False, postgresql_using="gin")


def walls() -> None:
    """Who may see and do what."""
    for table in ("payers", "code_systems", "code_releases", "codes"):
        share(table, grants="SELECT, INSERT, UPDATE, DELETE")
        op.execute(f"GRANT SELECT ON {table} TO {PLATFORM}")
