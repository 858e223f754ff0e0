"""Invitations by mail, devices a person is known on, letters that say: not me; reminders of licences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import IS_USER, force, protect, share

revision = "0040"
down_revision = "0039"

OWN = f"user_id = {IS_USER}"
IN_TENANT = "nullif(current_setting('app.tenant', true), '') IS NOT NULL"
THIS_ALARM = "token_hash = nullif(current_setting('app.alarm', true), '')"
THIS_INVITATION = "token_hash = nullif(current_setting('app.invitation', true), '')"


def upgrade() -> None:
    invitations()
    devices()
    licence_reminders()
    protect("licence_reminders", grants="SELECT, INSERT")
    protect("invitations", grants="SELECT, INSERT, UPDATE")
    op.execute(f"CREATE POLICY named ON invitations FOR SELECT USING ({THIS_INVITATION})")
    for table in ("known_devices", "alarms"):
        force(table)
        op.execute(f"CREATE POLICY own ON {table} USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY named ON alarms FOR SELECT USING ({THIS_ALARM})")
    # Until now only an applicant's work wrote letters.
    op.execute(f"CREATE POLICY written_for_tenant ON mails FOR INSERT WITH CHECK ({IN_TENANT})")
    share("known_devices", grants="SELECT, INSERT, UPDATE, DELETE")
    share("alarms", grants="SELECT, INSERT, UPDATE, DELETE")


def invitations() -> None:
    """Who is asked to work where."""
    op.create_table(
        "invitations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_invitations_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_invitations_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "tenant_id", "token_hash", name=op.f("uq_invitations_tenant_id_token_hash")
        ),
    )
    op.create_index("ix_invitations_token_hash", "invitations", ["token_hash"], unique=False)


def devices() -> None:
    """Where a person signed in before, and the letters about new places."""
    op.create_table(
        "known_devices",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_known_devices_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "token_hash", name=op.f("pk_known_devices")),
    )
    op.create_table(
        "alarms",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_alarms_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_alarms")),
    )
    op.create_index(op.f("ix_alarms_user_id"), "alarms", ["user_id"], unique=False)


def licence_reminders() -> None:
    """Of which end of a licence the owners were told."""
    op.create_table(
        "licence_reminders",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days_before", sa.SmallInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_licence_reminders_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_licence_reminders")),
        sa.UniqueConstraint(
            "tenant_id",
            "subject_id",
            "last_day",
            "days_before",
            name=op.f("uq_licence_reminders_tenant_id_subject_id_last_day_days_before"),
        ),
    )
