"""Support access: the owner's grants, the operator's looks, and the role that can only look."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import IS_USER, LOOKER, OWNER, PLATFORM, RUNTIME, protect

revision = "0050"
down_revision = "0049"

# What a page needs that belongs to no tenant.
REFERENCES = (
    "tenants", "payers", "code_systems", "code_releases", "codes", "incidents", "plans", "plan_prices",
    "public_holidays", "legal_entities",
)  # fmt: skip
# What lets somebody in, and what leaves as a file: no page of the operator needs it.
HIDDEN = (
    "sign_in_sessions", "parked_forms", "invitations", "idempotency_results", "exports", "export_parts",
    "tenant_papers", "support_grants", "support_accesses",
)  # fmt: skip
MOVES = (
    ("asked", "approved"), ("asked", "declined"), ("asked", "lapsed"), ("approved", "lapsed"),
    ("approved", "open"), ("open", "ended"),
)  # fmt: skip
BY_THE_DESK = ("approved", "declined", "open")


def upgrade() -> None:
    grants()
    accesses()
    walls()
    moves()
    over()
    looking()


def grants() -> None:
    op.create_table(
        "support_grants",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('in_force', 'revoked', 'over')", name=op.f("ck_support_grants_status")
        ),
        sa.CheckConstraint(
            "reason IN ('claim', 'eligibility', 'approval', 'codes', 'payments', 'pharmacy', 'other')",
            name=op.f("ck_support_grants_reason"),
        ),
        sa.CheckConstraint(
            "until_at <= granted_at + interval '72 hours'", name=op.f("ck_support_grants_until")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_support_grants_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_support_grants")),
    )
    op.create_index(
        "uq_support_grants_in_force", "support_grants", ["tenant_id"], unique=True,
        postgresql_where=sa.text("status = 'in_force'"),
    )  # fmt: skip


def accesses() -> None:
    op.create_table(
        "support_accesses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_en", sa.Text(), nullable=False),
        sa.Column("person_ar", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("approver_en", sa.Text(), nullable=True),
        sa.Column("approver_ar", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("desk_session_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("told_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('asked', 'approved', 'declined', 'lapsed', 'open', 'ended')",
            name=op.f("ck_support_accesses_status"),
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 30", name=op.f("ck_support_accesses_minutes")),
        sa.CheckConstraint(
            "approver_id <> person_id", name=op.f("ck_support_accesses_two_people")
        ),
        sa.CheckConstraint(
            "ends_at <= opened_at + make_interval(mins => minutes)",
            name=op.f("ck_support_accesses_ends"),
        ),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (ends_at IS NULL) AND (opened_at IS NULL) = (desk_session_id IS NULL)",
            name=op.f("ck_support_accesses_opened"),
        ),
        sa.CheckConstraint(
            "ended_why IN ('time', 'owner', 'operator', 'session', 'tenant')",
            name=op.f("ck_support_accesses_ended_why"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "grant_id"], ["support_grants.tenant_id", "support_grants.id"],
            name=op.f("fk_support_accesses_tenant_id_grant_id_support_grants"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_support_accesses_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_support_accesses")),
    )  # fmt: skip
    op.create_index("ix_support_accesses_asked", "support_accesses", ["tenant_id", "asked_at"])
    op.create_index("ix_support_accesses_person", "support_accesses", ["person_id", "status"])
    op.create_index(
        "uq_support_accesses_under_way", "support_accesses", ["tenant_id", "person_id"], unique=True,
        postgresql_where=sa.text("status IN ('asked', 'approved', 'open')"),
    )  # fmt: skip


def walls() -> None:
    """The owner grants and ends; the desk asks, approves and begins, each person with the own hand."""
    protect("support_grants", grants="SELECT, INSERT")
    op.execute(f"GRANT UPDATE (status, ended_at) ON support_grants TO {RUNTIME}")
    op.execute(f"CREATE POLICY of_the_desk ON support_grants FOR SELECT TO {PLATFORM} USING (true)")
    op.execute(f"GRANT SELECT ON support_grants TO {PLATFORM}")
    protect("support_accesses", grants="SELECT")
    op.execute(
        "GRANT UPDATE (status, ended_at, ended_why, told_asked_at, told_opened_at) "
        f"ON support_accesses TO {RUNTIME}"
    )
    for command, rule in (
        ("SELECT", "USING (true)"),
        ("INSERT", f"WITH CHECK (person_id = {IS_USER})"),
        ("UPDATE", "USING (status IN ('asked', 'approved', 'open')) WITH CHECK (true)"),
    ):
        op.execute(
            f"CREATE POLICY desk_{command.lower()} ON support_accesses FOR {command} TO {PLATFORM} {rule}"
        )
    op.execute(f"GRANT SELECT, INSERT ON support_accesses TO {PLATFORM}")
    op.execute(
        "GRANT UPDATE (status, approver_id, approver_en, approver_ar, approved_at, opened_at, ends_at, "
        f"desk_session_id, ended_at, ended_why) ON support_accesses TO {PLATFORM}"
    )


def moves() -> None:
    """Not without the owner's grant, not by the tenant, not by one person alone, and never made longer."""
    op.execute(f"""
CREATE FUNCTION support_access_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE is_granted boolean;
BEGIN
    SELECT EXISTS (SELECT 1 FROM support_grants g WHERE g.tenant_id = NEW.tenant_id AND g.id = NEW.grant_id
                   AND g.status = 'in_force' AND (NEW.ends_at IS NULL OR NEW.ends_at <= g.until_at)) INTO is_granted;
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'asked' OR NOT is_granted OR NEW.approver_id IS NOT NULL OR NEW.opened_at IS NOT NULL THEN
            RAISE EXCEPTION 'it begins with a question under a grant' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.approver_id IS NOT NULL AND NEW.approver_id IS DISTINCT FROM OLD.approver_id
       OR OLD.opened_at IS NOT NULL AND (NEW.opened_at, NEW.ends_at, NEW.desk_session_id)
          IS DISTINCT FROM (OLD.opened_at, OLD.ends_at, OLD.desk_session_id) THEN
        RAISE EXCEPTION 'what was decided stays' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status IS NOT DISTINCT FROM OLD.status THEN
        IF (NEW.approver_id, NEW.opened_at) IS DISTINCT FROM (OLD.approver_id, OLD.opened_at) THEN
            RAISE EXCEPTION 'a decision moves the status' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.status, NEW.status) NOT IN ({", ".join(str(move) for move in MOVES)}) THEN
        RAISE EXCEPTION 'from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status IN {BY_THE_DESK!r} AND current_user = '{RUNTIME}' THEN
        RAISE EXCEPTION 'the desk decides' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.status = 'approved' AND (NOT is_granted OR NEW.approver_id IS NULL OR NEW.approver_id <> {IS_USER}) THEN
        RAISE EXCEPTION 'a second person approves, under a grant' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status = 'open' AND (NOT is_granted OR NEW.approver_id IS NULL OR NEW.opened_at IS NULL
                                OR NEW.person_id <> {IS_USER}) THEN
        RAISE EXCEPTION 'who asked begins, approved and under a grant' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""")
    op.execute(
        "CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON support_accesses "
        "FOR EACH ROW EXECUTE FUNCTION support_access_moves()"
    )


