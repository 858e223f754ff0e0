"""Applications with their links, papers and story; dated lists of the front door; holidays; mail."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.first_lists import (
    FREE_MAIL_BRANDS,
    FREE_MAIL_DOMAINS,
    INTEGRATION_TYPES,
    PUBLIC_HOLIDAYS,
    SINCE,
)
from migrations.walls import RUNTIME, force, share

revision = "0028"
down_revision = "0027"

OPENED = "nullif(current_setting('app.application', true), '')::uuid"
SAME_EMAIL = "email_index = nullif(current_setting('app.application_email', true), '')"
THIS_LINK = "token_hash = nullif(current_setting('app.application_link', true), '')"
THIS_MAIL = "id = nullif(current_setting('app.mail', true), '')::uuid"
OUTBOX = "(status = 'kept' AND current_setting('app.outbox', true) = 'open')"


def upgrade() -> None:
    applications()
    links()
    papers()
    events()
    lists()
    mails()
    walls()
    first_editions()


def applications() -> None:
    """What is asked for, by whom."""
    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=True),
        sa.Column("branches", sa.Integer(), nullable=True),
        sa.Column("own_systems", sa.Text(), nullable=True),
        sa.Column("has_contracts", sa.Boolean(), nullable=True),
        sa.Column("payer_ids", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("other_payers", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sheet_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.Text(), nullable=True),
        sa.Column("email_looks_like", sa.Text(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'stopped', 'collecting', 'submitted', 'withdrawn')",
            name=op.f("ck_applications_status"),
        ),
        sa.CheckConstraint(
            "entity IN ('insurer', 'tpa', 'hospital', 'medical_center', 'clinic', 'pharmacy', 'government')",
            name=op.f("ck_applications_entity"),
        ),
        sa.CheckConstraint(
            "own_systems IN ('yes', 'no', 'unsure')", name=op.f("ck_applications_own_systems")
        ),
        sa.CheckConstraint("language IN ('en', 'ar')", name=op.f("ck_applications_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("reference", name=op.f("uq_applications_reference")),
    )
    op.create_index("ix_applications_email", "applications", ["email_index"])


def links() -> None:
    """What opens an application."""
    op.create_table(
        "application_links",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("email_index", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('browser', 'confirm', 'resume')", name=op.f("ck_application_links_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_links_application_id_applications"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_application_links")),
    )
    op.create_index(
        op.f("ix_application_links_application_id"), "application_links", ["application_id"]
    )


def papers() -> None:
    """Versions of papers."""
    op.create_table(
        "application_papers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('civil_id', 'commercial_registration', 'moh_licence', 'whitelisting_form')",
            name=op.f("ck_application_papers_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_papers_application_id_applications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_papers")),
    )
    op.create_index(
        "uq_application_papers_current",
        "application_papers",
        ["application_id", "kind"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )


def events() -> None:
    """The timeline."""
    op.create_table(
        "application_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=False),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_events_application_id_applications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_events")),
    )
    op.create_index(
        "ix_application_events_of", "application_events", ["application_id", "position"]
    )


def lists() -> None:
    """Dated lists, shared by all."""
    op.create_table(
        "integration_types",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("branches_from", sa.Integer(), nullable=True),
        sa.Column("branches_to", sa.Integer(), nullable=True),
        sa.Column("own_systems", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "entity IN ('insurer', 'tpa', 'hospital', 'medical_center', 'clinic', 'pharmacy', 'government')",
            name=op.f("ck_integration_types_entity"),
        ),
        sa.CheckConstraint(
            "own_systems IN ('yes', 'no', 'any')", name=op.f("ck_integration_types_own_systems")
        ),
        sa.CheckConstraint(
            "outcome IN ('saas', 'both', 'person', 'system_to_system', 'not_here')",
            name=op.f("ck_integration_types_outcome"),
        ),
        sa.CheckConstraint(
            "branches_to >= branches_from", name=op.f("ck_integration_types_branches")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_integration_types_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integration_types")),
    )
    op.create_table(
        "free_mail_domains",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('domain', 'brand')", name=op.f("ck_free_mail_domains_kind")),
        sa.PrimaryKeyConstraint("name", "kind", name=op.f("pk_free_mail_domains")),
    )
    op.create_table(
        "public_holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_public_holidays")),
    )


def mails() -> None:
    """Letters on their way."""
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("letter_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'kept', 'sent')", name=op.f("ck_mails_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )


def walls() -> None:
    """An applicant sees what the link opens; no tenant's scope opens any of it."""
    _wall("applications", f"id = {OPENED}", grants="SELECT, INSERT, UPDATE")
    op.execute(f"CREATE POLICY known ON applications FOR SELECT USING ({SAME_EMAIL})")
    _wall("application_links", f"application_id = {OPENED}", grants="SELECT, INSERT, DELETE")
    op.execute(f"GRANT UPDATE (used_at) ON application_links TO {RUNTIME}")
    op.execute(f"CREATE POLICY carried ON application_links FOR SELECT USING ({THIS_LINK})")
    _wall("application_papers", f"application_id = {OPENED}", grants="SELECT, INSERT")
    op.execute(f"GRANT UPDATE (replaced_at) ON application_papers TO {RUNTIME}")
    _wall("application_events", f"application_id = {OPENED}", grants="SELECT, INSERT")
    force("mails")
    op.execute(f"CREATE POLICY written ON mails FOR INSERT WITH CHECK ({OPENED} IS NOT NULL)")
    op.execute(f"CREATE POLICY delivered ON mails USING ({THIS_MAIL}) WITH CHECK ({THIS_MAIL})")
    op.execute(f"CREATE POLICY outbox ON mails FOR SELECT USING ({OUTBOX})")
    share("mails", grants="SELECT, INSERT, UPDATE")
    for table in ("integration_types", "free_mail_domains", "public_holidays"):
        share(table, grants="SELECT, INSERT, UPDATE, DELETE")


def _wall(table: str, policy: str, *, grants: str) -> None:
    force(table)
    op.execute(f"CREATE POLICY opened ON {table} USING ({policy}) WITH CHECK ({policy})")
    share(table, grants=grants)


def first_editions() -> None:
    """The lists as they stood when this was written."""
    kept = sa.MetaData()
    bind = op.get_bind()
    kept.reflect(bind, only=["integration_types", "free_mail_domains", "public_holidays"])
    names = ("entity", "branches_from", "branches_to", "own_systems", "outcome")
    op.bulk_insert(
        kept.tables["integration_types"],
        [{**dict(zip(names, row, strict=True)), "id": uuid.uuid4(), "valid_from": SINCE} for row in INTEGRATION_TYPES],
    )  # fmt: skip
    op.bulk_insert(
        kept.tables["free_mail_domains"],
        [
            {"name": name, "kind": kind, "valid_from": SINCE}
            for kind, list_of in (("brand", FREE_MAIL_BRANDS), ("domain", FREE_MAIL_DOMAINS))
            for name in list_of
        ],
    )
    op.bulk_insert(
        kept.tables["public_holidays"],
        [{"day": day, "name_en": en, "name_ar": ar} for day, en, ar in PUBLIC_HOLIDAYS],
    )
