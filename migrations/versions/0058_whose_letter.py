"""Whose letter it is, told by the scope in force when it is written: the outbox of a trial shows everybody only their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

APPLICATION = "nullif(current_setting('app.application', true), '')::uuid"
TENANT = "nullif(current_setting('app.tenant', true), '')::uuid"
# What stands for a tenant where the operator acts for itself.
PLATFORM = "'00000000-0000-0000-0000-000000000001'::uuid"
OPENED = "current_setting('app.outbox', true)"
# Letters that bring somebody in who cannot sign in yet.
LEADS_IN = "(purpose = 'access.invitation' OR purpose LIKE 'application.%')"


def upgrade() -> None:
    # Letters of before stay the desk's alone: nobody wrote down whose they were.
    op.add_column(
        "mails",
        sa.Column(
            "whose",
            sa.Uuid(),
            nullable=True,
            server_default=sa.text(f"coalesce({APPLICATION}, nullif({TENANT}, {PLATFORM}))"),
        ),
    )
    op.add_column("mails", sa.Column("mailbox", sa.Text(), nullable=True))
    op.create_index(
        "ix_mails_kept", "mails", ["whose", "id"], postgresql_where=sa.text("status = 'kept'")
    )
    op.create_index(
        "ix_mails_mailbox", "mails", ["mailbox", "id"],
        postgresql_where=sa.text("mailbox IS NOT NULL"),
    )  # fmt: skip
    op.execute("DROP POLICY outbox ON mails")
    own = f"whose = {TENANT} OR whose = {APPLICATION}"
    typed = f"mailbox = nullif(current_setting('app.mailbox', true), '') AND {LEADS_IN}"
    op.execute(
        "CREATE POLICY outbox ON mails FOR SELECT USING (status = 'kept' AND "
        f"({OPENED} = 'all' OR {OPENED} = 'own' AND ({own} OR {typed})))"
    )
