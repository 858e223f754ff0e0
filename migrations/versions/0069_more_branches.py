"""A tenant asks the operator for more branches, and is answered: allowed, or given back with the reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import OWNER, PLATFORM, RUNTIME, protect

revision = "0069"
down_revision = "0068"

STATUSES = ("asked", "allowed", "returned", "withdrawn")


def upgrade() -> None:
    requests()
    decided_at_the_desk()
    op.execute(
        "CREATE FUNCTION answered_branch_tenant_ids() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS "
        "$$ SELECT DISTINCT tenant_id FROM branch_requests "
        "WHERE status IN ('allowed', 'returned') AND told_at IS NULL $$"
    )
    op.execute("REVOKE ALL ON FUNCTION answered_branch_tenant_ids() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION answered_branch_tenant_ids() TO {RUNTIME}")


def requests() -> None:
    """Who asked for how many and why, and what the desk answered."""
    op.create_table(
        "branch_requests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("wanted", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("allowed", sa.SmallInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("answer_en", sa.Text(), nullable=False),
        sa.Column("answer_ar", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"status IN {STATUSES!r}", name=op.f("ck_branch_requests_status")),
        sa.CheckConstraint("wanted BETWEEN 1 AND 999", name=op.f("ck_branch_requests_wanted")),
        sa.CheckConstraint(
            "status <> 'returned' OR (answer_en <> '' AND answer_ar <> '')",
            name=op.f("ck_branch_requests_answer"),
        ),
        sa.CheckConstraint(
            "(status = 'allowed') = (allowed IS NOT NULL)", name=op.f("ck_branch_requests_allowed")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_branch_requests_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_branch_requests")),
    )
    op.create_index(
        "uq_branch_requests_open", "branch_requests", ["tenant_id"], unique=True,
        postgresql_where=sa.text("status = 'asked'"),
    )  # fmt: skip
    op.create_index("ix_branch_requests_queue", "branch_requests", ["status", "asked_at", "id"])


def decided_at_the_desk() -> None:
    """The tenant asks and takes back; the desk alone decides, once."""
    protect("branch_requests", grants="SELECT, INSERT")
    op.execute(f"GRANT UPDATE (status, told_at) ON branch_requests TO {RUNTIME}")
    op.execute(f"GRANT SELECT ON branch_requests TO {PLATFORM}")
    decided = "status, allowed, decided_at, decided_by, answer_en, answer_ar"
    op.execute(f"GRANT UPDATE ({decided}) ON branch_requests TO {PLATFORM}")
    op.execute(f"CREATE POLICY desk_sees ON branch_requests FOR SELECT TO {PLATFORM} USING (true)")
    op.execute(
        f"CREATE POLICY desk_decides ON branch_requests FOR UPDATE TO {PLATFORM} "
        "USING (status = 'asked') WITH CHECK (status IN ('allowed', 'returned'))"
    )
    op.execute(f"CREATE POLICY owner_counts ON branch_requests FOR SELECT TO {OWNER} USING (true)")
    op.execute(
        "CREATE FUNCTION branch_request_steps() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = public, pg_temp AS $$ BEGIN "
        "IF TG_OP = 'INSERT' AND NEW.status <> 'asked' THEN "
        "RAISE EXCEPTION 'it is asked first' USING ERRCODE = 'insufficient_privilege'; END IF; "
        "IF TG_OP = 'UPDATE' AND NEW.status <> OLD.status THEN "
        f"IF NEW.status IN ('allowed', 'returned') AND current_user = '{RUNTIME}' THEN "
        "RAISE EXCEPTION 'only the desk decides' USING ERRCODE = 'check_violation'; END IF; "
        "IF OLD.status <> 'asked' THEN "
        "RAISE EXCEPTION 'no such step' USING ERRCODE = 'check_violation'; END IF; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER branch_request_steps BEFORE INSERT OR UPDATE ON branch_requests "
        "FOR EACH ROW EXECUTE FUNCTION branch_request_steps()"
    )
