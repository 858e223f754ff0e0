"""Leaving: asked for, thirty days to think, approved by two, and then every row of the tenant is removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import IS_USER, OWNER, PLATFORM, RUNTIME, protect

revision = "0049"
down_revision = "0048"

MINE = "nullif(current_setting('app.tenant', true), '')::uuid"
# What the law keeps, what proves the end, and what names the account that was closed.
KEPT = (
    "invoices", "invoice_lines", "payments", "billing_profiles", "audit_heads", "tenant_keys",
    "departures", "departure_approvals",
)  # fmt: skip
OF_PEOPLE = ("alarms", "known_devices", "recovery_codes", "authenticators", "passkeys")


def upgrade() -> None:
    departures()
    approvals()
    walls()
    decisions()
    removing()
    growing_only()


def departures() -> None:
    op.create_table(
        "departures",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("delete_after", sa.Date(), nullable=False),
        sa.Column("letter_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reminded", sa.SmallInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "status IN ('cooling', 'taken_back', 'approved', 'deleted')",
            name=op.f("ck_departures_status"),
        ),
        sa.CheckConstraint(
            "delete_after >= (asked_at AT TIME ZONE 'Asia/Muscat')::date + 30",
            name=op.f("ck_departures_cooling"),
        ),
        sa.CheckConstraint(
            "(status = 'deleted') = (certificate IS NOT NULL)",
            name=op.f("ck_departures_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_departures_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_departures")),
    )
    op.create_index(
        "uq_departures_open", "departures", ["tenant_id"], unique=True,
        postgresql_where=sa.text("status <> 'taken_back'"),
    )  # fmt: skip
    op.create_index("ix_departures_queue", "departures", ["status", "delete_after"])


def approvals() -> None:
    op.create_table(
        "departure_approvals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "departure_id"],
            ["departures.tenant_id", "departures.id"],
            name=op.f("fk_departure_approvals_tenant_id_departure_id_departures"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_departure_approvals_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_departure_approvals")),
        sa.UniqueConstraint(
            "tenant_id",
            "departure_id",
            "person_id",
            name=op.f("uq_departure_approvals_tenant_id_departure_id_person_id"),
        ),
    )


def walls() -> None:
    """The tenant asks and takes back; the desk sees all and approves, each person with the own hand."""
    protect("departures", grants="SELECT, INSERT")
    op.execute(
        "GRANT UPDATE (status, letter_sealed, reminded, removed, deleted_at, certificate) "
        f"ON departures TO {RUNTIME}"
    )
    op.execute(f"CREATE POLICY of_the_desk ON departures FOR SELECT TO {PLATFORM} USING (true)")
    op.execute(
        f"CREATE POLICY desk_approves ON departures FOR UPDATE TO {PLATFORM} "
        "USING (status = 'cooling') WITH CHECK (status = 'approved')"
    )
    op.execute(
        "GRANT SELECT (tenant_id, id, status, reason, asked_at, delete_after, approved_at, removed, "
        f"deleted_at, certificate) ON departures TO {PLATFORM}"
    )
    op.execute(f"GRANT UPDATE (status, approved_at) ON departures TO {PLATFORM}")
    protect("departure_approvals", grants="SELECT")
    op.execute(
        f"CREATE POLICY own_hand ON departure_approvals TO {PLATFORM} USING (true) "
        f"WITH CHECK (person_id = {IS_USER})"
    )
    op.execute(f"GRANT SELECT, INSERT ON departure_approvals TO {PLATFORM}")
    op.execute(f"CREATE POLICY owner_counts ON departures FOR SELECT TO {OWNER} USING (true)")
    op.execute(
        "CREATE FUNCTION departing_tenant_ids() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS "
        "$$ SELECT tenant_id FROM departures WHERE status = 'approved' ORDER BY tenant_id $$"
    )
    _for_runtime("departing_tenant_ids()")


def decisions() -> None:
    """Not before its day, not by one, not by the tenant itself; and what is deleted stays deleted."""
    op.execute("""
