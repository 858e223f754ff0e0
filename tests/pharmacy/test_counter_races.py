"""Two counters at one moment, on connections of their own: one is served, the other is told, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, select

from app.claims.models import Claim
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.states import NotPossible
from app.patients.queries import policy
from app.pharmacy.alerts import settings as alert_settings
from app.pharmacy.alerts.settings import NewAlertSetting
from app.pharmacy.dispensing import history, service, shelf
from app.pharmacy.dispensing.box_errors import BoxHandedOut
from app.pharmacy.dispensing.errors import NotEnoughInStock
from app.pharmacy.dispensing.gathering import at_counter
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.values import Pack
from app.pharmacy.prescriptions.errors import PrescriptionStale
from app.pharmacy.prescriptions.queries import prescription
from app.pharmacy.stock import service as stock
from app.pharmacy.stock.errors import BatchRecalled, NotEnough
from app.pharmacy.stock.models import StockMovement
from app.pharmacy.stock.movements import left
from app.tenants.scope import in_tenant
from tests.factories import counter

REFUSED = (BoxHandedOut, NotEnough, NotEnoughInStock, PrescriptionStale, NotPossible, BatchRecalled)


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop, committed; the insulin pen is the last one."""
    with inside("faris"):
        counter.make_codes()
        made = counter.a_shop()
        counter.covered(policy(made.policy_id))
        alert_settings.put(NewAlertSetting(alert="refill", handling="ignore", valid_from=counter.today()))  # fmt: skip
        db.session.commit()
    return made


@pytest.fixture
def at_once(app, people):
    """Do these in threads at one moment; what each heard: done, or the name of its refusal."""
    faris = people["faris"]

    def run(*work: Callable[[], object]) -> list[str]:
        together = Barrier(len(work))

        def one(what: Callable[[], object]) -> str:
            with app.app_context(), in_tenant(faris.tenant_id, faris.user_id):
                together.wait(timeout=20)
                try:
                    what()
                    db.session.commit()
                except REFUSED as refusal:
                    db.session.rollback()
                    return type(refusal).__name__
                return "done"

        with ThreadPoolExecutor(len(work)) as pool:
            return sorted(pool.map(one, work))

    return run


def supplying(shop, paper_id, version, **wishes):
    def supply():
        draft = counter.a_draft(shop, prescription(paper_id), wishes)
        return service.supply(paper_id, draft, version)

    return supply


def papers(inside, shop, many, *line):
    with inside("faris"):
        made = [counter.a_prescription(shop, line) for _ in range(many)]
        db.session.commit()
        return [(one.id, one.version) for one in made]


def counted(of):
    return db.session.scalar(select(func.count(of.id)))


def supplied_movements():
    return db.session.scalar(select(func.count(StockMovement.id)).where(StockMovement.kind == "supplied"))  # fmt: skip


def test_two_counters_sell_the_last_pack(shop, at_once, inside):
    first, second = papers(inside, shop, 2, counter.GLARGINE, "1")
    told = at_once(*(supplying(shop, *paper, quantity="1", cash=True) for paper in (first, second)))
    assert "done" in told
    assert told[0] in {"NotEnough", "NotEnoughInStock"}
    with inside("faris"):
        assert (left(shop.batches[counter.GLARGINE], shop.facility_id), counted(Dispense), supplied_movements()) == (0, 1, 1)  # fmt: skip
        lines = [prescription(paper_id).lines[0].supplied for paper_id, _ in (first, second)]
        assert sorted(lines) == [0, 1]


def test_two_counters_supply_one_prescription(shop, at_once, inside):
    ((paper_id, version),) = papers(inside, shop, 1, counter.AMOXICILLIN, "10")
    told = at_once(*(supplying(shop, paper_id, version, quantity="10") for _ in range(2)))
    assert told == ["PrescriptionStale", "done"]
    with inside("faris"):
        assert (counted(Dispense), counted(Claim), supplied_movements()) == (1, 1, 1)
        assert left(shop.batches[counter.AMOXICILLIN], shop.facility_id) == Decimal(20)


