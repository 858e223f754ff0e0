"""What raw SQL of the runtime role cannot do to stock, whatever the pages do."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.stock import service as stock
from app.pharmacy.stock.models import StockBatch
from app.tenants.scope import find
from tests.factories import shelf

INSERT = text(
    "INSERT INTO stock_movements (tenant_id, id, batch_id, medicine_id, facility_id, kind, units, at, day,"
    " reason, reference, reverses_id) SELECT tenant_id, gen_random_uuid(), id, medicine_id, :branch, :kind,"
    " :units, now() - interval '9 years', :day, '', '', :reverses FROM stock_batches WHERE id = :batch"
)


def insert(batch, kind="supplied", units=-1, day=None, reverses=None) -> None:
    values = {"batch": batch, "branch": shelf.branch(), "kind": kind, "units": units}
    with db.session.begin_nested():
        db.session.execute(INSERT, {**values, "day": day or today(), "reverses": reverses})


def refusal(error: pytest.ExceptionInfo[IntegrityError]) -> str:
    return error.value.orig.diag.constraint_name


def test_an_expired_batch_cannot_be_supplied_however_the_day_is_written(in_wadi):
    batch = shelf.received(shelf.a_medicine().id, expires_on=shelf.GONE)
    for day in (today(), shelf.GONE - timedelta(days=1)):
        with pytest.raises(IntegrityError) as error:
            insert(batch, day=day)
        assert refusal(error) == "stock_movements_expired"
    insert(batch, kind="returned", units=-30)
    assert db.session.scalars(text("SELECT sum(units) FROM stock_levels")).one() == 0


def test_a_recalled_batch_cannot_be_supplied(in_wadi):
    medicine = shelf.a_medicine()
    batch = shelf.received(medicine.id)
    stock.recall(medicine.id, "LOT1", "regulator")
    with pytest.raises(IntegrityError) as error:
        insert(batch)
    assert refusal(error) == "stock_movements_recalled"


@pytest.mark.parametrize(
    ("kind", "units", "rule"),
    [
        ("supplied", -31, "ck_stock_levels_units"),
        ("supplied", 1, "ck_stock_movements_supplied"),
        ("adjusted", 0, "ck_stock_movements_units"),
        ("given_away", -1, "ck_stock_movements_kind"),
        ("put_back", 1, "stock_movements_reverses"),
    ],
)
def test_a_movement_that_cannot_be_is_refused(in_wadi, kind, units, rule):
    batch = shelf.received(shelf.a_medicine().id)
    with pytest.raises(IntegrityError) as error:
        insert(batch, kind=kind, units=units)
    assert refusal(error) == rule
    assert db.session.scalars(text("SELECT sum(units) FROM stock_levels")).one() == 30


def test_only_what_was_supplied_is_put_back_and_only_so_much(in_wadi):
    batch = shelf.received(shelf.a_medicine().id)
    supplied = stock.take(batch, shelf.branch(), 5, "dispense_line", uuid4()).id
    with pytest.raises(IntegrityError) as error:
        insert(batch, kind="put_back", units=6, reverses=supplied)
    assert refusal(error) == "stock_movements_reverses"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_movements SET units = -1",
        "DELETE FROM stock_movements",
        "TRUNCATE stock_movements",
        "UPDATE stock_levels SET units = 1000",
        "DELETE FROM stock_levels",
        (
            "INSERT INTO stock_levels SELECT tenant_id, gen_random_uuid(), batch_id, gen_random_uuid(), medicine_id,"
            " expires_on, 5 FROM stock_levels"
        ),
        "UPDATE stock_batches SET expires_on = '2099-01-01'",
        "UPDATE stock_batches SET lot = 'OTHER'",
        "DELETE FROM stock_batches",
        "UPDATE stock_receipts SET supplier = 'Another'",
        "UPDATE recalls SET lot = 'OTHER'",
        "DELETE FROM recalls",
    ],
)
def test_what_was_written_stays(in_wadi, statement):
    batch = shelf.received(shelf.a_medicine().id)
    lot = find(StockBatch, batch).lot
    with pytest.raises(ProgrammingError) as error, db.session.begin_nested():
        db.session.execute(text(statement))
    assert (error.value.orig.sqlstate, lot) == ("42501", "LOT1")
