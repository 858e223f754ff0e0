"""Whatever is done to a shelf in whatever order, levels are what the movements add up to, and never below zero."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count
from threading import Barrier
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.kernel.db import db
from app.kernel.errors import DomainError
from app.pharmacy.stock import service as stock
from app.pharmacy.stock.errors import BatchRecalled, NotEnough
from app.pharmacy.stock.models import StockMovement
from app.pharmacy.stock.movements import left
from app.tenants.scope import in_tenant
from tests.factories import shelf

LINE = "dispense_line"
EXAMPLES = 20
_lots = count(1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("take", "back", "count", "adjust", "return", "send", "recall", "lift", "receive")
        ),
        st.integers(0, 12),
        st.booleans(),
    ),
    min_size=3,
    max_size=14,
)


class Shelf:
    """One batch in two branches, driven by the verbs, and what it should hold by our own count."""

    def __init__(self, medicine_id: UUID, branches: tuple[UUID, UUID]) -> None:
        self.medicine_id, self.branches = medicine_id, branches
        self.lot = f"LOT{next(_lots)}"
        self.batch = shelf.received(medicine_id, lot=self.lot, units="10")
        self.held = {branches[0]: Decimal(10), branches[1]: Decimal(0)}
        self.supplied: list[tuple[UUID, UUID, Decimal]] = []
        self.put_back: set[UUID] = set()
        self.recall: UUID | None = None

    def do(self, step: str, number: int, there: bool) -> type[DomainError] | None:
        """Do a step; returns the refusal. Our own count moves only where nothing was refused."""
        here, other = self.branches[there], self.branches[not there]
        units = Decimal(number)
        try:
            with db.session.begin_nested():
                getattr(self, f"_{step}")(here, other, units)
        except DomainError as refusal:
            return type(refusal)
        return None

    def _take(self, here: UUID, _other: UUID, units: Decimal) -> None:
        moved = stock.take(self.batch, here, units + 1, LINE, uuid4())
        self.supplied.append((moved.id, here, units + 1))
        self.held[here] -= units + 1

    def _back(self, _here: UUID, _other: UUID, units: Decimal) -> None:
        if self.supplied:
            movement, branch, taken = self.supplied[int(units) % len(self.supplied)]
            stock.put_back(movement)
            self.put_back.add(movement)
            self.held[branch] += taken

    def _count(self, here: UUID, _other: UUID, units: Decimal) -> None:
        stock.count(self.batch, here, units, "stocktaking")
        self.held[here] = units

    def _adjust(self, here: UUID, _other: UUID, units: Decimal) -> None:
        stock.adjust(self.batch, here, units - 6, "damaged")
        self.held[here] += units - 6

    def _return(self, here: UUID, _other: UUID, units: Decimal) -> None:
        stock.return_to_supplier(self.batch, here, units + 1, "damaged")
        self.held[here] -= units + 1

    def _send(self, here: UUID, other: UUID, units: Decimal) -> None:
        stock.transfer(self.batch, here, other, units + 1)
        self.held[here] -= units + 1
        self.held[other] += units + 1

    def _receive(self, here: UUID, _other: UUID, units: Decimal) -> None:
        shelf.received(self.medicine_id, lot=self.lot, units=str(units + 1), facility_id=here)
        self.held[here] += units + 1

    def _recall(self, _here: UUID, _other: UUID, _units: Decimal) -> None:
        self.recall = stock.recall(self.medicine_id, self.lot, "regulator").id

    def _lift(self, _here: UUID, _other: UUID, _units: Decimal) -> None:
        if self.recall is not None:
            stock.lift(self.recall, "entered_by_mistake")
            self.recall = None


def test_levels_always_add_up(in_wadi):
    medicine_id, branches = shelf.a_medicine().id, (shelf.branch(), shelf.second_branch())

    tried: list[int] = []

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def whatever_happens(steps):
        batch = Shelf(medicine_id, branches)
        for step, number, there in steps:
            before, recalled = dict(batch.held), batch.recall is not None
            refused = batch.do(step, number, there)
            assert not (step == "take" and recalled and refused is None), (
                "a recalled batch was supplied"
            )
            if refused is not None:
                assert batch.held == before
        for branch in branches:
            moved = select(func.coalesce(func.sum(StockMovement.units), 0)).where(
                StockMovement.batch_id == batch.batch, StockMovement.facility_id == branch
            )
            total = db.session.scalars(moved).one()
            assert left(batch.batch, branch) == total == batch.held[branch] >= 0
        tried.append(len(steps))

    whatever_happens()
    assert len(tried) >= EXAMPLES


def test_two_counters_and_the_last_pack(app, people, inside):
    """Two connections take the last pack in the same moment: one gets it, the other is told."""
    faris = people["faris"]
    with inside("faris"):
        batch, here = shelf.received(shelf.a_medicine().id, units="1"), shelf.branch()
        db.session.commit()
    together = Barrier(2)

    def take(_number: int) -> str:
        with app.app_context(), in_tenant(faris.tenant_id, faris.user_id):
            left(batch, here)
            together.wait(timeout=20)
            try:
                stock.take(batch, here, Decimal(1), LINE, uuid4())
                db.session.commit()
            except NotEnough as refusal:
                db.session.rollback()
                return f"refused, {refusal.left.normalize():f} left"
            return "supplied"

    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(take, range(2)))
    assert told == ["refused, 0 left", "supplied"]
    with inside("faris"):
        assert left(batch, here) == Decimal(0)
        of_batch = select(func.count(StockMovement.id)).where(StockMovement.batch_id == batch)
        assert db.session.scalars(of_batch).one() == 2


def test_a_recall_and_a_supply_in_one_moment_leave_nothing_supplied_after_it(app, people, inside):
    """Who recalls waits for the supply under way; who supplies next is refused."""
    faris = people["faris"]
    with inside("faris"):
        medicine = shelf.a_medicine()
        batch, here, medicine_id = shelf.received(medicine.id), shelf.branch(), medicine.id
        db.session.commit()

    def supply() -> str:
        with app.app_context(), in_tenant(faris.tenant_id, faris.user_id):
            try:
                stock.take(batch, here, Decimal(1), LINE, uuid4())
            except BatchRecalled:
                return "refused"
            return "supplied"

    with app.app_context(), in_tenant(faris.tenant_id, faris.user_id):
        stock.recall(medicine_id, "LOT1", "regulator")
        with ThreadPoolExecutor(1) as other:
            waiting = other.submit(supply)
            # The supply cannot end while the recall is not settled.
            assert not waiting.done()
            db.session.commit()
            assert waiting.result(timeout=20) == "refused"
    with inside("faris"):
        assert left(batch, here) == Decimal(30)
