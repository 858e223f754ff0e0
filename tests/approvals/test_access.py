"""Every door, every person."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests import doors
from tests.approvals.access import ACCESS, PEOPLE


@pytest.mark.parametrize("name", PEOPLE)
def test_doors(as_, name):
    found = doors.answers(as_(name), ACCESS)
    assert found == doors.column(ACCESS, PEOPLE, name)


def test_the_table_is_complete(app):
    assert doors.listed(ACCESS) == doors.standing(app, "approvals")


def test_a_foreign_approval_is_a_missing_one(as_, seeb, draft_of):
    theirs = draft_of("salma", seeb)
    badr = as_("badr")
    for method, endpoint, names in ACCESS:
        if names != ("approval_id",):
            continue
        knock = badr.get if method == "GET" else badr.post
        foreign = knock(endpoint, status=404, approval_id=theirs)
        missing = knock(endpoint, status=404, approval_id=uuid4())
        assert foreign.text == missing.text
