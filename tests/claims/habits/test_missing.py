"""Visits without a claim: what is missed, what is not, with money, and what is taken off."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.claims.habits import missing
from app.claims.habits.missing import Wanted
from app.claims.habits.models import MissingDismissal
from app.claims.models import Claim
from app.eligibility.models import EligibilityCheck
from app.kernel.clock import now, today
from app.kernel.db import db
from tests.factories import clinic as made

OMR = Decimal


@pytest.fixture
def answered(inside, noor):
    """A check of Noor's patient, days ago, answered so; its id."""

    def make(days_ago=3, verdict="covered", patient_id=None, name="amal", at=None):
        place = at or noor
        with inside(name):
            row = EligibilityCheck(
                patient_id=patient_id or place.patient_id, payer_id=place.payer_id, policy_id=place.policy_id,
                service_date=today() - timedelta(days=days_ago), status="answered", verdict=verdict,
                asked_at=now() - timedelta(days=days_ago), answered_at=now(),
            )  # fmt: skip
            db.session.add(row)
            db.session.commit()
            return row.id

    return make


def wanted(**changes):
    return Wanted(**{"first": today() - timedelta(days=30), "last": today(), **changes})


def found(inside, **changes):
    with inside("amal"):
        return [(one.kind, one.subject_id) for one in missing.rows(wanted(**changes))]


# fmt: off
CASES = [
    # check days ago, verdict, claim days ago (None: no claim), days given -> missed?
    (3,  "covered",      None, 1, True),
    (3,  "not_covered",  None, 1, False),
    (3,  "undetermined", None, 1, False),
    (0,  "covered",      None, 1, False),
    (1,  "covered",      None, 1, True),
    (1,  "covered",      None, 2, False),
    (3,  "covered",      3,    1, False),
    (3,  "covered",      2,    1, False),
    (3,  "covered",      1,    1, True),
    (3,  "covered",      1,    2, False),
    (3,  "covered",      4,    1, True),
    (40, "covered",      None, 1, False),
]
# fmt: on


@pytest.mark.parametrize(("days_ago", "verdict", "claimed", "after", "is_missed"), CASES)
def test_a_covered_visit_without_a_claim(
    inside, answered, draft_of, days_ago, verdict, claimed, after, is_missed
):
    check = answered(days_ago, verdict)
    if claimed is not None:
        draft_of(days_ago=claimed)
    assert (("check", check) in found(inside, after=after)) == is_missed


def test_a_claim_of_the_next_visit_does_not_hide_the_one_before(inside, answered, draft_of):
    first, second = answered(3), answered(2)
    draft_of(days_ago=2)
    kinds = found(inside)
    assert ("check", first) in kinds
    assert ("check", second) not in kinds


def test_the_first_page_counts_what_is_missing_and_says_where_it_stopped(
    inside, answered, draft_of, monkeypatch
):
    sent = draft_of(services=("CONS-GP", "LAB-CBC"), days_ago=20)
    with inside("amal"):
        db.session.execute(update(Claim).where(Claim.id == sent).values(status="adjudicated", attempts=1))  # fmt: skip
        db.session.commit()
    draft_of(days_ago=2)
    answered(5), answered(6)
    with inside("amal"):
        assert missing.counted() == missing.Counted(2, OMR("30.060"), more=False)
        monkeypatch.setattr(missing, "MOST_COUNTED", 1)
        assert missing.counted() == missing.Counted(1, OMR("15.030"), more=True)


def test_a_discarded_claim_is_none_and_two_questions_are_one_visit(inside, answered, draft_of):
    first, second = answered(), answered()
    claim = draft_of(days_ago=3)
    assert ("check", second) not in found(inside)
    with inside("amal"):
        db.session.execute(update(Claim).where(Claim.id == claim).values(status="cancelled"))
        db.session.commit()
    kinds = found(inside)
    assert ("check", max(first, second)) in kinds
    assert ("check", min(first, second)) not in kinds


def test_a_claim_under_the_merged_record_counts(inside, noor, answered, draft_of):
    with inside("amal"):
        double = made.a_patient(civil_id="20114595", name="Fatma Al Siyabi", phone=None)
        double.merged_into, double_id = noor.patient_id, double.id
        db.session.commit()
    check = answered(patient_id=double_id)
    assert ("check", check) in found(inside)
    draft_of(days_ago=3)
    assert ("check", check) not in found(inside)


