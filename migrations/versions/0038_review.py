"""Review by the operator, approval by two, opening the tenant; letters that are tried for days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import BACKUP, IS_USER, OWNER, PLATFORM, RUNTIME, protect

revision = "0038"
down_revision = "0037"

STATUSES = (
    "draft", "stopped", "collecting", "submitted", "returned", "approved", "refused", "provisioned", "withdrawn", "lapsed",
)  # fmt: skip
SEEN = "EXISTS (SELECT 1 FROM applications a WHERE a.id = application_id)"


def upgrade() -> None:
    applications()
    approvals()
    desk_walls()
    mails()
    lists()
    tenant_papers()
    for_workers()


def applications() -> None:
    """What review adds to an application."""
    op.drop_constraint(op.f("ck_applications_status"), "applications", type_="check")
    op.create_check_constraint(
        op.f("ck_applications_status"), "applications", f"status IN {STATUSES!r}"
    )
    op.add_column("applications", sa.Column("review_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("applications", sa.Column("registration_index", sa.Text(), nullable=True))
    op.add_column("applications", sa.Column("licence_index", sa.Text(), nullable=True))
    op.add_column(
        "applications", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index("ix_applications_queue", "applications", ["status", "id"])
    op.create_index("ix_applications_registration", "applications", ["registration_index"])
    op.create_index("ix_applications_licence", "applications", ["licence_index"])


def approvals() -> None:
    """Who approved what was sent at which moment; nobody counts twice, and less than two open nothing."""
    op.create_table(
        "application_approvals",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_approvals_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["platform_people.id"],
            name=op.f("fk_application_approvals_person_id_platform_people"),
        ),
        sa.PrimaryKeyConstraint(
            "application_id", "submitted_at", "person_id", name=op.f("pk_application_approvals")
        ),
    )
    op.execute("ALTER TABLE application_approvals ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_hand ON application_approvals TO {PLATFORM} USING (true) "
        f"WITH CHECK (person_id = {IS_USER})"
    )
    op.execute(f"GRANT SELECT, INSERT ON application_approvals TO {PLATFORM}")
    op.execute(f"GRANT SELECT ON application_approvals TO {BACKUP}")
    op.execute(
        "CREATE FUNCTION decided_at_the_desk() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = public, pg_temp AS $$ BEGIN "
        "IF TG_OP = 'INSERT' OR NEW.status IS DISTINCT FROM OLD.status THEN "
        f"IF NEW.status IN ('returned', 'approved', 'refused') AND current_user = '{RUNTIME}' THEN "
        "RAISE EXCEPTION 'only the desk decides' USING ERRCODE = 'check_violation'; END IF; "
        "IF NEW.status IN ('returned', 'approved', 'refused') AND (TG_OP = 'INSERT' OR OLD.status <> 'submitted') THEN "
        "RAISE EXCEPTION 'not sent' USING ERRCODE = 'check_violation'; END IF; "
        "IF NEW.status = 'approved' AND (SELECT count(*) FROM application_approvals a "
        "WHERE a.application_id = NEW.id AND a.submitted_at = NEW.submitted_at) < 2 THEN "
        "RAISE EXCEPTION 'two people approve' USING ERRCODE = 'check_violation'; END IF; "
        "IF NEW.status = 'provisioned' AND (TG_OP = 'INSERT' OR OLD.status <> 'approved') THEN "
        "RAISE EXCEPTION 'not approved' USING ERRCODE = 'check_violation'; END IF; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER decided_at_the_desk BEFORE INSERT OR UPDATE ON applications "
        "FOR EACH ROW EXECUTE FUNCTION decided_at_the_desk()"
    )


def desk_walls() -> None:
    """The desk sees what was sent, and leads that were turned away; it decides, and changes no answer."""
    op.execute(
        f"CREATE POLICY desk_sees ON applications FOR SELECT TO {PLATFORM} "
        "USING (submitted_at IS NOT NULL OR status = 'stopped')"
    )
    decided = "submitted_at IS NOT NULL AND status IN ('returned', 'approved', 'refused')"
    op.execute(
        f"CREATE POLICY desk_decides ON applications FOR UPDATE TO {PLATFORM} "
        f"USING (submitted_at IS NOT NULL) WITH CHECK ({decided})"
    )
    op.execute(f"GRANT SELECT ON applications TO {PLATFORM}")
    op.execute(f"GRANT UPDATE (status, review_sealed, decided_at) ON applications TO {PLATFORM}")
    op.execute(
        f"CREATE POLICY desk_sees ON application_papers FOR SELECT TO {PLATFORM} USING ({SEEN})"
    )
    op.execute(f"GRANT SELECT ON application_papers TO {PLATFORM}")
    op.execute(
        f"CREATE POLICY desk_tells ON application_events TO {PLATFORM} USING ({SEEN}) WITH CHECK ({SEEN})"
    )
    op.execute(f"GRANT SELECT, INSERT ON application_events TO {PLATFORM}")
    op.execute(
        f"CREATE POLICY desk_mails ON application_links FOR INSERT TO {PLATFORM} "
        f"WITH CHECK (purpose = 'resume' AND {SEEN})"
    )
    op.execute(f"GRANT INSERT ON application_links TO {PLATFORM}")
    op.execute(f"GRANT SELECT ON public_holidays TO {PLATFORM}")


def mails() -> None:
    """A letter is tried for days; the desk sees that one failed, and never what it says."""
    op.drop_constraint(op.f("ck_mails_status"), "mails", type_="check")
    op.create_check_constraint(
        op.f("ck_mails_status"), "mails", "status IN ('waiting', 'kept', 'sent', 'failed')"
    )
    op.add_column("mails", sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_mails_open", "mails", ["status", "next_try_at"])
    op.execute(f"GRANT INSERT ON mails TO {PLATFORM}")
    op.execute(
        f"GRANT SELECT (id, purpose, status, tries, created_at, sent_at, next_try_at) ON mails TO {PLATFORM}"
    )
    op.execute(f"GRANT UPDATE (status, next_try_at) ON mails TO {PLATFORM}")
    op.execute(f"CREATE POLICY desk_sees ON mails FOR SELECT TO {PLATFORM} USING (true)")
    op.execute(
        f"CREATE POLICY desk_tries_again ON mails FOR UPDATE TO {PLATFORM} "
        "USING (status IN ('waiting', 'failed')) WITH CHECK (status = 'waiting')"
    )


def lists() -> None:
    """Lists that decide who may come in are read by the runtime role and changed by the operator."""
    for table in ("integration_types", "free_mail_domains"):
        op.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {RUNTIME}")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {PLATFORM}")


def tenant_papers() -> None:
    """The establishment's own papers, as they came with its application."""
    op.create_table(
        "tenant_papers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_papers_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tenant_papers")),
        sa.UniqueConstraint("tenant_id", "kind", name=op.f("uq_tenant_papers_tenant_id_kind")),
    )
    protect("tenant_papers", grants="SELECT, INSERT")


def for_workers() -> None:
    """What a worker looks for without knowing whose it is: ids only, as with `tenant_ids`."""
    op.execute(f"CREATE POLICY owner_counts ON applications FOR SELECT TO {OWNER} USING (true)")
    op.execute(f"CREATE POLICY owner_counts ON mails FOR SELECT TO {OWNER} USING (true)")
    _ids("approved_application_ids()", "SELECT id FROM applications WHERE status = 'approved' ORDER BY id")  # fmt: skip
    _ids(
        "left_application_ids(stopped_before timestamptz, unconfirmed_before timestamptz)",
        "SELECT id FROM applications WHERE status = 'stopped' AND created_at < stopped_before "
        "OR status = 'draft' AND created_at < unconfirmed_before ORDER BY id LIMIT 500",
    )
    _ids(
        "due_mail_ids(moment timestamptz)",
        "SELECT id FROM mails WHERE status = 'waiting' AND next_try_at <= moment ORDER BY next_try_at LIMIT 100",
    )


def _ids(signature: str, query: str) -> None:
    op.execute(
        f"CREATE FUNCTION {signature} RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {query} $$"
    )
    name = signature.partition("(")[0]
    op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {RUNTIME}")
