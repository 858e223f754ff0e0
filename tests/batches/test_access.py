"""Every door, every person."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests import doors
from tests.batches.access import ACCESS, PEOPLE
from tests.batches.conftest import start


@pytest.mark.parametrize("name", PEOPLE)
def test_doors(as_, name):
    found = doors.answers(as_(name), ACCESS, position=1)
    assert found == doors.column(ACCESS, PEOPLE, name)


def test_the_table_is_complete(app):
    assert doors.listed(ACCESS) == doors.standing(app, "batches")


def test_a_foreign_batch_is_a_missing_one(as_, month, inside):
    month(2)
    with inside("badr"):
        batch_id = start()
    salma = as_("salma")
    for method, endpoint, names in ACCESS:
        if "batch_id" in names:
            knock = salma.post if method == "POST" else salma.get
            more = {"position": 1} if "position" in names else {}
            theirs = knock(endpoint, status=404, batch_id=batch_id, **more)
            missing = knock(endpoint, status=404, batch_id=uuid4(), **more)
            assert theirs.text == missing.text
