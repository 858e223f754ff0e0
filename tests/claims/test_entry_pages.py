"""The entry page as people meet it: one page, keyboard or none, nothing lost."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.claims.models import Claim
from app.kernel.db import db

ENTRIES = {
    "diagnoses-0-code": "J06.9",
    "lines-0-service": "CONS-GP",
    "lines-0-quantity": "1",
    "lines-0-pointers": "1",
    "lines-1-service": "LAB-CBC",
    "lines-1-quantity": "2",
    "lines-1-pointers": "1",
}


def entries(page, **changes):
    """What stands on the entry page as a browser sends it, with these changes."""
    form = {}
    for tag in ("input", "select", "textarea"):
        for element in page.all(tag):
            name, kind = element.get("name"), element.get("type")
            if not name or name in {"csrf_token", "_once", "language", "next"}:
                continue
            if kind in {"radio", "checkbox"} and element.get("checked") is None:
                continue
            if "__index__" not in name:
                form[name] = page._field_value(element, tag)
    return {name: value for name, value in {**form, **changes}.items() if value is not None}


def started(person, place):
    """A person starts a claim from the patient's page; the entry page."""
    answer = person.post("claims.start", patient_id=place.patient_id)
    return answer.location, person.get(answer.location)


@pytest.fixture
def claim_in(inside):
    def read(name="amal"):
        with inside(name):
            claim = db.session.scalars(select(Claim).order_by(Claim.id.desc())).first()
            return claim and {
                "id": claim.id, "status": claim.status, "number": claim.number, "net": str(claim.net),
                "share": str(claim.patient_share), "lines": [line.local_code for line in claim.lines],
                "typed": claim.typed, "version": claim.version,
            }  # fmt: skip

    return read


def test_from_the_patient_to_sent(as_, noor, claim_in):
    huda = as_("huda")
    address, page = started(huda, noor)
    assert page.value("practitioner") == str(noor.practitioner_id)
    assert page.value("policy") == str(noor.policy_id)
    assert (page.value("service_date-day"), page.value("service_date-year")) == ("22", "2026")
    answers = huda.post(address, entries(page, **ENTRIES, check="1"), follow=True)
    assert answers.heading == "Check before you send"
    assert "DEMO-LAB-CBC" in answers.text
    assert "J06.9" in answers.text
    assert "OMR 20.900" in answers.text
    assert "OMR 2.090" in answers.text, "a tenth is the patient's"
    claim = claim_in()
    tick = {"over_warnings": "y"} if "over_warnings" in answers.html else {}
    sent = huda.post(
        f"/claims/{claim['id']}/send",
        {"version": answers.value("version"), **tick},
        follow=True,
    )
    assert claim["number"] in sent.text
    assert claim_in()["status"] == "queued"
    shown = huda.get("claims.show", claim_id=claim["id"])
    assert "Queued" in shown.text


def test_look(as_, noor):
    huda = as_("huda")
    address, page = started(huda, noor)
    print(page.text)
