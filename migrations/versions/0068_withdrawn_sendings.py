"""A claim counts the sendings that were taken back before they left; the desk sees whether a message may have arrived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import PLATFORM

revision = "0068"
down_revision = "0067"

WALLED = ("claims", "claim_events")


def upgrade() -> None:
    op.add_column(
        "claims", sa.Column("withdrawals", sa.SmallInteger(), nullable=False, server_default="0")
    )
    # The owner's own rights end at the tenants' wall.
    for table in WALLED:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE claims c SET withdrawals = told.many FROM (SELECT tenant_id, claim_id, count(*) AS many "
        "FROM claim_events WHERE event = 'withdrawn' GROUP BY tenant_id, claim_id) AS told "
        "WHERE told.tenant_id = c.tenant_id AND told.claim_id = c.id"
    )
    for table in WALLED:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.alter_column("claims", "withdrawals", server_default=None)
    op.create_check_constraint(
        op.f("ck_claims_withdrawals"), "claims", "withdrawals BETWEEN 0 AND attempts"
    )
    op.execute(f"GRANT SELECT (may_have_arrived) ON messages TO {PLATFORM}")
