"""The tenants' keys are kept apart from backups; the backup role may read everything else, sequences too."""

from __future__ import annotations

from alembic import op

from migrations.walls import BACKUP, OWNER, keep_keys_apart

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    for kind in ("TABLES", "SEQUENCES"):
        op.execute(f"GRANT SELECT ON ALL {kind} IN SCHEMA public TO {BACKUP}")
        # A later table without it would end the nightly dump.
        op.execute(
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT SELECT ON {kind} TO {BACKUP}"
        )
    keep_keys_apart()
