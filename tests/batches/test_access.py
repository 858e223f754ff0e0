"""Every door, every person."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from uuid import uuid4

import pytest

from tests.batches.conftest import start

_spec = importlib.util.spec_from_file_location(
    "batches_access", Path(__file__).with_name("access.py")
)
table = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(table)


@pytest.mark.parametrize("place", range(len(table.PEOPLE)), ids=table.PEOPLE)
def test_doors(as_, place):
    person = as_(table.PEOPLE[place])
    for (method, endpoint, names), statuses in table.ACCESS.items():
        values = {name: 1 if name == "position" else uuid4() for name in names}
        knock = person.get if method == "GET" else person.post
        knock(endpoint, status=statuses[place], **values)


def test_the_table_is_complete(app):
    doors = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("batches.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert doors == {(method, endpoint) for method, endpoint, _ in table.ACCESS}


def test_a_foreign_batch_is_a_missing_one(as_, month, inside):
    month(2)
    with inside("badr"):
        batch_id = start()
    salma = as_("salma")
    for _method, endpoint, names in table.ACCESS:
        if "batch_id" in names:
            knock = salma.post if endpoint == "batches.stop" else salma.get
            more = {"position": 1} if "position" in names else {}
            theirs = knock(endpoint, status=404, batch_id=batch_id, **more)
            missing = knock(endpoint, status=404, batch_id=uuid4(), **more)
            assert theirs.text == missing.text
