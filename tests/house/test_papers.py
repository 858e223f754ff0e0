"""Everything the house prints, in both languages: no word stands outside the paper or over its margin."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests import papers, places


def printing(app) -> list:
    """The addresses of the pages that hand out papers: those beside a call of `downloads.paper`."""
    found = []
    for rule in places.rules(app):
        view = inspect.unwrap(app.view_functions[rule.endpoint])
        file = Path(inspect.getsourcefile(view) or "")
        if "GET" in rule.methods and "downloads.paper(" in file.read_text(encoding="utf-8"):
            found.append(rule)
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_paper_is_wider_than_it_is(world, language):
    amal, read, beyond = world.as_("amal"), [], {}
    for rule in printing(world.app):
        address = places.own_address(world.app, rule, world.named["noor"])
        answer = amal.client.get(address, query_string={"lang": language}, buffered=True)
        if answer.mimetype != "application/pdf":
            continue
        read.append(rule.endpoint)
        if words := papers.outside(answer.data):
            beyond[rule.endpoint] = words
    assert beyond == {}
    assert len(read) >= 12, read
