"""The second wall, as migrations put it up: roles, grants and forced row-level security.

Six roles: the owner runs migrations, the runtime role serves tenants, the platform role
serves the operator and has no grant on any patient table, the backup role reads all but the
tenants' keys, the keys' role these alone. The runtime role puts on the looking role while support looks on by an owner's grant: it reads, and writes nothing.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

OWNER, RUNTIME, PLATFORM, BACKUP = "maqbul_owner", "maqbul_app", "maqbul_platform", "maqbul_backup"
LOOKER, KEYS = "maqbul_looker", "maqbul_keys"

IS_TENANT = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
# Empty for whoever works in every branch: owners, workers, commands.
IN_BRANCHES = (
    "coalesce(current_setting('app.branches', true), '') = '' "
    "OR facility_id = ANY (string_to_array(current_setting('app.branches', true), ',')::uuid[])"
)
IS_USER = "nullif(current_setting('app.user', true), '')::uuid"


def protect(
    table: str, *, grants: str = "SELECT, INSERT, UPDATE, DELETE", policy: str = IS_TENANT
) -> None:
    """Force row-level security on a tenant table and let the runtime role work behind it."""
    force(table)
    op.execute(f"CREATE POLICY tenant_wall ON {table} USING ({policy}) WITH CHECK ({policy})")
    share(table, grants=grants)
    if "SELECT" in grants.split(", "):
        op.execute(f"GRANT SELECT ON {table} TO {LOOKER}")


def force(table: str) -> None:
    """Row-level security for everybody, the owner too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def branched(table: str) -> None:
    """Nobody writes, changes, locks or deletes a row of a branch where they do not work; reading is the session's."""
    for command, rule in (
        ("INSERT", f"WITH CHECK ({IN_BRANCHES})"),
        ("UPDATE", f"USING ({IN_BRANCHES}) WITH CHECK ({IN_BRANCHES})"),
        ("DELETE", f"USING ({IN_BRANCHES})"),
    ):
        op.execute(
            f"CREATE POLICY branch_wall_{command.lower()} ON {table} AS RESTRICTIVE FOR {command} {rule}"
        )


def share(table: str, *, grants: str) -> None:
    """What the runtime role may do with a table; the backup role reads it."""
    op.execute(f"GRANT {grants} ON {table} TO {RUNTIME}")
    op.execute(f"GRANT SELECT ON {table} TO {BACKUP}")


def keep_keys_apart() -> None:
    """The wrapped keys are in no backup: whoever reads the rest does not read them, and the other way round."""
    op.execute(f"REVOKE ALL ON tenant_keys FROM {BACKUP}")
    op.execute(f"GRANT SELECT ON tenant_keys TO {KEYS}")


def practised(table: str, *, condition: str = "true") -> None:
    """A tenant table that is emptied when practice is forgotten; after all those it points at."""
    op.execute(
        text("INSERT INTO practised_tables (name, condition) VALUES (:name, :condition)")
        .bindparams(name=table, condition=condition)
    )  # fmt: skip
