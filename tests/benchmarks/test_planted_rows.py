"""What the benchmarks plant by bare statements names every column that a row must have."""

from __future__ import annotations

import re

import pytest

from app.kernel.db import Base
from app.models import load_all
from benchmarks import lists, shelving

INSERT = re.compile(r"INSERT INTO (\w+) \(([^)]*)\)")
PLANTED = [
    pytest.param(table, set(columns.replace(",", " ").split()), id=table)
    for statement in (*lists.ROWS.values(), shelving.FILL)
    for table, columns in INSERT.findall(statement)
]


@pytest.mark.parametrize(("table", "columns"), PLANTED)
def test_a_planted_row_lacks_nothing(table, columns):
    load_all()
    known = Base.metadata.tables[table].columns
    needed = {one.name for one in known if not one.nullable and one.server_default is None}
    assert columns <= set(known.keys())
    assert needed - columns == set()


def test_everything_planted_is_looked_at():
    assert len(PLANTED) >= len(lists.ROWS) + 7
