"""What the counter refuses: in words with a way on, and nothing left the shelf, was noted, claimed or printed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.approvals import service as approvals
from app.approvals.models import Approval
from app.claims.models import Claim
from app.documents.models import Document
from app.kernel.clock import today
from app.kernel.db import db
from app.patients.queries import policy
from app.pharmacy.dispensing import asking, service
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.prescriptions.queries import prescription
from app.pharmacy.stock.models import StockLevel, StockMovement
from app.tenants.scope import find
from tests.factories import counter, requests

LINES = ((counter.AMOXICILLIN, "21"), (counter.GLARGINE, "3"), (counter.VITAMIN, "30"))


@pytest.fixture
def shop(app, people, inside, clock):
    """Wadi's shop with a covered patient and ten pens on the shelf."""
    with inside("faris"):
        counter.make_codes()
        made = counter.a_shop()
        counter.covered(policy(made.policy_id))
        counter.shelf.received(counter.medicine_of(counter.GLARGINE).id, lot="PENS", units="10")
        db.session.commit()
    return made


@pytest.fixture
def entered(inside, shop):
    """Enter a prescription of three lines; its id."""

    def enter(**changes: Any) -> Any:
        with inside("faris"):
            made = counter.a_prescription(shop, *LINES, **changes).id
            db.session.commit()
        return made

    return enter


def an_approval(shop, paper, units: str, **answer: Any) -> None:
    """The insurer's yes to so many pens, asked at the counter."""
    found = prescription(paper)
    waiting = asking.queue(found.id, counter.a_draft(shop, found), found.version)
    asked = find(Approval, waiting.approval_id)
    approvals.apply_answer(requests.reply_to(asked, requests.granted(asked, {1: units}, **answer)))


def everything(inside, paper: Any) -> tuple[Any, ...]:
    """Stock, items, supplies, claims, papers."""
    with inside("faris"):
        tables = (StockMovement, Dispense, Claim, Document)
        counts = [db.session.scalar(select(func.count(of.id))) for of in tables]
        levels = db.session.execute(select(StockLevel.batch_id, StockLevel.units)).all()
        found = prescription(paper)
        return counts, sorted(map(tuple, levels)), [line.item for line in found.lines], found.status


def refused(as_, inside, paper, typed, status=422):
    """Try to supply; the sentence that was said. Nothing may have changed, and what was typed still stands."""
    before, faris = everything(inside, paper), as_("faris")
    shown = faris.get("pharmacy.show", prescription_id=paper)
    names = {box.get("name") or "" for box in [*shown.all("input"), *shown.all("select")]}
    boxes = {name: shown.value(name) for name in names if name.startswith(("lines-", "version", "facility", "practitioner")) and "cash" not in name}  # fmt: skip
    nothing = {f"lines-{n}-quantity": "0" for n in range(3)}
    answer = faris.post("pharmacy.supply", {**boxes, **nothing, **typed}, status=status, prescription_id=paper)  # fmt: skip
    assert everything(inside, paper) == before
    for name, value in typed.items():
        assert answer.value(name) == value
    return answer.errors[0]


def test_more_than_what_is_left_or_dearer_than_allowed(as_, inside, entered):
    paper = entered()
    for typed, sentence in (
        ({"lines-0-quantity": "22"}, "The prescription has 21 units left, not 22. Lower the quantity."),
        ({"lines-0-quantity": "20", "lines-0-owe": "2"}, "The prescription has 1 units left, not 2. Lower the quantity."),
        ({"lines-0-quantity": "1", "lines-0-unit_price": "0.151"}, "Line 1: 0.151 is above the regulated price of 0.150. Lower it."),
        ({"lines-1-quantity": "1"}, "Line 2 needs the insurer's approval first. Ask for it below, or tick cash."),
        ({"lines-2-quantity": "1"}, "Line 3 is not covered. Tick cash for it, or leave it out."),
    ):  # fmt: skip
        assert refused(as_, inside, paper, typed) == sentence


