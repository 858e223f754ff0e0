"""Deciding on codes: accepted with two keys' worth of clicks, taken back, declared to have none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.contracts import coding
from app.contracts.errors import CodeUnknown
from app.contracts.models import CodeMap
from app.contracts.queries import mapped_counts
from app.kernel.db import db
from tests.contracts.conftest import TODAY


def maps(service):
    query = select(CodeMap.code, CodeMap.valid_from, CodeMap.valid_to).where(CodeMap.service_id == service.id)  # fmt: skip
    return [tuple(row) for row in db.session.execute(query.order_by(CodeMap.valid_from))]


def test_a_first_code_reaches_back_and_is_taken_back_whole(desk):
    coding.accept(desk.blood.id, "demo-services", "demo2001")
    assert maps(desk.blood) == [("DEMO-2001", date(2020, 1, 1), None)]
    coding.take_back(desk.blood.id)
    assert maps(desk.blood) == []


def test_another_code_begins_today_and_the_one_before_comes_back(desk):
    before = maps(desk.visit)
    coding.accept(desk.visit.id, "demo-services", "DEMO-2001")
    assert maps(desk.visit)[-1] == ("DEMO-2001", TODAY, None)
    assert maps(desk.visit)[0][2] == date(2026, 11, 21)
    coding.take_back(desk.visit.id)
    assert maps(desk.visit) == before


def test_a_code_that_its_list_does_not_have_is_refused(desk):
    with pytest.raises(CodeUnknown):
        coding.accept(desk.blood.id, "demo-services", "DEMO-9")
    assert coding.accept(desk.blood.id, "cpt", "85025").code == "85025"


def test_a_service_without_a_code_is_not_asked_for_again(desk):
    assert mapped_counts(TODAY) == {"no": 2, "yes": 1, "without": 0}
    coding.no_code(desk.unpriced.id)
    assert mapped_counts(TODAY) == {"no": 1, "yes": 1, "without": 1}
    coding.take_back(desk.unpriced.id)
    coding.no_code(desk.blood.id)
    coding.accept(desk.blood.id, "demo-services", "DEMO-2001")
    assert mapped_counts(TODAY) == {"no": 1, "yes": 2, "without": 0}


def test_suggestions_are_accepted_and_undone_on_the_page(noor, as_, monkeypatch):
    blood = noor["own"]["blood"]
    monkeypatch.setattr(coding, "_stake", [lambda since: {blood: Decimal("7.000")} if since < TODAY else {}])  # fmt: skip
    amal = as_("amal")
    page = amal.get("/contracts/codes?mapped=stake")
    (row,) = page.rows()
    assert row[0] == "LAB-CBC"
    assert "7.000" in row[2]
    assert "Accept DEMO-2001" in row[3]
    accept = {"system": "demo-services", "code": "DEMO-2001", "tab": "stake"}
    there = amal.post(f"/contracts/codes/{blood}/accept", accept).location
    assert "mapped=stake" in there
    shown = amal.get(there)
    assert "LAB-CBC is decided." in shown.text
    amal.post(f"/contracts/codes/{blood}/take-back", {"tab": "no"})
    assert [row[0] for row in amal.get("/contracts/codes").rows()] == ["LAB-CBC", "PRO-X"]
    amal.post(f"/contracts/codes/{blood}/no-code", {"tab": "no"})
    assert [row[0] for row in amal.get("/contracts/codes?mapped=without").rows()] == ["LAB-CBC"]
    amal.post(f"/contracts/codes/{noor['stranger']['blood']}/no-code", {}, 404)


def test_whoever_only_sees_is_offered_nothing_to_press(noor, as_):
    page = as_("badr").get("/contracts/codes")
    assert "Accept" not in page.text
    assert "Cannot be claimed until mapped" in page.rows()[0][3]
