"""Stock: batches, levels, movements that are never changed, receipts, recalls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.walls import RUNTIME, protect

revision = "0022"
down_revision = "0021"

# The day it is in Muscat by the clock of the database, which nobody at a counter can put back.
TODAY = "(now() AT TIME ZONE 'Asia/Muscat')::date"


def upgrade() -> None:
    stock_batches()
    stock_levels()
    stock_receipts()
    stock_movements()
    recalls()
    walls()
    levels_follow_movements()
    movements_stay()
    recalls_wait_for_supplies()


def stock_batches() -> None:
    op.create_table(
        "stock_batches",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unit_cost >= 0", name=op.f("ck_stock_batches_unit_cost")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "medicine_id"],
            ["medicines.tenant_id", "medicines.id"],
            name=op.f("fk_stock_batches_tenant_id_medicine_id_medicines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_stock_batches_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_batches")),
        sa.UniqueConstraint(
            "tenant_id",
            "medicine_id",
            "lot",
            "expires_on",
            name=op.f("uq_stock_batches_tenant_id_medicine_id_lot_expires_on"),
        ),
    )


def stock_levels() -> None:
    op.create_table(
        "stock_levels",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("units", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.CheckConstraint("units >= 0", name=op.f("ck_stock_levels_units")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"],
            ["stock_batches.tenant_id", "stock_batches.id"],
            name=op.f("fk_stock_levels_tenant_id_batch_id_stock_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_stock_levels_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_stock_levels_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_levels")),
        sa.UniqueConstraint(
            "tenant_id",
            "batch_id",
            "facility_id",
            name=op.f("uq_stock_levels_tenant_id_batch_id_facility_id"),
        ),
    )
    op.create_index(
        "ix_stock_levels_branch",
        "stock_levels",
        ["tenant_id", "facility_id", "expires_on", "id"],
        unique=False,
        postgresql_where=sa.text("units > 0"),
    )
    op.create_index(
        "ix_stock_levels_days",
        "stock_levels",
        ["tenant_id", "expires_on", "id"],
        unique=False,
        postgresql_where=sa.text("units > 0"),
    )
    op.create_index(
        "ix_stock_levels_medicine",
        "stock_levels",
        ["tenant_id", "medicine_id", "facility_id", "expires_on"],
        unique=False,
        postgresql_where=sa.text("units > 0"),
    )


def stock_receipts() -> None:
    op.create_table(
        "stock_receipts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("invoice_number", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_stock_receipts_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_stock_receipts_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_receipts")),
        sa.UniqueConstraint(
            "tenant_id",
            "supplier",
            "invoice_number",
            name=op.f("uq_stock_receipts_tenant_id_supplier_invoice_number"),
        ),
    )
    op.create_index(
        "ix_stock_receipts_days", "stock_receipts", ["tenant_id", "received_on", "id"], unique=False
    )


def stock_movements() -> None:
    op.create_table(
        "stock_movements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("units", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("unit_cost", sa.Numeric(precision=18, scale=3), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'put_back') = (reverses_id IS NOT NULL)",
            name=op.f("ck_stock_movements_put_back"),
        ),
        sa.CheckConstraint(
            "kind <> 'supplied' OR units < 0", name=op.f("ck_stock_movements_supplied")
        ),
        sa.CheckConstraint(
            "kind IN ('received', 'supplied', 'put_back', 'counted', 'adjusted', 'returned', 'sent', 'arrived')",
            name=op.f("ck_stock_movements_kind"),
        ),
        sa.CheckConstraint("units <> 0 OR kind = 'counted'", name=op.f("ck_stock_movements_units")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"],
            ["stock_batches.tenant_id", "stock_batches.id"],
            name=op.f("fk_stock_movements_tenant_id_batch_id_stock_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "facility_id"],
            ["facilities.tenant_id", "facilities.id"],
            name=op.f("fk_stock_movements_tenant_id_facility_id_facilities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "receipt_id"],
            ["stock_receipts.tenant_id", "stock_receipts.id"],
            name=op.f("fk_stock_movements_tenant_id_receipt_id_stock_receipts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reverses_id"],
            ["stock_movements.tenant_id", "stock_movements.id"],
            name=op.f("fk_stock_movements_tenant_id_reverses_id_stock_movements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_stock_movements_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_movements")),
        sa.UniqueConstraint(
            "tenant_id", "reverses_id", name=op.f("uq_stock_movements_tenant_id_reverses_id")
        ),
    )
    op.create_index(
        "ix_stock_movements_batch",
        "stock_movements",
        ["tenant_id", "batch_id", "position"],
        unique=False,
    )
    op.create_index(
        "ix_stock_movements_register",
        "stock_movements",
        ["tenant_id", "medicine_id", "facility_id", "position"],
        unique=False,
    )
    op.create_index("ix_stock_movements_receipt", "stock_movements", ["tenant_id", "receipt_id"])
    op.create_index(
        "ix_stock_movements_subject", "stock_movements", ["tenant_id", "subject_id"], unique=False
    )


def recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recalled_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_reason IS NULL)", name=op.f("ck_recalls_lifted")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "medicine_id"],
            ["medicines.tenant_id", "medicines.id"],
            name=op.f("fk_recalls_tenant_id_medicine_id_medicines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_recalls_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recalls")),
    )
    op.create_index("ix_recalls_days", "recalls", ["tenant_id", "recalled_at", "id"], unique=False)
    op.create_index(
        "ix_recalls_open",
        "recalls",
        ["tenant_id", "medicine_id", "lot"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def walls() -> None:
    """What came and went is only ever added to; of a batch the cost alone may change."""
    protect("stock_batches", grants="SELECT, INSERT")
    op.execute(f"GRANT UPDATE (unit_cost) ON stock_batches TO {RUNTIME}")
    protect("stock_levels", grants="SELECT, INSERT, UPDATE")
    protect("stock_receipts", grants="SELECT, INSERT")
    protect("stock_movements", grants="SELECT, INSERT")
    protect("recalls", grants="SELECT, INSERT")
    op.execute(f"GRANT UPDATE (lifted_at, lifted_by, lifted_reason) ON recalls TO {RUNTIME}")


def levels_follow_movements() -> None:
    """A movement moves the level of its batch; nothing else may. What may not be supplied is refused.

    The batch is locked against a recall in the same moment. A level that does not exist yet is
    updated first: an insert would be measured by the check before it finds its row.
    """
    op.execute(
        f"""CREATE FUNCTION keep_stock() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE batch stock_batches; supplied stock_movements;
        BEGIN
          SELECT * INTO batch FROM stock_batches
            WHERE tenant_id = NEW.tenant_id AND id = NEW.batch_id FOR SHARE;
          IF NOT FOUND THEN
            RAISE EXCEPTION 'no batch of this tenant' USING
              ERRCODE = 'insufficient_privilege', TABLE = 'stock_movements';
          END IF;
          NEW.medicine_id := batch.medicine_id;
          IF NEW.kind = 'supplied' THEN
            IF batch.expires_on < greatest({TODAY}, NEW.day) THEN
              RAISE EXCEPTION 'the batch has expired' USING
                ERRCODE = 'check_violation', CONSTRAINT = 'stock_movements_expired', TABLE = 'stock_movements';
            END IF;
            PERFORM 1 FROM recalls WHERE tenant_id = NEW.tenant_id
              AND medicine_id = batch.medicine_id AND lot = batch.lot AND lifted_at IS NULL;
            IF FOUND THEN
              RAISE EXCEPTION 'the batch is recalled' USING
                ERRCODE = 'check_violation', CONSTRAINT = 'stock_movements_recalled', TABLE = 'stock_movements';
            END IF;
          END IF;
          IF NEW.kind = 'put_back' THEN
            SELECT * INTO supplied FROM stock_movements
              WHERE tenant_id = NEW.tenant_id AND id = NEW.reverses_id;
            IF supplied.kind IS DISTINCT FROM 'supplied' OR supplied.batch_id <> NEW.batch_id
               OR supplied.facility_id <> NEW.facility_id OR supplied.units <> -NEW.units THEN
              RAISE EXCEPTION 'only what was supplied is put back' USING
                ERRCODE = 'check_violation', CONSTRAINT = 'stock_movements_reverses', TABLE = 'stock_movements';
            END IF;
          END IF;
          UPDATE stock_levels SET units = units + NEW.units
            WHERE tenant_id = NEW.tenant_id AND batch_id = NEW.batch_id AND facility_id = NEW.facility_id;
          IF NOT FOUND THEN
            INSERT INTO stock_levels (tenant_id, id, batch_id, facility_id, medicine_id, expires_on, units)
              VALUES (NEW.tenant_id, gen_random_uuid(), NEW.batch_id, NEW.facility_id,
                      batch.medicine_id, batch.expires_on, NEW.units)
              ON CONFLICT (tenant_id, batch_id, facility_id)
              DO UPDATE SET units = stock_levels.units + EXCLUDED.units;
          END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER keep_stock BEFORE INSERT ON stock_movements "
        "FOR EACH ROW EXECUTE FUNCTION keep_stock()"
    )
    op.execute(
        "CREATE FUNCTION refuse_other_hands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION 'levels follow movements' USING "
        "ERRCODE = 'insufficient_privilege'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER follow_movements BEFORE INSERT OR UPDATE ON stock_levels "
        "FOR EACH ROW EXECUTE FUNCTION refuse_other_hands()"
    )


def movements_stay() -> None:
    """Not even their owner changes or deletes a movement."""
    op.execute(
        "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'movements are never changed' USING "
        "ERRCODE = 'insufficient_privilege'; END $$"
    )
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )


def recalls_wait_for_supplies() -> None:
    """Who recalls waits for supplies under way; who supplies after that finds the recall."""
    op.execute(
        "CREATE FUNCTION hold_back_batches() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM stock_batches WHERE tenant_id = NEW.tenant_id "
        "AND medicine_id = NEW.medicine_id AND lot = NEW.lot FOR UPDATE; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER hold_back_batches BEFORE INSERT ON recalls "
        "FOR EACH ROW EXECUTE FUNCTION hold_back_batches()"
    )