def over() -> None:
    """Whose grants and looks a worker has to end or to tell of: ids, and nothing else."""
    for table in ("support_grants", "support_accesses"):
        op.execute(f"CREATE POLICY owner_counts ON {table} FOR SELECT TO {OWNER} USING (true)")
    op.execute(
        "CREATE FUNCTION support_tenant_ids(at timestamptz) RETURNS SETOF uuid LANGUAGE sql STABLE "
        "SECURITY DEFINER SET search_path = public, pg_temp AS $$ "
        "SELECT g.tenant_id FROM support_grants g WHERE g.status = 'in_force' AND g.until_at <= at "
        "UNION SELECT a.tenant_id FROM support_accesses a "
        "WHERE a.status IN ('asked', 'approved', 'open') OR a.told_asked_at IS NULL "
        "OR (a.opened_at IS NOT NULL AND a.told_opened_at IS NULL) $$"
    )
    op.execute("REVOKE ALL ON FUNCTION support_tenant_ids(timestamptz) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION support_tenant_ids(timestamptz) TO {RUNTIME}")


def looking() -> None:
    """A role that reads what the runtime role reads of a tenant, and writes nothing at all."""
    hidden, references = (", ".join(f"'{one}'" for one in names) for names in (HIDDEN, REFERENCES))
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {LOOKER}")
    op.execute(f"""
DO $$ DECLARE named name; BEGIN
    FOR named IN SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND has_table_privilege('{RUNTIME}', c.oid, 'SELECT') AND c.relname NOT IN ({hidden})
        AND (c.relname IN ({references}) OR EXISTS (SELECT 1 FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))
    LOOP EXECUTE format('GRANT SELECT ON %I TO {LOOKER}', named); END LOOP;
END $$""")
    op.execute(f"GRANT SELECT (id, name_en, name_ar) ON users TO {LOOKER}")
    # How prescriptions of the tenant's own fare: answers whoever holds their keys, and changes nothing.
    op.execute(
        f"GRANT EXECUTE ON FUNCTION prescription_mailbox_states(bytea[], bytea[]) TO {LOOKER}"
    )
