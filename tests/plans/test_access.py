"""Every door, every person."""

from __future__ import annotations

import pytest

from tests import doors
from tests.plans.access import ACCESS, PEOPLE


@pytest.mark.parametrize("name", PEOPLE)
def test_doors(as_, name):
    found = doors.answers(as_(name), ACCESS)
    assert found == doors.column(ACCESS, PEOPLE, name)


def test_the_table_is_complete(app):
    assert doors.listed(ACCESS) == doors.standing(app, "plans")
