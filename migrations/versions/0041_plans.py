"""Plans and prices of the operator; what tenants chose, used, owe and paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import BACKUP, PLATFORM, RUNTIME, protect

revision = "0041"
down_revision = "0040"

# The operator's own lists: tenants read what is on sale and who sells.
ON_SALE = ("plans", "plan_prices", "legal_entities")
OF_THE_DESK = ("invoice_series", "invoice_numbers", "bank_transfers")
# Of a tenant -> what the runtime role may do behind the wall, and the operator across all of them.
OF_TENANTS = {
    "billing_profiles": ("SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE"),
    "plan_changes": ("SELECT, INSERT", "SELECT, INSERT"),
    "seats": ("SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE"),
    "usage_events": ("SELECT, INSERT", "SELECT"),
    "invoices": ("SELECT", "SELECT, INSERT, UPDATE, DELETE"),
    "invoice_lines": ("SELECT", "SELECT, INSERT, UPDATE, DELETE"),
    "payments": ("SELECT", "SELECT, INSERT"),
    "dunning_steps": ("SELECT", "SELECT, INSERT"),
}


def upgrade() -> None:
    legal_entities()
    plans()
    bank_transfers()
    billing_profiles()
    invoice_numbers()
    invoice_series()
    invoices()
    plan_changes()
    plan_prices()
    seats()
    usage_events()
    dunning_steps()
    invoice_lines()
    payments()
    of_the_operator()
    of_tenants()
    finality()
    numbering()


def legal_entities() -> None:
    """Who sells."""
    op.create_table(
        "legal_entities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("address_en", sa.Text(), nullable=False),
        sa.Column("address_ar", sa.Text(), nullable=False),
        sa.Column("vatin", sa.Text(), nullable=False),
        sa.Column("cr_number", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("payment_days", sa.SmallInteger(), nullable=False),
        sa.Column("grace_days", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("vatin ~ '^OM[0-9]{10}$'", name=op.f("ck_legal_entities_vatin")),
        sa.CheckConstraint(
            "payment_days >= 0 AND grace_days >= 1", name=op.f("ck_legal_entities_days")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_entities")),
        sa.UniqueConstraint("code", name=op.f("uq_legal_entities_code")),
    )


def plans() -> None:
    """What is sold."""
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("trial_claims", sa.Integer(), nullable=False),
        sa.Column("claims_limit", sa.Integer(), nullable=True),
        sa.Column("on_sale", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('unlimited', 'per_user', 'per_claim', 'hybrid', 'add_on')",
            name=op.f("ck_plans_kind"),
        ),
        sa.CheckConstraint("claims_limit > 0", name=op.f("ck_plans_claims_limit")),
        sa.CheckConstraint("trial_claims >= 0", name=op.f("ck_plans_trial_claims")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("code", name=op.f("uq_plans_code")),
    )


def bank_transfers() -> None:
    """Money on the account of an entity."""
    op.create_table(
        "bank_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_bank_transfers_amount")),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["legal_entities.id"],
            name=op.f("fk_bank_transfers_entity_id_legal_entities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_transfers")),
        sa.UniqueConstraint(
            "entity_id", "bank_reference", name=op.f("uq_bank_transfers_entity_id_bank_reference")
        ),
    )


def billing_profiles() -> None:
    """To whom invoices are written."""
    op.create_table(
        "billing_profiles",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=False),
        sa.Column("address_en", sa.Text(), nullable=False),
        sa.Column("address_ar", sa.Text(), nullable=False),
        sa.Column("vatin", sa.Text(), nullable=True),
        sa.CheckConstraint("vatin ~ '^OM[0-9]{10}$'", name=op.f("ck_billing_profiles_vatin")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_billing_profiles_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_billing_profiles")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_billing_profiles_tenant_id")),
    )


def invoice_numbers() -> None:
    """Every number that was given out."""
    op.create_table(
        "invoice_numbers",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["legal_entities.id"],
            name=op.f("fk_invoice_numbers_entity_id_legal_entities"),
        ),
        sa.PrimaryKeyConstraint("entity_id", "kind", "sequence", name=op.f("pk_invoice_numbers")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_invoice_numbers_invoice_id")),
    )


def invoice_series() -> None:
    """The last number of each series."""
    op.create_table(
        "invoice_series",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('invoice', 'credit_note')", name=op.f("ck_invoice_series_kind")
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["legal_entities.id"],
            name=op.f("fk_invoice_series_entity_id_legal_entities"),
        ),
        sa.PrimaryKeyConstraint("entity_id", "kind", name=op.f("pk_invoice_series")),
    )


def invoices() -> None:
    """Invoices and credit notes."""
    op.create_table(
        "invoices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("vat", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("gross", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "(status = 'final') = (number IS NOT NULL)", name=op.f("ck_invoices_number")
        ),
        sa.CheckConstraint("kind IN ('invoice', 'credit_note')", name=op.f("ck_invoices_kind")),
        sa.CheckConstraint(
            "status IN ('draft', 'grace', 'final', 'dropped')", name=op.f("ck_invoices_status")
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["legal_entities.id"], name=op.f("fk_invoices_entity_id_legal_entities")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrects_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_invoices_tenant_id_corrects_id_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_invoices_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoices")),
    )
    op.create_index("ix_invoices_due", "invoices", ["tenant_id", "status", "due_on"], unique=False)
    op.create_index("ix_invoices_issued", "invoices", ["status", "issued_on"], unique=False)
    op.create_index(
        "uq_invoices_month",
        "invoices",
        ["tenant_id", "month"],
        unique=True,
        postgresql_where=sa.text("corrects_id IS NULL AND status <> 'dropped'"),
    )


def plan_changes() -> None:
    """What tenants decided."""
    op.create_table(
        "plan_changes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("add_ons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("trial_claims", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plans.code"], name=op.f("fk_plan_changes_plan_plans")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_plan_changes_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_plan_changes")),
    )
    op.create_index(
        "ix_plan_changes_position", "plan_changes", ["tenant_id", "position"], unique=False
    )


def plan_prices() -> None:
    """From a first of a month on."""
    op.create_table(
        "plan_prices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("flat", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("seat", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("included_seats", sa.Integer(), nullable=False),
        sa.Column("tiers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("cap", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.CheckConstraint("cap >= minimum", name=op.f("ck_plan_prices_cap")),
        sa.CheckConstraint(
            "extract(day FROM valid_from) = 1", name=op.f("ck_plan_prices_valid_from")
        ),
        sa.CheckConstraint(
            "flat >= 0 AND seat >= 0 AND minimum >= 0 AND included_seats >= 0",
            name=op.f("ck_plan_prices_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_prices_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_prices")),
        sa.UniqueConstraint(
            "plan_id", "valid_from", name=op.f("uq_plan_prices_plan_id_valid_from")
        ),
    )


def seats() -> None:
    """Who counts, and since when."""
    op.create_table(
        "seats",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("left_on >= joined_on", name=op.f("ck_seats_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_seats_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_seats")),
    )
    op.create_index("ix_seats_user", "seats", ["tenant_id", "user_id"], unique=False)


def usage_events() -> None:
    """Every accepted claim, once."""
    op.create_table(
        "usage_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("root_claim_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("claim_number", sa.Text(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("billed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_usage_events_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_usage_events")),
        sa.UniqueConstraint(
            "tenant_id", "root_claim_id", name=op.f("uq_usage_events_tenant_id_root_claim_id")
        ),
    )
    op.create_index(
        "ix_usage_events_day",
        "usage_events",
        ["tenant_id", "counted_on", "counted_at"],
        unique=False,
    )
    op.create_index("ix_usage_events_line", "usage_events", ["tenant_id", "line_id"], unique=False)


def dunning_steps() -> None:
    """Reminders that went out."""
    op.create_table(
        "dunning_steps",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_dunning_steps_tenant_id_invoice_id_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dunning_steps_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dunning_steps")),
        sa.UniqueConstraint(
            "tenant_id",
            "invoice_id",
            "step",
            name=op.f("uq_dunning_steps_tenant_id_invoice_id_step"),
        ),
    )


def invoice_lines() -> None:
    """Their lines."""
    op.create_table(
        "invoice_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("net", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("vat", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrects_id"],
            ["invoice_lines.tenant_id", "invoice_lines.id"],
            name=op.f("fk_invoice_lines_tenant_id_corrects_id_invoice_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_invoice_lines_tenant_id_invoice_id_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_invoice_lines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoice_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "invoice_id",
            "position",
            name=op.f("uq_invoice_lines_tenant_id_invoice_id_position"),
        ),
    )


def payments() -> None:
    """What was set against invoices."""
    op.create_table(
        "payments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("card_reference", sa.Text(), nullable=True),
        sa.Column("credit_note_id", sa.Uuid(), nullable=True),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matched_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount")),
        sa.CheckConstraint(
            "num_nonnulls(transfer_id, card_reference, credit_note_id) = 1",
            name=op.f("ck_payments_source"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "credit_note_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_payments_tenant_id_credit_note_id_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_payments_tenant_id_invoice_id_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_payments_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["bank_transfers.id"],
            name=op.f("fk_payments_transfer_id_bank_transfers"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payments")),
        sa.UniqueConstraint(
            "tenant_id", "card_reference", name=op.f("uq_payments_tenant_id_card_reference")
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "transfer_id",
            "invoice_id",
            name=op.f("uq_payments_tenant_id_transfer_id_invoice_id"),
        ),
    )
    op.create_index("ix_payments_invoice", "payments", ["tenant_id", "invoice_id"], unique=False)
    op.create_index("ix_payments_transfer", "payments", ["transfer_id"], unique=False)


def of_the_operator() -> None:
    """The operator writes; tenants read what is on sale and by whom, and nothing of the account."""
    for table in (*ON_SALE, *OF_THE_DESK):
        op.execute(f"GRANT SELECT ON {table} TO {BACKUP}")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {PLATFORM}")
    for table in ON_SALE:
        op.execute(f"GRANT SELECT ON {table} TO {RUNTIME}")
    # A number, once given out, stays.
    op.execute(f"REVOKE UPDATE ON invoice_numbers FROM {PLATFORM}")


def of_tenants() -> None:
    """Tenants see their own rows; the operator's role works across all, and none of them names a patient."""
    for table, (runtime, platform) in OF_TENANTS.items():
        protect(table, grants=runtime)
        op.execute(f"GRANT {platform} ON {table} TO {PLATFORM}")
        op.execute(
            f"CREATE POLICY of_the_desk ON {table} TO {PLATFORM} USING (true) WITH CHECK (true)"
        )
    op.execute(f"GRANT UPDATE (withdrawn_at) ON plan_changes TO {RUNTIME}, {PLATFORM}")
    op.execute(
        "GRANT UPDATE (claim_id, claim_number, message_id, counted_on, counted_at, voided_at) "
        f"ON usage_events TO {RUNTIME}"
    )
    op.execute(f"GRANT UPDATE (line_id, billed_at) ON usage_events TO {PLATFORM}")


