"""Every door, every person."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests import doors
from tests.claims.access import ACCESS, PEOPLE


@pytest.mark.parametrize("name", PEOPLE)
def test_doors(as_, name):
    found = doors.answers(as_(name), ACCESS, which="denied")
    assert found == doors.column(ACCESS, PEOPLE, name)


def test_the_table_is_complete(app):
    assert doors.listed(ACCESS) == doors.standing(app, "claims")


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
