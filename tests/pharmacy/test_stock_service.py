"""The verbs on stock: what they write, what they refuse, and that nothing is written where they refuse."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.pharmacy.stock import queries
from app.pharmacy.stock import service as stock
from app.pharmacy.stock.errors import (
    AlreadyLifted,
    AlreadyPutBack,
    AlreadyRecalled,
    BatchExpired,
    BatchRecalled,
    InvoiceOnFile,
    LotExpiryDiffers,
    NotEnough,
    NothingReceived,
    ReceivedInFuture,
    SameBranch,
    UnitsUnchanged,
)
from app.pharmacy.stock.models import StockBatch, StockLevel, StockMovement
from app.pharmacy.stock.movements import left
from app.pharmacy.stock.service import Receipt, ReceiptLine
from app.tenants.scope import find
from tests.factories import shelf

LINE = "dispense_line"


@pytest.fixture
def box(in_wadi) -> tuple[UUID, UUID]:
    """Thirty capsules of one batch, and the branch they lie in."""
    return shelf.received(shelf.a_medicine().id), shelf.branch()


def movements() -> int:
    return db.session.scalars(select(func.count(StockMovement.id))).one()


def test_what_is_taken_leaves_the_shelf_and_may_come_back_once(box):
    supplied = stock.take(*box, Decimal(12), LINE, uuid4())
    assert (supplied.units, left(*box)) == (Decimal(-12), Decimal(18))
    back = stock.put_back(supplied.id)
    assert (back.units, back.subject_id, left(*box)) == (
        Decimal(12),
        supplied.subject_id,
        Decimal(30),
    )
    with pytest.raises(AlreadyPutBack):
        stock.put_back(supplied.id)
    assert left(*box) == Decimal(30)


def test_only_a_supply_can_be_put_back(box):
    adjusted = stock.adjust(*box, Decimal(-1), "broken")
    with pytest.raises(NotFound):
        stock.put_back(adjusted.id)
    with pytest.raises(NotFound):
        stock.put_back(uuid4())
    assert left(*box) == Decimal(29)


def test_nobody_takes_more_than_there_is(box):
    with pytest.raises(NotEnough) as refused:
        stock.take(*box, Decimal("30.001"), LINE, uuid4())
    assert (refused.value.left, left(*box), movements()) == (Decimal(30), Decimal(30), 1)


def test_a_branch_without_the_batch_has_nothing_to_give(box):
    elsewhere = shelf.second_branch()
    with pytest.raises(NotEnough) as refused:
        stock.take(box[0], elsewhere, Decimal(1), LINE, uuid4())
    assert (refused.value.left, left(*box)) == (Decimal(0), Decimal(30))


def test_an_expired_batch_is_not_supplied_but_may_go_back(in_wadi):
    batch = shelf.received(shelf.a_medicine().id, expires_on=shelf.GONE)
    with pytest.raises(BatchExpired):
        stock.take(batch, shelf.branch(), Decimal(1), LINE, uuid4())
    stock.return_to_supplier(batch, shelf.branch(), Decimal(30), "expired", "CN-1")
    assert left(batch, shelf.branch()) == Decimal(0)


def test_a_recalled_lot_is_not_supplied_until_the_recall_is_lifted(box):
    batch = find(StockBatch, box[0])
    recalled = stock.recall(batch.medicine_id, " lot1 ", "regulator")
    with pytest.raises(BatchRecalled):
        stock.take(*box, Decimal(1), LINE, uuid4())
    with pytest.raises(AlreadyRecalled):
        stock.recall(batch.medicine_id, "LOT1", "regulator")
    stock.lift(recalled.id, "entered_by_mistake")
    with pytest.raises(AlreadyLifted):
        stock.lift(recalled.id, "entered_by_mistake")
    stock.take(*box, Decimal(1), LINE, uuid4())
    assert left(*box) == Decimal(29)


def test_a_recall_holds_back_what_comes_later(in_wadi):
    medicine = shelf.a_medicine()
    stock.recall(medicine.id, "LATE", "manufacturer")
    batch = shelf.received(medicine.id, lot="late")
    with pytest.raises(BatchRecalled):
        stock.take(batch, shelf.branch(), Decimal(1), LINE, uuid4())
    assert left(batch, shelf.branch()) == Decimal(30)


def test_a_count_writes_the_difference_also_where_there_is_none(box):
    assert stock.count(*box, Decimal(28), "stocktaking").units == Decimal(-2)
    assert stock.count(*box, Decimal(28), "stocktaking").units == Decimal(0)
    assert stock.count(*box, Decimal(31), "stocktaking").units == Decimal(3)
    assert left(*box) == Decimal(31)


def test_an_adjustment_changes_something(box):
    stock.adjust(*box, Decimal(-5), "damaged")
    with pytest.raises(UnitsUnchanged):
        stock.adjust(*box, Decimal(0), "damaged")
    with pytest.raises(NotEnough):
        stock.adjust(*box, Decimal(-26), "damaged")
    assert left(*box) == Decimal(25)


def test_a_transfer_moves_units_between_branches(box):
    batch, here = box
    there = shelf.second_branch()
    went, came = stock.transfer(batch, here, there, Decimal(10))
    assert (went.units, came.units, came.subject_id) == (Decimal(-10), Decimal(10), went.id)
    assert (left(batch, here), left(batch, there)) == (Decimal(20), Decimal(10))
    with pytest.raises(SameBranch):
        stock.transfer(batch, here, here, Decimal(1))
    with pytest.raises(NotEnough):
        stock.transfer(batch, here, there, Decimal(21))
    assert (left(batch, here), left(batch, there)) == (Decimal(20), Decimal(10))


def receipt(*lines: ReceiptLine, **changes: object) -> Receipt:
    known = {
        "facility_id": shelf.branch(), "supplier": "Demo Supplies", "invoice_number": "A-1",
        "received_on": today(), "lines": lines,
    }  # fmt: skip
    return Receipt(**{**known, **changes})


def line(medicine_id: UUID, **changes: object) -> ReceiptLine:
    known = {
        "lot": "L1", "expires_on": shelf.FAR, "units": Decimal(10), "unit_cost": Decimal("0.100"),
    }  # fmt: skip
    return ReceiptLine(medicine_id=medicine_id, **{**known, **changes})


def test_a_delivery_is_taken_in_whole_and_averages_the_cost(in_wadi):
    medicine = shelf.a_medicine()
    came = stock.receive(
        receipt(line(medicine.id), line(medicine.id, lot=" l1", unit_cost=Decimal("0.200")), line(medicine.id, lot="L2"))
    )  # fmt: skip
    batches = {one.lot: one for one in db.session.scalars(select(StockBatch))}
    assert {lot: one.unit_cost for lot, one in batches.items()} == {"L1": Decimal("0.150"), "L2": Decimal("0.100")}  # fmt: skip
    assert left(batches["L1"].id, came.facility_id) == Decimal(20)
    of_receipt = select(func.count(StockMovement.id)).where(StockMovement.receipt_id == came.id)
    assert db.session.scalars(of_receipt).one() == 3


def test_a_delivery_is_refused_for_a_reason(in_wadi):
    medicine = shelf.a_medicine()
    stock.receive(receipt(line(medicine.id)))
    other_day = line(medicine.id, expires_on=shelf.FAR - timedelta(1))
    for refused, reason in (
        (receipt(), NothingReceived),
        (receipt(line(medicine.id)), InvoiceOnFile),
        (receipt(line(medicine.id), invoice_number="A-2", received_on=today() + timedelta(1)), ReceivedInFuture),
        (receipt(other_day, invoice_number="A-2"), LotExpiryDiffers),
        (receipt(line(uuid4()), invoice_number="A-2"), NotFound),
    ):  # fmt: skip
        with pytest.raises(reason), db.session.begin_nested():
            stock.receive(refused)
    assert movements() == 1
    stock.receive(receipt(other_day, invoice_number="A-2", sure=True))
    assert db.session.scalars(select(func.count(StockBatch.id))).one() == 2


def test_on_hand_tells_every_batch_of_a_branch_and_why_it_is_kept_back(in_wadi):
    medicine, other = shelf.a_medicine(), shelf.a_medicine("DEMO-NONE")
    good = shelf.received(medicine.id, lot="GOOD")
    soon = shelf.received(medicine.id, lot="SOON", expires_on=today())
    gone = shelf.received(medicine.id, lot="GONE", expires_on=today() - timedelta(1))
    called = shelf.received(medicine.id, lot="CALLED", expires_on=today() + timedelta(1))
    stock.recall(medicine.id, "CALLED", "regulator")
    empty = shelf.received(medicine.id, lot="EMPTY")
    stock.adjust(empty, shelf.branch(), Decimal(-30), "lost")
    shelf.received(medicine.id, lot="THERE", facility_id=shelf.second_branch())
    found = queries.on_hand([medicine.id, other.id], shelf.branch(), today())
    assert [(one.batch_id, one.kept_back) for one in found[medicine.id]] == [
        (gone, "expired"), (soon, ""), (called, "recalled"), (good, ""),
    ]  # fmt: skip
    assert found[other.id] == []
    assert queries.on_hand([], shelf.branch(), today()) == {}


def test_levels_are_what_the_movements_add_up_to(box):
    stock.take(*box, Decimal(3), LINE, uuid4())
    stock.count(*box, Decimal(20), "stocktaking")
    moved = db.session.scalars(select(func.sum(StockMovement.units))).one()
    assert moved == db.session.scalars(select(func.sum(StockLevel.units))).one() == Decimal(20)
