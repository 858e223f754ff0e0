"""Every door, every person; another clinic's views are missing ones."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.reports.access import ACCESS, PEOPLE


@pytest.mark.parametrize("place", range(len(PEOPLE)), ids=PEOPLE)
def test_doors(as_, place):
    person = as_(PEOPLE[place])
    words = {"key": "summary", "kind": "csv"}
    for (method, endpoint, names), statuses in ACCESS.items():
        values = {name: words.get(name) or uuid4() for name in names}
        knock = person.get if method == "GET" else person.post
        knock(endpoint, status=statuses[place], **values)


def test_the_table_is_complete(app):
    doors = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("reports.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert doors == {(method, endpoint) for method, endpoint, _ in ACCESS}