def test_the_list_with_its_money_its_files_and_its_filters(as_, inside, noor, answered, draft_of):
    check = answered(5)
    sent = draft_of(services=("CONS-GP", "LAB-CBC"), days_ago=20)
    with inside("amal"):
        db.session.execute(update(Claim).where(Claim.id == sent).values(status="adjudicated", attempts=1))  # fmt: skip
        db.session.commit()
    draft_of(services=("LAB-A1C",), days_ago=2)
    badr = as_("badr")
    assert "/claims/habits/missing" in badr.get("claims.index").links
    page = badr.get("habits.missing")
    assert [row[0] for row in page.rows()] == ["Draft never sent", "Covered, no claim"]
    assert "OMR 6.075" in page.rows()[0][5]
    assert "OMR 15.030 estimated" in page.rows()[1][5]
    assert str(check) in " ".join(page.links)
    only = badr.get("/claims/habits/missing?kind=draft")
    assert [row[0] for row in only.rows()] == ["Draft never sent"]
    assert "Nothing is missing" in badr.get(f"/claims/habits/missing?last={today() - timedelta(days=9)}").text  # fmt: skip
    for typed in ("after=0", "after=x", "after=99", "first=yesterday"):
        assert badr.get(f"/claims/habits/missing?{typed}").errors, typed
    badr.get("/claims/habits/missing?cursor=x", status=404)
    body = badr.client.get("/claims/habits/missing/export.csv?only=check").get_data(as_text=True)
    lines = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
    assert [line[0] for line in lines] == ["Kind", "Covered, no claim"]
    assert lines[1][-2:] == ["15.030", "estimated"]


def test_a_page_ends_and_the_next_goes_on(as_, inside, noor, draft_of):
    with inside("amal"):
        rows = [
            EligibilityCheck(
                patient_id=noor.patient_id, payer_id=noor.payer_id, policy_id=noor.policy_id, status="answered",
                verdict="covered", service_date=today() - timedelta(days=n), asked_at=now(),
            )
            for n in range(1, 29)
        ]  # fmt: skip
        db.session.add_all(rows)
        db.session.commit()
    page = as_("badr").get("habits.missing")
    assert len(page.rows()) == missing.PAGE
    (more,) = [link for link in page.links if "cursor=" in link]
    assert len(as_("badr").get(more).rows()) == 3


def test_one_is_taken_off_with_a_reason(as_, inside, seeb, answered):
    check, huda = answered(), as_("huda")
    address = f"/claims/habits/missing/check/{check}/dismiss"
    page = huda.post(address, {}, status=422)
    assert any("Choose why there will be no claim" in error for error in page.errors)
    assert ("check", check) in found(inside)
    for _ in range(2):
        huda.post(address, {"reason": "paid_by_patient"})
    assert ("check", check) not in found(inside)
    huda.get(address.replace("check/", "nothing/"), status=404)
    theirs = answered(name="salma", at=seeb)
    huda.post(f"/claims/habits/missing/check/{theirs}/dismiss", {"reason": "no_visit"}, status=404)
    with inside("amal"):
        assert db.session.scalars(select(MissingDismissal.reason)).all() == ["paid_by_patient"]


def test_the_list_is_turned_forth_and_back_and_nothing_is_skipped(inside, answered, monkeypatch):
    monkeypatch.setattr(missing, "PAGE", 2)
    made = {answered(days) for days in (2, 3, 4, 5, 6)}
    with inside("amal"):
        first = missing.turned(wanted(kind="check"), None)
        second = missing.turned(wanted(kind="check"), place_of(first.rows[-1]))
        third = missing.turned(wanted(kind="check"), place_of(second.rows[-1]))
        again = missing.turned(wanted(kind="check"), place_of(third.rows[0]), rising=True)
        start = missing.turned(wanted(kind="check"), place_of(again.rows[0]), rising=True)
    pages = (first, second, third)
    assert {one.subject_id for page in pages for one in page.rows} == made
    assert [(page.newer, page.older) for page in pages] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert again == second
    assert (start.rows, start.newer, start.older) == (first.rows, False, True)


def place_of(one):
    return (one.day, one.subject_id)
