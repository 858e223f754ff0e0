"""One prescription, two branches: what was handed out in the other one counts, although it is not shown."""

from __future__ import annotations

import pytest

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.patients.queries import policy
from app.pharmacy.dispensing import earlier, queries, service
from app.pharmacy.dispensing.gathering import at_counter
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.prescriptions.errors import OverRemainder, PrescriptionClosed
from app.pharmacy.prescriptions.queries import prescription
from app.pharmacy.stock import service as stock
from app.pharmacy.stock.models import StockLevel
from app.tenants.scope import find
from tests.clinics import in_branches
from tests.factories import counter, shelf

ALL, PART = "21", "14"


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop with a second branch that holds the same medicine."""
    with inside("faris"):
        counter.make_codes()
        made = counter.a_shop()
        counter.covered(policy(made.policy_id))
        made.second = shelf.second_branch()
        amoxicillin = counter.medicine_of(counter.AMOXICILLIN).id
        made.there = shelf.received(amoxicillin, lot="LOT-TWO", units="50", facility_id=made.second)
        db.session.commit()
    return made


@pytest.fixture
def paper(inside, shop):
    with inside("faris"):
        made = counter.a_prescription(shop, (counter.AMOXICILLIN, ALL)).id
        db.session.commit()
    return made


@pytest.fixture
def supplied(inside, shop, paper):
    """Makes the first branch hand out so many units of it; returns the dispense."""

    def hand_out(units):
        with inside("faris"):
            found = prescription(paper)
            made = service.supply(paper, counter.a_draft(shop, found, {"quantity": units}), found.version)  # fmt: skip
            dispense_id = made.id
            db.session.commit()
        return dispense_id

    return hand_out


@pytest.fixture
def in_second(app, people, shop):
    """Working as Faris in the second branch alone."""
    return lambda: in_branches(app, people["faris"], shop.second)


def ask(shop, paper, units):
    found = prescription(paper)
    draft = counter.a_draft(shop, found, {"quantity": units}, facility_id=shop.second)
    return service.supply(paper, draft, found.version)


def test_what_was_handed_out_there_is_not_handed_out_again(shop, paper, supplied, in_second):
    supplied(ALL)
    with in_second(), pytest.raises(PrescriptionClosed):
        ask(shop, paper, "1")


def test_only_the_rest_is_left(shop, paper, supplied, in_second):
    supplied(PART)
    with in_second():
        with pytest.raises(OverRemainder):
            ask(shop, paper, "8")
        db.session.rollback()
        assert ask(shop, paper, "7").facility_id == shop.second


def test_what_the_patient_still_has_is_known_in_every_branch(shop, paper, supplied, inside, in_second):  # fmt: skip
    dispense_id = supplied(PART)
    known = []
    for enter in (lambda: inside("faris"), in_second):
        with enter():
            known.append(earlier.still_has(shop.patient_id, today()))
            found = prescription(paper)
            assert at_counter(found, shop.second, found.written_on).lines[0].line.item.left == 7
    assert known[0] == known[1] != ()
    with in_second():
        assert queries.of_prescription(paper) == []
        with pytest.raises(NotFound):
            find(Dispense, dispense_id)
        with pytest.raises(NotFound):
            service.reverse(dispense_id, "by mistake")


def test_a_shelf_of_another_branch_is_not_touched(shop, in_second):
    here = shop.batches[counter.AMOXICILLIN]
    with in_second():
        assert {one.batch_id for one in db.session.scalars(db.select(StockLevel))} == {shop.there}
        for change in (
            lambda: stock.count(here, shop.facility_id, 1, "mistake"),
            lambda: stock.transfer(shop.there, shop.second, shop.facility_id, 1),
        ):
            with pytest.raises(NotFound):
                change()
