"""Money: remittances, the ledger of each claim, receipts, the bank."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import protect

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    for table in (
        bank_statements,
        bank_lines,
        remittances,
        remittance_lines,
        ledger_entries,
        claim_accounts,
        receipts,
        underpayments,
    ):
        table()
    walls()


def bank_statements() -> None:
    op.create_table(
        "bank_statements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("headings_hash", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "cells", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('uploaded', 'imported')", name=op.f("ck_bank_statements_status")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_bank_statements_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bank_statements")),
        sa.UniqueConstraint(
            "tenant_id", "file_hash", name=op.f("uq_bank_statements_tenant_id_file_hash")
        ),
    )
    op.create_index(
        "ix_bank_statements_headings",
        "bank_statements",
        ["tenant_id", "headings_hash", "imported_at"],
        unique=False,
    )


def bank_lines() -> None:
    op.create_table(
        "bank_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("candidates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'matched', 'not_ours')", name=op.f("ck_bank_lines_status")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_bank_lines_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "statement_id"],
            ["bank_statements.tenant_id", "bank_statements.id"],
            name=op.f("fk_bank_lines_tenant_id_statement_id_bank_statements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_bank_lines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bank_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "statement_id",
            "sequence",
            name=op.f("uq_bank_lines_tenant_id_statement_id_sequence"),
        ),
    )
    op.create_index(
        "ix_bank_lines_day", "bank_lines", ["tenant_id", "booked_on", "id"], unique=False
    )
    op.create_index(
        "ix_bank_lines_status",
        "bank_lines",
        ["tenant_id", "status", "booked_on", "id"],
        unique=False,
    )


def remittances() -> None:
    op.create_table(
        "remittances",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("payment_reference", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("twice_of_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("file_hash", sa.Text(), nullable=True),
        sa.Column("inbound_id", sa.Uuid(), nullable=True),
        sa.Column("bank_line_id", sa.Uuid(), nullable=True),
        sa.Column("banked_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("origin IN ('exchange', 'file')", name=op.f("ck_remittances_origin")),
        sa.CheckConstraint(
            "status IN ('received', 'matched', 'parked', 'put_away', 'posted')",
            name=op.f("ck_remittances_status"),
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_remittances_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bank_line_id"],
            ["bank_lines.tenant_id", "bank_lines.id"],
            name=op.f("fk_remittances_tenant_id_bank_line_id_bank_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inbound_id"],
            ["inbound_messages.tenant_id", "inbound_messages.id"],
            name=op.f("fk_remittances_tenant_id_inbound_id_inbound_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "twice_of_id"],
            ["remittances.tenant_id", "remittances.id"],
            name=op.f("fk_remittances_tenant_id_twice_of_id_remittances"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_remittances_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_remittances")),
        sa.UniqueConstraint(
            "tenant_id", "file_hash", name=op.f("uq_remittances_tenant_id_file_hash")
        ),
    )
    op.create_index(
        "ix_remittances_bank_line", "remittances", ["tenant_id", "bank_line_id"], unique=False
    )
    op.create_index(
        "ix_remittances_payer",
        "remittances",
        ["tenant_id", "payer_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_remittances_received", "remittances", ["tenant_id", "received_at", "id"], unique=False
    )
    op.create_index(
        "ix_remittances_reference", "remittances", ["tenant_id", "reference"], unique=False
    )
    op.create_index(
        "ix_remittances_status",
        "remittances",
        ["tenant_id", "status", "received_at", "id"],
        unique=False,
    )


def remittance_lines() -> None:
    op.create_table(
        "remittance_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("remittance_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("entry_reference", sa.Text(), nullable=False),
        sa.Column("original_reference", sa.Text(), nullable=False),
        sa.Column("claim_identifier", sa.Text(), nullable=False),
        sa.Column("response_reference", sa.Text(), nullable=False),
        sa.Column("claim_line", sa.SmallInteger(), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("denial_code", sa.Text(), nullable=False),
        sa.Column("patient_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("probable_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'posted', 'parked', 'not_ours')",
            name=op.f("ck_remittance_lines_status"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_remittance_lines_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "probable_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_remittance_lines_tenant_id_probable_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "remittance_id"],
            ["remittances.tenant_id", "remittances.id"],
            name=op.f("fk_remittance_lines_tenant_id_remittance_id_remittances"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_remittance_lines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_remittance_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "remittance_id",
            "sequence",
            name=op.f("uq_remittance_lines_tenant_id_remittance_id_sequence"),
        ),
    )
    op.create_index(
        "ix_remittance_lines_claim", "remittance_lines", ["tenant_id", "claim_id"], unique=False
    )
    op.create_index(
        "ix_remittance_lines_entry",
        "remittance_lines",
        ["tenant_id", "entry_reference"],
        unique=False,
    )
    op.create_index(
        "ix_remittance_lines_probable",
        "remittance_lines",
        ["tenant_id", "probable_id"],
        unique=False,
    )
    op.create_index(
        "ix_remittance_lines_status",
        "remittance_lines",
        ["tenant_id", "status", "id"],
        unique=False,
    )


def ledger_entries() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("remittance_line_id", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('billed', 'patient_share', 'approved', 'let_go', 'paid', 'taken_back', 'written_off', 'fee', 'early_payment')",
            name=op.f("ck_ledger_entries_kind"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_ledger_entries_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "remittance_line_id"],
            ["remittance_lines.tenant_id", "remittance_lines.id"],
            name=op.f("fk_ledger_entries_tenant_id_remittance_line_id_remittance_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reverses_id"],
            ["ledger_entries.tenant_id", "ledger_entries.id"],
            name=op.f("fk_ledger_entries_tenant_id_reverses_id_ledger_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_ledger_entries_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint(
            "tenant_id", "reverses_id", name=op.f("uq_ledger_entries_tenant_id_reverses_id")
        ),
    )
    op.create_index(
        "ix_ledger_entries_claim",
        "ledger_entries",
        ["tenant_id", "claim_id", "position"],
        unique=False,
    )
    op.create_index(
        "ix_ledger_entries_day", "ledger_entries", ["tenant_id", "kind", "day"], unique=False
    )
    op.create_index(
        "ix_ledger_entries_source",
        "ledger_entries",
        ["tenant_id", "remittance_line_id"],
        unique=False,
    )


def claim_accounts() -> None:
    op.create_table(
        "claim_accounts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("first_paid_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("billed", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("patient_share", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("approved", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("denied", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("let_go", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("paid", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("taken_back", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("fee", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("early_payment", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("written_off", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("outstanding", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.CheckConstraint(
            "state IN ('expected', 'part_paid', 'settled', 'overpaid', 'nothing_owed', 'revoked')",
            name=op.f("ck_claim_accounts_state"),
        ),
        sa.CheckConstraint(
            "billed = patient_share + approved + denied", name=op.f("ck_claim_accounts_adds_up")
        ),
        sa.CheckConstraint(
            "paid >= taken_back AND taken_back >= 0", name=op.f("ck_claim_accounts_taken_back")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_claim_accounts_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_claim_accounts_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_claim_accounts_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_accounts")),
        sa.UniqueConstraint(
            "tenant_id", "claim_id", name=op.f("uq_claim_accounts_tenant_id_claim_id")
        ),
    )
    op.create_index(
        "ix_claim_accounts_judged", "claim_accounts", ["tenant_id", "judged_on"], unique=False
    )
    op.create_index(
        "ix_claim_accounts_open",
        "claim_accounts",
        ["tenant_id", "payer_id", "judged_on"],
        unique=False,
        postgresql_where=sa.text("outstanding <> 0"),
    )
    op.create_index(
        "ix_claim_accounts_speed",
        "claim_accounts",
        ["tenant_id", "payer_id", "first_paid_on"],
        unique=False,
    )


def receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("cancels_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "method IN ('cash', 'card', 'transfer')", name=op.f("ck_receipts_method")
        ),
        sa.CheckConstraint("(cancels_id IS NULL) = (amount > 0)", name=op.f("ck_receipts_counter")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cancels_id"],
            ["receipts.tenant_id", "receipts.id"],
            name=op.f("fk_receipts_tenant_id_cancels_id_receipts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_receipts_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_receipts_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_receipts_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_receipts")),
        sa.UniqueConstraint(
            "tenant_id", "cancels_id", name=op.f("uq_receipts_tenant_id_cancels_id")
        ),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_receipts_tenant_id_number")),
    )
    op.create_index("ix_receipts_claim", "receipts", ["tenant_id", "claim_id"], unique=False)
    op.create_index("ix_receipts_day", "receipts", ["tenant_id", "day", "id"], unique=False)


def underpayments() -> None:
    op.create_table(
        "underpayments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("expected", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("paid", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("difference", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "basis IN ('contract', 'approved')", name=op.f("ck_underpayments_basis")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'disputed', 'let_go', 'settled')",
            name=op.f("ck_underpayments_status"),
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["payers.id"], name=op.f("fk_underpayments_payer_id_payers")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claims.tenant_id", "claims.id"],
            name=op.f("fk_underpayments_tenant_id_claim_id_claims"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_underpayments_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_underpayments")),
        sa.UniqueConstraint(
            "tenant_id", "claim_id", "line", name=op.f("uq_underpayments_tenant_id_claim_id_line")
        ),
    )
    op.create_index(
        "ix_underpayments_status",
        "underpayments",
        ["tenant_id", "status", "difference", "id"],
        unique=False,
    )


def walls() -> None:
    """Who may see and do what: nobody changes an entry of the ledger or a receipt."""
    protect("bank_statements")
    protect("bank_lines")
    protect("remittances", grants="SELECT, INSERT, UPDATE")
    protect("remittance_lines", grants="SELECT, INSERT, UPDATE")
    protect("ledger_entries", grants="SELECT, INSERT")
    protect("claim_accounts", grants="SELECT, INSERT, UPDATE")
    protect("receipts", grants="SELECT, INSERT")
    protect("underpayments", grants="SELECT, INSERT, UPDATE")
