"""Prescriptions a clinic writes, and the mailbox through which a pharmacy gets one without either seeing the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import BACKUP, RUNTIME, protect

revision = "0031"
down_revision = "0030"

OURS = "LANGUAGE {} SECURITY DEFINER SET search_path = public, pg_temp"
TODAY = "(now() AT TIME ZONE 'Asia/Muscat')::date"
KEPT_DAYS = 90

PUT = f"""
CREATE FUNCTION prescription_mailbox_put(given bytea, proof bytea, letter bytea, last_day date)
RETURNS void {OURS.format("sql")} AS $$
    DELETE FROM prescription_mailbox WHERE expires_on < {TODAY} - {KEPT_DAYS};
    INSERT INTO prescription_mailbox (lookup, sender_proof, body, expires_on)
    VALUES (given, proof, letter, last_day);
$$
"""
TAKE = f"""
CREATE FUNCTION prescription_mailbox_take(given bytea, proof bytea)
RETURNS TABLE (outcome text, body bytea) {OURS.format("plpgsql")} AS $$
DECLARE held prescription_mailbox;
BEGIN
    SELECT * INTO held FROM prescription_mailbox m WHERE m.lookup = given FOR UPDATE;
    IF NOT FOUND THEN RETURN QUERY SELECT 'unknown', NULL::bytea; RETURN; END IF;
    IF held.withdrawn THEN RETURN QUERY SELECT 'withdrawn', NULL::bytea; RETURN; END IF;
    IF held.holder_proof IS NOT NULL THEN RETURN QUERY SELECT 'taken', NULL::bytea; RETURN; END IF;
    IF held.expires_on < {TODAY} THEN RETURN QUERY SELECT 'run_out', NULL::bytea; RETURN; END IF;
    UPDATE prescription_mailbox m SET holder_proof = proof, body = NULL WHERE m.lookup = given;
    RETURN QUERY SELECT 'handed_over', held.body;
END $$
"""
GIVE_BACK = f"""
CREATE FUNCTION prescription_mailbox_give_back(given bytea, proof bytea, letter bytea)
RETURNS boolean {OURS.format("sql")} AS $$
    WITH back AS (
        UPDATE prescription_mailbox SET holder_proof = NULL, body = letter
        WHERE lookup = given AND holder_proof = proof AND NOT withdrawn RETURNING 1
    ) SELECT EXISTS (SELECT FROM back);
$$
"""
WITHDRAW = f"""
CREATE FUNCTION prescription_mailbox_withdraw(given bytea, proof bytea)
RETURNS text {OURS.format("plpgsql")} AS $$
DECLARE held prescription_mailbox;
BEGIN
    SELECT * INTO held FROM prescription_mailbox
    WHERE lookup = given AND sender_proof = proof FOR UPDATE;
    IF NOT FOUND THEN RETURN 'unknown'; END IF;
    IF held.holder_proof IS NOT NULL THEN RETURN 'taken'; END IF;
    UPDATE prescription_mailbox SET withdrawn = true, body = NULL WHERE lookup = given;
    RETURN 'withdrawn';
END $$
"""
STATES = f"""
CREATE FUNCTION prescription_mailbox_states(given bytea[], proofs bytea[])
RETURNS TABLE (lookup bytea, state text) {OURS.format("sql")} STABLE AS $$
    SELECT m.lookup, CASE
        WHEN m.withdrawn THEN 'withdrawn'
        WHEN m.holder_proof IS NOT NULL THEN 'taken'
        WHEN m.expires_on < {TODAY} THEN 'run_out'
        ELSE 'lying' END
    FROM unnest(given, proofs) AS asked (lookup, proof)
    JOIN prescription_mailbox m ON m.lookup = asked.lookup AND m.sender_proof = asked.proof;
$$
"""
FUNCTIONS = {
    "prescription_mailbox_put(bytea, bytea, bytea, date)": PUT,
    "prescription_mailbox_take(bytea, bytea)": TAKE,
    "prescription_mailbox_give_back(bytea, bytea, bytea)": GIVE_BACK,
    "prescription_mailbox_withdraw(bytea, bytea)": WITHDRAW,
    "prescription_mailbox_states(bytea[], bytea[])": STATES,
}


def upgrade() -> None:
    written()
    lines()
    protect("written_prescriptions", grants="SELECT, INSERT, UPDATE")
    protect("written_prescription_lines", grants="SELECT, INSERT")
    mailbox()
    sources()


def written() -> None:
    op.create_table(
        "written_prescriptions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("diagnosis_code", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("consent_given_by", sa.Text(), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_to", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('written', 'withdrawn')", name=op.f("ck_written_prescriptions_status")
        ),
        sa.CheckConstraint(
            "consent_given_by IN ('patient', 'guardian')",
            name=op.f("ck_written_prescriptions_consent_given_by"),
        ),
        sa.CheckConstraint(
            "expires_on >= written_on", name=op.f("ck_written_prescriptions_period")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_written_prescriptions_tenant_id_{column}_{table}"),
            )
            for column, table in (
                ("claim_id", "claims"),
                ("patient_id", "patients"),
                ("practitioner_id", "practitioners"),
            )
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_written_prescriptions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_written_prescriptions")),
        sa.UniqueConstraint(
            "tenant_id", "number", name=op.f("uq_written_prescriptions_tenant_id_number")
        ),
    )
    op.create_index(
        "ix_written_prescriptions_patient",
        "written_prescriptions",
        ["tenant_id", "patient_id", "written_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_written_prescriptions_days",
        "written_prescriptions",
        ["tenant_id", "written_at", "id"],
        unique=False,
    )


def lines() -> None:
    op.create_table(
        "written_prescription_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("dose", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("times_a_day", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("days", sa.SmallInteger(), nullable=True),
        sa.Column("directions_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_written_prescription_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "prescription_id"],
            ["written_prescriptions.tenant_id", "written_prescriptions.id"],
            name=op.f(
                "fk_written_prescription_lines_tenant_id_prescription_id_written_prescriptions"
            ),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("fk_written_prescription_lines_tenant_id_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_written_prescription_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "prescription_id",
            "sequence",
            name=op.f("uq_written_prescription_lines_tenant_id_prescription_id_sequence"),
        ),
    )


def mailbox() -> None:
    """A table that no working role may touch: whoever has the token speaks to it through five functions."""
    op.create_table(
        "prescription_mailbox",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("sender_proof", sa.LargeBinary(), nullable=False),
        sa.Column("holder_proof", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_prescription_mailbox")),
    )
    op.create_index(
        "ix_prescription_mailbox_expires_on", "prescription_mailbox", ["expires_on"], unique=False
    )
    op.execute(f"GRANT SELECT ON prescription_mailbox TO {BACKUP}")
    for name, body in FUNCTIONS.items():
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {RUNTIME}")


def sources() -> None:
    """What was handed over came from the exchange or from a clinic."""
    op.add_column(
        "prescription_tasks",
        sa.Column("source", sa.Text(), nullable=False, server_default="exchange"),
    )
    op.alter_column("prescription_tasks", "source", server_default=None)
    op.create_check_constraint(
        op.f("ck_prescription_tasks_source"),
        "prescription_tasks",
        "source IN ('clinic', 'exchange')",
    )
