"""Who waits for a contract, or came back by mail, is kept as long as a lead; papers of a refused one go after as long."""

from __future__ import annotations

from alembic import op

revision = "0075"
down_revision = "0074"

LEFT = (
    "SELECT id FROM applications WHERE touched_at < stopped_before AND (status = 'stopped' OR status = 'draft') "
    "OR status = 'draft' AND confirmed_at IS NULL AND outcome IS DISTINCT FROM 'no_contract' "
    "AND touched_at < unconfirmed_before "
    "OR status = 'refused' AND wrapped_key IS NOT NULL AND decided_at < stopped_before ORDER BY id LIMIT 500"
)
STOPPED = (
    "SELECT id FROM applications WHERE status = 'stopped' AND wrapped_key IS NOT NULL ORDER BY id"
)


def upgrade() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION left_application_ids(stopped_before timestamptz, unconfirmed_before timestamptz) "
        "RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {LEFT} $$"
    )
    op.execute(
        "CREATE FUNCTION stopped_application_ids() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {STOPPED} $$"
    )
    op.execute("REVOKE ALL ON FUNCTION stopped_application_ids() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION stopped_application_ids() TO maqbul_app")