def test_two_reversals_put_back_once(shop, at_once, inside):
    ((paper_id, version),) = papers(inside, shop, 1, counter.AMOXICILLIN, "10")
    with inside("faris"):
        made = supplying(shop, paper_id, version, quantity="10")().id
        db.session.commit()
    told = at_once(*(lambda: service.reverse(made, "not_collected") for _ in range(2)))
    assert told == ["NotPossible", "done"]
    with inside("faris"):
        assert left(shop.batches[counter.AMOXICILLIN], shop.facility_id) == Decimal(30)
        assert prescription(paper_id).lines[0].supplied == 0
        assert db.session.scalars(select(Claim.status)).all() == ["cancelled"]


def queued_papers(inside, shop, *lines):
    """Prescriptions for which an approval was asked: their supplies begin with the shelf, not with a number."""
    with inside("faris"):
        made = [counter.a_prescription(shop, *of) for of in lines]
        for one in made:
            history.move(service.prepare(at_counter(one, shop.facility_id, counter.today())), "queued")  # fmt: skip
        db.session.commit()
        return [one.id for one in made]


def test_two_counters_with_crossed_lines_wait_for_one_shelf_and_not_for_each_other(shop, at_once, inside, monkeypatch):  # fmt: skip
    lines = (counter.AMOXICILLIN, "5"), (counter.VITAMIN, "5")
    papers = queued_papers(inside, shop, lines, lines[::-1])
    met, take = Barrier(2), stock.take

    def take_and_meet(*what):
        """Each holds its first batch until the other has one too, or cannot have any."""
        moved = take(*what)
        with suppress(BrokenBarrierError):
            met.wait(timeout=1)
        return moved

    monkeypatch.setattr(shelf.stock, "take", take_and_meet)

    def supplying_both(paper_id):
        def supply():
            paper, wish = prescription(paper_id), {"quantity": "5", "cash": True}
            service.supply(paper_id, counter.a_draft(shop, paper, wish, wish), paper.version)

        return supply

    assert at_once(*map(supplying_both, papers)) == ["done", "done"]


def test_one_box_leaves_the_shelf_once(shop, at_once, inside):
    pack = Pack(gtin="06291009990014", serial="S-1", batch_id=shop.batches[counter.AMOXICILLIN], units=Decimal(5))  # fmt: skip
    first, second = papers(inside, shop, 2, counter.AMOXICILLIN, "5")
    told = at_once(*(supplying(shop, *paper, quantity="5", packs=(pack,)) for paper in (first, second)))  # fmt: skip
    assert told == ["BoxHandedOut", "done"]
    with inside("faris"):
        assert (counted(Dispense), supplied_movements()) == (1, 1)


def test_a_supply_waits_for_a_recall_and_is_refused(app, people, shop, inside):
    ((paper_id, version),) = papers(inside, shop, 1, counter.AMOXICILLIN, "10")
    faris = people["faris"]

    def supply() -> type[DomainError] | None:
        with app.app_context(), in_tenant(faris.tenant_id, faris.user_id):
            try:
                supplying(shop, paper_id, version, quantity="10")()
            except DomainError as refusal:
                db.session.rollback()
                return type(refusal)
            return None

    with app.app_context(), in_tenant(faris.tenant_id, faris.user_id):
        stock.recall(counter.medicine_of(counter.AMOXICILLIN).id, "LOT-MED-AMOX", "regulator")
        with ThreadPoolExecutor(1) as other:
            waiting = other.submit(supply)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=1.5)
            db.session.commit()
            assert waiting.result(timeout=20) is BatchRecalled
    with inside("faris"):
        assert (counted(Dispense), counted(Claim), supplied_movements()) == (0, 0, 0)
        assert prescription(paper_id).lines[0].supplied == 0
