"""Every door, every person."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from uuid import uuid4

import pytest

_spec = importlib.util.spec_from_file_location(
    "claims_access", Path(__file__).with_name("access.py")
)
table = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(table)


@pytest.mark.parametrize("place", range(len(table.PEOPLE)), ids=table.PEOPLE)
def test_doors(as_, place):
    person = as_(table.PEOPLE[place])
    for (method, endpoint, names), statuses in table.ACCESS.items():
        words = {"kind": "csv", "which": "denied"}
        values = {name: words.get(name) or uuid4() for name in names}
        knock = person.get if method == "GET" else person.post
        knock(endpoint, status=statuses[place], **values)


def test_the_table_is_complete(app):
    doors = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("claims.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert doors == {(method, endpoint) for method, endpoint, _ in table.ACCESS}


def test_a_foreign_claim_is_a_missing_one(as_, inside, seeb, draft_of):
    theirs = draft_of("salma", seeb)
    badr = as_("badr")
    for endpoint in (
        "show",
        "life",
        "edit",
        "amounts",
        "check",
        "sent",
        "cancel",
        "close",
        "print_claim",
    ):
        foreign = badr.get(f"claims.{endpoint}", status=404, claim_id=theirs)
        missing = badr.get(f"claims.{endpoint}", status=404, claim_id=uuid4())
        assert foreign.text == missing.text
    for endpoint in (
        "save",
        "keep_draft",
        "send",
        "withdraw",
        "reopen",
        "discard",
        "ask_to_cancel",
        "do_close",
        "reopen_closed",
    ):
        badr.post(f"claims.{endpoint}", status=404, claim_id=theirs)
    badr.post("claims.start", status=404, patient_id=seeb.patient_id)
    badr.get("/claims/new?patient=nobody", status=404)