def finality() -> None:
    """A final invoice and its lines are refused every change, by whoever asks."""
    op.execute("""
CREATE FUNCTION refuse_final_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'final' THEN
        RAISE EXCEPTION 'invoice % is final', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$""")
    op.execute(
        "CREATE TRIGGER final BEFORE UPDATE OR DELETE ON invoices "
        "FOR EACH ROW EXECUTE FUNCTION refuse_final_invoice()"
    )
    op.execute("""
CREATE FUNCTION refuse_final_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line invoice_lines := CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END;
BEGIN
    IF EXISTS (SELECT 1 FROM invoices i WHERE i.tenant_id = line.tenant_id AND i.id = line.invoice_id
               AND i.status = 'final') THEN
        RAISE EXCEPTION 'a line of a final invoice' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$""")
    op.execute(
        "CREATE TRIGGER final BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines "
        "FOR EACH ROW EXECUTE FUNCTION refuse_final_line()"
    )


def numbering() -> None:
    """A series rises by one, a number is the series' last, and a final invoice has a number of its own."""
    op.execute("""
CREATE FUNCTION rise_by_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last <> OLD.last + 1 THEN
        RAISE EXCEPTION 'after % comes %', OLD.last, OLD.last + 1 USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""")
    op.execute(
        "CREATE TRIGGER sequence BEFORE UPDATE ON invoice_series "
        "FOR EACH ROW EXECUTE FUNCTION rise_by_one()"
    )
    op.execute("""
CREATE FUNCTION number_of_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM invoice_series s WHERE s.entity_id = NEW.entity_id
                   AND s.kind = NEW.kind AND s.last = NEW.sequence) THEN
        RAISE EXCEPTION 'number % is not the next', NEW.sequence USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""")
    op.execute(
        "CREATE TRIGGER sequence BEFORE INSERT ON invoice_numbers "
        "FOR EACH ROW EXECUTE FUNCTION number_of_series()"
    )
    op.execute("""
CREATE FUNCTION final_has_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'final' AND NOT EXISTS (
        SELECT 1 FROM invoice_numbers n WHERE n.entity_id = NEW.entity_id AND n.kind = NEW.kind
        AND n.sequence = NEW.sequence AND n.invoice_id = NEW.id) THEN
        RAISE EXCEPTION 'final without a number' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""")
    op.execute(
        "CREATE TRIGGER numbered BEFORE INSERT OR UPDATE ON invoices "
        "FOR EACH ROW EXECUTE FUNCTION final_has_number()"
    )