CREATE FUNCTION approval_in_time() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM departures d WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.departure_id
                   AND d.status = 'cooling' AND d.delete_after <= (now() AT TIME ZONE 'Asia/Muscat')::date) THEN
        RAISE EXCEPTION 'not before its day' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""")
    op.execute(
        "CREATE TRIGGER in_time BEFORE INSERT ON departure_approvals "
        "FOR EACH ROW EXECUTE FUNCTION approval_in_time()"
    )
    op.execute(f"""
CREATE FUNCTION departure_decided() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'cooling' THEN
            RAISE EXCEPTION 'it begins with its days to think' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.status IS NOT DISTINCT FROM OLD.status THEN RETURN NEW; END IF;
    IF (OLD.status, NEW.status) NOT IN (('cooling', 'taken_back'), ('cooling', 'approved'), ('approved', 'deleted')) THEN
        RAISE EXCEPTION 'from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status = 'approved' AND (current_user = '{RUNTIME}'
        OR NEW.delete_after > (now() AT TIME ZONE 'Asia/Muscat')::date
        OR (SELECT count(*) FROM departure_approvals a
            WHERE a.tenant_id = NEW.tenant_id AND a.departure_id = NEW.id) < 2) THEN
        RAISE EXCEPTION 'two people approve, not before its day' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""")
    op.execute(
        "CREATE TRIGGER decided BEFORE INSERT OR UPDATE ON departures "
        "FOR EACH ROW EXECUTE FUNCTION departure_decided()"
    )


def removing() -> None:
    """What takes a tenant's rows away; it refuses without an approved departure, and never touches what is kept."""
    op.execute(f"""
CREATE FUNCTION is_leaving() RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM departures d WHERE d.tenant_id = {MINE} AND d.status = 'approved') $$""")
    op.execute(f"""
CREATE FUNCTION remove_rows(named text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    IF NOT is_leaving() OR named IN {KEPT!r} OR NOT EXISTS (
        SELECT 1 FROM information_schema.columns c WHERE c.table_schema = 'public'
        AND c.table_name = named AND c.column_name = 'tenant_id') THEN
        RAISE EXCEPTION 'rows of % stay', named USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('DELETE FROM public.%I WHERE tenant_id = $1', named) USING {MINE};
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$""")
    _for_runtime("remove_rows(text)")
    own = "".join(f"DELETE FROM {table} WHERE user_id = person; " for table in OF_PEOPLE)
    op.execute(f"""
CREATE FUNCTION remove_people() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE person uuid; gone bigint := 0;
BEGIN
    IF NOT is_leaving() THEN
        RAISE EXCEPTION 'people stay' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR person IN SELECT user_id FROM memberships WHERE tenant_id = {MINE} LOOP
        PERFORM set_config('app.user', person::text, true);
        DELETE FROM memberships WHERE tenant_id = {MINE} AND user_id = person;
        BEGIN
            {own}
            DELETE FROM users WHERE id = person;
            gone := gone + 1;
        EXCEPTION WHEN foreign_key_violation THEN
            NULL; -- Works somewhere else too, and stays there.
        END;
    END LOOP;
    PERFORM set_config('app.user', '', true);
    RETURN gone;
END $$""")
    _for_runtime("remove_people()")


def growing_only() -> None:
    """What only grows goes with its tenant, by the owner's own function, and in no other way but what was practised."""
    practised = f"OR EXISTS (SELECT 1 FROM tenants t WHERE t.id = {MINE} AND t.practice_mode)"
    for function, words, code, also in (
        ("refuse_change", "the trail only grows", "raise_exception", ""),
        ("refuse_rewriting", "movements are never changed", "insufficient_privilege", practised),
    ):
        op.execute(f"""
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_user = '{OWNER}' AND (is_leaving() {also}) THEN RETURN NULL; END IF;
    RAISE EXCEPTION '{words}' USING ERRCODE = '{code}';
END $$""")


def _for_runtime(signature: str) -> None:
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {RUNTIME}")
