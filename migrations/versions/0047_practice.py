"""The wall between practice and the live exchange, what is forgotten with practice, and requests to go live."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import BACKUP, OWNER, PLATFORM, RUNTIME, protect

revision = "0047"
down_revision = "0046"

# In the order in which they point at each other: forgotten from the end. A new tenant table that holds what
# is practised is added by its own migration (walls.practised); a test asks that each is told apart.
PRACTISED = (
    "batches", "bank_statements", "imports", "lanes", "missing_dismissals", "parked_forms",
    "patients", "rule_simulations", "work_leases", "bank_lines", "documents", "identity_documents", "import_rows",
    "messages", "name_tokens", "patient_allergies", "policies", "prescriptions", "rule_proposals", "stock_receipts",
    "approvals", "communications", "document_links", "eligibility_checks", "inbound_messages", "message_events",
    "prescription_events", "prescription_lines", "prescription_tasks", "recalls", "stock_batches", "alert_overrides",
    "approval_diagnoses", "approval_events", "approval_lines", "approval_sendings", "approval_sentence_uses", "claims",
    "remittances", "stock_levels", "stock_movements", "approval_follow_ups", "approval_uses", "batch_items", "claim_accounts",
    "claim_diagnoses", "claim_events", "claim_holds", "claim_lines", "dispenses", "disputes", "receipts", "remittance_lines",
    "submissions", "underpayments", "written_prescriptions", "claim_line_reasons", "dispense_events", "dispense_lines",
    "dispute_events", "dispute_lines", "ledger_entries", "written_prescription_lines", "dispense_batches", "dispense_packs",
)  # fmt: skip
# Papers of a contract are the establishment's own and stay.
CONDITIONS = {
    "documents": "id NOT IN (SELECT document_id FROM document_links WHERE subject_kind = 'contract')",
    "document_links": "subject_kind <> 'contract'",
}
STATUSES = ("asked", "returned", "withdrawn", "approved", "live")
MODE = "(SELECT practice_mode FROM tenants WHERE id = NEW.tenant_id)"
# Whoever composes or sends holds the mode; whoever changes it or forgets waits for them, and they for that.
LOCK = "hashtextextended('mode/' || {tenant}::text, 0)"


def upgrade() -> None:
    columns()
    messages_know_their_mode()
    requests()
    tenants_go_live_once()
    what_is_practised()
    forgetting()


def columns() -> None:
    """The mode of a message, a rehearsed outage, and since when a tenant is live."""
    op.add_column("connections", sa.Column("away_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("connections", sa.Column("forgot_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("practice", sa.Boolean(), nullable=True))
    # The owner's own rights end at the tenants' wall; what stands there was written under one mode.
    op.execute("ALTER TABLE messages NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE messages m SET practice = t.practice_mode FROM tenants t WHERE t.id = m.tenant_id"
    )
    op.execute("ALTER TABLE messages FORCE ROW LEVEL SECURITY")
    op.alter_column("messages", "practice", nullable=False)


def messages_know_their_mode() -> None:
    """A message is composed in the tenant's mode, keeps it, and leaves in no other."""
    op.execute(
        "CREATE FUNCTION keep_to_mode() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = public, pg_temp AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' AND NEW.practice <> OLD.practice THEN "
        "RAISE EXCEPTION 'a message keeps its mode' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'INSERT' OR NEW.status = 'sending' THEN "
        f"PERFORM pg_advisory_xact_lock_shared({LOCK.format(tenant='NEW.tenant_id')}); "
        f"IF NEW.practice IS DISTINCT FROM {MODE} THEN "
        "RAISE EXCEPTION 'practice and live never meet' USING ERRCODE = 'insufficient_privilege'; END IF; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER keep_to_mode BEFORE INSERT OR UPDATE ON messages "
        "FOR EACH ROW EXECUTE FUNCTION keep_to_mode()"
    )


def requests() -> None:
    """Who asked to go live, what stood against it then, and what the desk decided. Counts only, never a patient."""
    op.create_table(
        "live_requests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("gaps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rehearsed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("reason_ar", sa.Text(), nullable=False),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"status IN {STATUSES!r}", name=op.f("ck_live_requests_status")),
        sa.CheckConstraint(
            "status <> 'returned' OR (reason_en <> '' AND reason_ar <> '')",
            name=op.f("ck_live_requests_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_live_requests_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_live_requests")),
    )
    op.create_index(
        "uq_live_requests_open", "live_requests", ["tenant_id"], unique=True,
        postgresql_where=sa.text("status IN ('asked', 'approved')"),
    )  # fmt: skip
    op.create_index("ix_live_requests_queue", "live_requests", ["status", "asked_at", "id"])
    protect("live_requests", grants="SELECT, INSERT")
    op.execute(f"GRANT UPDATE (status, live_at, told_at) ON live_requests TO {RUNTIME}")
    op.execute(f"GRANT SELECT ON live_requests TO {PLATFORM}")
    decided = "status, decided_at, decided_by, reason_en, reason_ar"
    op.execute(f"GRANT UPDATE ({decided}) ON live_requests TO {PLATFORM}")
    op.execute(f"CREATE POLICY desk_sees ON live_requests FOR SELECT TO {PLATFORM} USING (true)")
    op.execute(
        f"CREATE POLICY desk_decides ON live_requests FOR UPDATE TO {PLATFORM} "
        "USING (status = 'asked') WITH CHECK (status IN ('approved', 'returned'))"
    )
    _decided_at_the_desk()
    op.execute(f"CREATE POLICY owner_counts ON live_requests FOR SELECT TO {OWNER} USING (true)")
    op.execute(
        "CREATE FUNCTION decided_live_tenant_ids() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS "
        "$$ SELECT DISTINCT tenant_id FROM live_requests "
        "WHERE status = 'approved' OR status = 'returned' AND told_at IS NULL $$"
    )
    op.execute("REVOKE ALL ON FUNCTION decided_live_tenant_ids() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION decided_live_tenant_ids() TO {RUNTIME}")


