"""The desk has the letter of an owner who never came sent again; it sees when the letter runs out, and no name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import OWNER, PLATFORM, RUNTIME

revision = "0070"
down_revision = "0069"

OPEN = "role = 'owner' AND accepted_at IS NULL AND withdrawn_at IS NULL"


def upgrade() -> None:
    op.add_column("invitations", sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))
    seen = "tenant_id, id, role, expires_at, accepted_at, withdrawn_at, again_at"
    op.execute(f"GRANT SELECT ({seen}) ON invitations TO {PLATFORM}")
    op.execute(f"GRANT UPDATE (again_at) ON invitations TO {PLATFORM}")
    op.execute(
        f"CREATE POLICY desk_sees ON invitations FOR SELECT TO {PLATFORM} USING (role = 'owner')"
    )
    op.execute(
        f"CREATE POLICY desk_asks_again ON invitations FOR UPDATE TO {PLATFORM} "
        f"USING ({OPEN}) WITH CHECK ({OPEN})"
    )
    op.execute(f"CREATE POLICY owner_counts ON invitations FOR SELECT TO {OWNER} USING (true)")
    op.execute(
        "CREATE FUNCTION owners_letter_tenant_ids() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS "
        "$$ SELECT DISTINCT tenant_id FROM invitations "
        "WHERE again_at IS NOT NULL AND accepted_at IS NULL AND withdrawn_at IS NULL $$"
    )
    op.execute("REVOKE ALL ON FUNCTION owners_letter_tenant_ids() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION owners_letter_tenant_ids() TO {RUNTIME}")
