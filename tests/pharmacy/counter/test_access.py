"""Every door, every person."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from uuid import uuid4

import pytest

_spec = importlib.util.spec_from_file_location(
    "counter_access", Path(__file__).with_name("access.py")
)
table = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(table)


@pytest.mark.parametrize("place", range(len(table.PEOPLE)), ids=table.PEOPLE)
def test_doors(as_, place):
    person = as_(table.PEOPLE[place])
    for (method, endpoint, names), statuses in table.ACCESS.items():
        values = {name: uuid4() for name in names}
        knock = person.get if method == "GET" else person.post
        knock(endpoint, status=statuses[place], **values)


def test_the_table_is_complete(app):
    doors = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("pharmacy.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert doors == {(method, endpoint) for method, endpoint, _ in table.ACCESS}