def _decided_at_the_desk() -> None:
    op.execute(
        "CREATE FUNCTION live_request_steps() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = public, pg_temp AS $$ BEGIN "
        "IF TG_OP = 'INSERT' AND NEW.status <> 'asked' THEN "
        "RAISE EXCEPTION 'it is asked first' USING ERRCODE = 'insufficient_privilege'; END IF; "
        "IF TG_OP = 'UPDATE' AND NEW.status <> OLD.status THEN "
        f"IF NEW.status IN ('approved', 'returned') AND current_user = '{RUNTIME}' THEN "
        "RAISE EXCEPTION 'only the desk decides' USING ERRCODE = 'check_violation'; END IF; "
        "IF NOT (OLD.status = 'asked' AND NEW.status IN ('approved', 'returned', 'withdrawn') "
        "OR OLD.status = 'approved' AND NEW.status = 'live') THEN "
        "RAISE EXCEPTION 'no such step' USING ERRCODE = 'check_violation'; END IF; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER live_request_steps BEFORE INSERT OR UPDATE ON live_requests "
        "FOR EACH ROW EXECUTE FUNCTION live_request_steps()"
    )


def tenants_go_live_once() -> None:
    """By an approved request alone, with nothing practised left, and never back."""
    op.execute(
        "CREATE FUNCTION go_live_once() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = public, pg_temp AS $$ BEGIN "
        "IF NEW.practice_mode THEN "
        "RAISE EXCEPTION 'who is live practises no more' USING ERRCODE = 'check_violation'; END IF; "
        f"PERFORM pg_advisory_xact_lock({LOCK.format(tenant='NEW.id')}); "
        "IF NOT EXISTS (SELECT 1 FROM live_requests r WHERE r.tenant_id = NEW.id AND r.status = 'approved') THEN "
        "RAISE EXCEPTION 'nobody approved' USING ERRCODE = 'check_violation'; END IF; "
        "IF EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM patients p WHERE p.tenant_id = NEW.id) THEN "
        "RAISE EXCEPTION 'something practised is left' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER go_live_once BEFORE UPDATE OF practice_mode ON tenants "
        "FOR EACH ROW WHEN (NEW.practice_mode IS DISTINCT FROM OLD.practice_mode) "
        "EXECUTE FUNCTION go_live_once()"
    )


def what_is_practised() -> None:
    """The tables that are emptied, in an order in which none points at an earlier one."""
    op.execute(
        "CREATE TABLE practised_tables (place integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        "name text NOT NULL UNIQUE, condition text NOT NULL DEFAULT 'true')"
    )
    op.execute(f"GRANT SELECT ON practised_tables TO {BACKUP}, {RUNTIME}")
    for name in PRACTISED:
        condition = CONDITIONS.get(name, "true")
        op.execute(
            sa.text("INSERT INTO practised_tables (name, condition) VALUES (:name, :condition)")
            .bindparams(name=name, condition=condition)
        )  # fmt: skip


def forgetting() -> None:
    """Empty them for the tenant in scope while it practises; for who is live this cannot be done at all."""
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = public, pg_temp AS $$ BEGIN "
        # What was only practised goes with the rest of it; a movement of who is live stays for ever.
        f"IF TG_OP = 'DELETE' AND current_user = '{OWNER}' AND EXISTS (SELECT 1 FROM tenants "
        "WHERE id = nullif(current_setting('app.tenant', true), '')::uuid AND practice_mode) THEN RETURN NULL; END IF; "
        "RAISE EXCEPTION 'movements are never changed' USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    op.execute(
        "CREATE FUNCTION forget_practice() RETURNS void LANGUAGE plpgsql SECURITY DEFINER "
        "SET search_path = public, pg_temp AS $$ "
        "DECLARE mine uuid := nullif(current_setting('app.tenant', true), '')::uuid; one record; BEGIN "
        f"PERFORM pg_advisory_xact_lock({LOCK.format(tenant='mine')}); "
        "IF NOT EXISTS (SELECT 1 FROM tenants WHERE id = mine AND practice_mode) THEN "
        "RAISE EXCEPTION 'only practice is forgotten' USING ERRCODE = 'check_violation'; END IF; "
        "IF EXISTS (SELECT 1 FROM messages WHERE tenant_id = mine AND status IN ('sending', 'sent-unacked')) THEN "
        "RAISE EXCEPTION 'messages are in flight' USING ERRCODE = 'object_in_use'; END IF; "
        "FOR one IN SELECT name, condition FROM practised_tables ORDER BY place DESC LOOP "
        "EXECUTE format('DELETE FROM %I WHERE tenant_id = $1 AND (%s)', one.name, one.condition) USING mine; "
        "END LOOP; END $$"
    )
    op.execute("REVOKE ALL ON FUNCTION forget_practice() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION forget_practice() TO {RUNTIME}")
