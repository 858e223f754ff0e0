"""Who a browser is, with the kind of house: a pharmacy's menu begins at its counter."""

from __future__ import annotations

from alembic import op

from migrations.walls import RUNTIME

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute("DROP FUNCTION signed_in(text, timestamptz)")
    op.execute(
        "CREATE FUNCTION signed_in(token_hash_given text, moment timestamptz) RETURNS TABLE ("
        "session_id uuid, tenant_id uuid, user_id uuid, data jsonb, last_seen_at timestamptz, "
        "locked_at timestamptz, person_en text, person_ar text, language text, digits text, "
        "theme text, single_keys boolean, password_initial boolean, role text, tenant_kind text, "
        "tenant_en text, tenant_ar text, practice_mode boolean, branch_en text, branch_ar text) "
        "LANGUAGE plpgsql SET search_path = public, pg_temp AS $$ "
        "#variable_conflict use_column\n"
        "DECLARE here record; BEGIN "
        "PERFORM set_config('app.session', token_hash_given, true); "
        "SELECT s.* INTO here FROM sign_in_sessions s WHERE s.token_hash = token_hash_given "
        "AND s.ended_at IS NULL AND s.expires_at > moment; "
        "IF NOT FOUND THEN RETURN; END IF; "
        "PERFORM set_config('app.tenant', here.tenant_id::text, true), "
        "set_config('app.user', here.user_id::text, true); "
        "RETURN QUERY SELECT here.id, here.tenant_id, here.user_id, here.data, "
        "here.last_seen_at, here.locked_at, u.name_en, u.name_ar, u.language, u.digits, "
        "u.theme, u.single_keys, u.password_initial, m.role, t.kind, t.name_en, t.name_ar, "
        "t.practice_mode, f.name_en, f.name_ar "
        "FROM users u "
        "JOIN memberships m ON m.tenant_id = here.tenant_id AND m.user_id = u.id "
        "JOIN tenants t ON t.id = m.tenant_id "
        "JOIN facilities f ON f.tenant_id = m.tenant_id AND f.id = m.facility_id "
        "WHERE u.id = here.user_id AND u.disabled_at IS NULL AND m.status = 'active' "
        "AND t.status <> 'closed'; END $$"
    )
    op.execute("REVOKE ALL ON FUNCTION signed_in(text, timestamptz) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION signed_in(text, timestamptz) TO {RUNTIME}")