def test_more_than_approved(as_, inside, shop, entered):
    paper = entered()
    with inside("faris"):
        an_approval(shop, paper, "2")
        db.session.commit()
    told = refused(as_, inside, paper, {"lines-1-quantity": "3"})
    assert told == "The approval for line 2 has 2 units left, not 3. Lower it, or ask again."


def test_what_a_claim_kept_back_handed_out_counts_against_the_approval(as_, inside, shop, entered):
    """The insurer granted two; two left the shop though their claim has not."""
    paper = entered()
    with inside("faris"):
        an_approval(shop, paper, "2")
        found = prescription(paper)
        found.diagnosis_code = ""
        db.session.flush()
        draft = counter.a_draft(shop, found, {}, {"quantity": "2"})
        given = service.supply(paper, draft, found.version)
        assert find(Claim, given.claim_id).status == "draft"
        db.session.commit()
    told = refused(as_, inside, paper, {"lines-1-quantity": "1"})
    assert told == "The approval for line 2 has 0 units left, not 1. Lower it, or ask again."
    assert (
        "Queue: ask for approval" in as_("faris").get("pharmacy.show", prescription_id=paper).text
    )


def test_an_approval_that_is_over(as_, inside, shop, entered):
    paper, yesterday = entered(), today() - timedelta(days=1)
    with inside("faris"):
        an_approval(shop, paper, "2", valid_from=yesterday - timedelta(days=9), valid_to=yesterday)
        db.session.commit()
    told = refused(as_, inside, paper, {"lines-1-quantity": "1"})
    assert told.startswith("The approval for line 2 ended on")
    assert told.endswith("Ask for a new one, or tick cash.")


def test_a_prescription_that_is_over(as_, inside, entered):
    first = today() - timedelta(days=40)
    paper = entered(written_on=first, expires_on=today() - timedelta(days=1))
    before, faris = everything(inside, paper), as_("faris")
    shown = faris.get("pharmacy.show", prescription_id=paper)
    assert "Supply now" not in shown.text
    late = faris.post("pharmacy.supply", {"version": "1"}, status=422, prescription_id=paper)
    assert late.errors
    assert everything(inside, paper) == before


def test_a_prescription_that_is_used_up(as_, inside, shop):
    with inside("faris"):
        made = counter.a_prescription(shop, (counter.AMOXICILLIN, "2"))
        paper, line = made.id, str(made.lines[0].id)
        draft = counter.a_draft(shop, made, {"quantity": "2"})
        counter.dispensing.supply(made.id, draft, made.version)
        db.session.commit()
        version, brand = str(made.version), str(made.lines[0].service_id)
    before = everything(inside, paper)
    boxes = {"version": version, "facility": str(shop.facility_id), "practitioner": str(shop.pharmacist_id), "lines-0-line_id": line, "lines-0-quantity": "1", "lines-0-brand": brand}  # fmt: skip
    told = as_("faris").post("pharmacy.supply", boxes, status=422, prescription_id=paper)
    assert told.errors[0].startswith(
        "This prescription is no longer open. Look at what was supplied"
    )
    assert everything(inside, paper) == before


class Ended(Exception):
    """As the driver tells of a deadlock."""

    sqlstate = "40P01"


def test_a_collision_keeps_what_was_typed(as_, inside, entered, monkeypatch):
    def collide(*_what):
        raise OperationalError("UPDATE", {}, Ended())

    monkeypatch.setattr(service, "supply", collide)
    told = refused(as_, inside, entered(), {"lines-0-quantity": "5"}, status=409)
    assert told.endswith("so nothing was saved. Press the button once more.")


def test_a_prescription_that_is_over_says_so_and_the_way_on(as_, entered):
    first = today() - timedelta(days=9)
    paper = entered(written_on=first, expires_on=today() - timedelta(days=1))
    shown = as_("faris").get("pharmacy.show", prescription_id=paper)
    assert "Ask the prescriber for a new one." in shown.text
