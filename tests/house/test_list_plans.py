"""Each list, plain and by each filter, finds its page by an index: no table is read whole, and none sorted for a page.

The plan is asked for with reading-whole and sorting made dear, so that a plan that still does so has no other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from app.kernel.db import db
from benchmarks.lists import PAGES
from tests import database

DEAR = ("seqscan", "sort", "bitmapscan", "hashagg", "hashjoin", "mergejoin")
# What the lists are about; a page may read its insurers or branches as it likes.
LARGE = {
    "approvals", "bank_lines", "batches", "claims", "dispenses", "disputes", "eligibility_checks", "messages",
    "remittances", "underpayments",
}  # fmt: skip
ASKED = [
    pytest.param(path + query, id=f"{name}{' ' + query.strip('?&').partition('=')[0] if query else ''}")
    for name, (path, *narrowed) in PAGES.items()
    for query in ("", *narrowed)
]  # fmt: skip


@contextmanager
def heard(world) -> Iterator[list[tuple[str, Any]]]:
    """Every reading that leaves for the database, with its values."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append((statement, values))

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan and all that it is made of."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def tables(plan: dict[str, Any]) -> set[str]:
    return {node["Relation Name"] for node in nodes(plan) if "Relation Name" in node}


def dear(plan: dict[str, Any]) -> list[str]:
    """What of a plan would cost more the more rows there are, in words."""
    found = [
        f"reads {node['Relation Name']} whole"
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
    ]
    for node in nodes(plan):
        if node["Node Type"] == "Limit":
            below = node["Plans"][0]
            if below["Node Type"] == "Sort" and tables(below) & LARGE:
                found.append(f"sorts {', '.join(sorted(tables(below) & LARGE))} for a page")
    return found


@pytest.mark.parametrize("path", ASKED)
def test_a_page_of_a_list_is_found_by_an_index(world, cluster, database_name, path):
    address = path.format(payer=next(iter(world.payers.values())))
    with heard(world) as said:
        assert world.as_("amal").client.get(address, buffered=True).status_code == 200
    listed = [(words, values) for words, values in said if "LIMIT" in words]
    assert listed, "the list was not asked for"
    found = {}
    url = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('app.tenant', %s, true)", [str(world.tenant_id("noor"))])  # fmt: skip
        for name in DEAR:
            connection.execute(f"SET LOCAL enable_{name} = off")
        for words, values in listed:
            ((plan,),) = connection.execute(f"EXPLAIN (FORMAT JSON) {words}", values).fetchone()
            if costs := dear(plan["Plan"]):
                found[" ".join(words.split())[-300:]] = costs
    assert found == {}
