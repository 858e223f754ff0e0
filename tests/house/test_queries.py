"""A list costs as many statements with many rows as with few, and few in any case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import event

from app.kernel.db import db
from tests import database, places

MANY = 30
# No page needs more, the frame's own statements counted in. The dearest is the first one: it asks each feature once.
MOST = 42
Row = dict[str, Any]


def fresh(**columns: Callable[[int], Any]) -> Callable[[Row, int], Row]:
    """A copy of a row under a new id, with these columns made anew."""
    return lambda row, n: {**row, "id": str(uuid4()), **{name: make(n) for name, make in columns.items()}}  # fmt: skip


# Rows of each table that lists show: table -> how its copies differ.
COPIES: dict[str, Callable[[Row, int], Row]] = {
    # A sealed phone opens in its own row only; a record that was merged away is not found.
    "patients": fresh(file_number=lambda n: f"9{n:05}", phone_sealed=lambda _n: None, phone_index=lambda _n: None, merged_into=lambda _n: None),
    "batches": fresh(number=lambda n: f"B-2026-9{n:04}", filter_key=lambda n: f"copy-{n}"),
    "claims": fresh(number=lambda n: f"C-2026-9{n:05}"),
    "eligibility_checks": fresh(),
    "messages": fresh(header_id=lambda _n: str(uuid4()), position=lambda n: 900_000 + n),
    "inbound_messages": fresh(fingerprint=lambda n: f"copy-{n}", status=lambda _n: "parked"),
    "practitioners": fresh(licence_number=lambda n: f"COPY-{n}"),
    "services": fresh(local_code=lambda n: f"COPY-{n}", favourite=lambda _n: None),
    "contracts": fresh(valid_from=lambda n: f"19{n + 10}-01-01", valid_to=lambda n: f"19{n + 10}-12-31"),
    "facilities": fresh(licence_number=lambda n: f"COPY-{n}"),
    "remittances": fresh(reference=lambda n: f"COPY-{n}", file_hash=lambda _n: None, bank_line_id=lambda _n: None),
    "bank_lines": fresh(sequence=lambda n: 900 + n, status=lambda _n: "open"),
    "receipts": fresh(number=lambda n: f"COPY-{n}", cancels_id=lambda _n: None, amount=lambda _n: 1),
    "underpayments": fresh(line=lambda n: 100 + n, status=lambda _n: "open"),
    "sign_in_sessions": fresh(token_hash=lambda n: f"copy-{n}"),
}  # fmt: skip
# Endpoint -> the tables whose rows its list shows, some more of each tenant are put in.
LISTS = {
    "access.account": ("sign_in_sessions",),
    "access.people": (),
    "audit.index": (),
    "batches.index": ("batches",),
    "claims.index": ("claims",),
    "contracts.codes": ("services",),
    "contracts.index": ("contracts",),
    "contracts.services": ("services",),
    "contracts.show": ("services",),
    "eligibility.checks": ("eligibility_checks",),
    "exchange.index": ("messages",),
    "exchange.messages": ("messages",),
    "exchange.parked": ("inbound_messages",),
    "home.index": ("claims", "practitioners", "inbound_messages"),
    "practitioners.index": ("practitioners",),
    "remittances.bank_page": ("bank_lines", "remittances"),
    "remittances.day_sheet": ("receipts",),
    "remittances.index": ("remittances",),
    "remittances.underpaid_list": ("underpayments",),
    "patients.show": ("claims", "eligibility_checks"),
    "tenants.index": ("facilities",),
}


@contextmanager
def counting(world) -> Iterator[list[str]]:
    """Every statement that leaves for the database."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(" ".join(statement.split()))

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def copy_rows(connection: psycopg.Connection, table: str, tenant_id: Any) -> None:
    """MANY more rows like the newest one of this clinic."""
    query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE tenant_id = %s ORDER BY id DESC LIMIT 1")
    (row,) = connection.execute(query.format(sql.Identifier(table)), [tenant_id]).fetchone()
    statement = database.inserting(connection, table)
    for n in range(MANY):
        connection.execute(statement, [Jsonb(COPIES[table](row, n))])


def cost(world, path: str) -> list[str]:
    """The statements of one reading of a page; the one before it warms what is kept in memory."""
    amal = world.as_("amal")
    assert amal.client.get(path, buffered=True).status_code == 200, path
    with counting(world) as said:
        amal.client.get(path, buffered=True)
    return list(said)


def paths(world) -> dict[str, str]:
    by_endpoint = {rule.endpoint: rule for rule in places.rules(world.app) if "GET" in rule.methods}
    return {
        one: places.own_address(world.app, by_endpoint[one], world.named["noor"]) for one in LISTS
    }


def test_every_list_costs_the_same_with_many_rows(world, cluster, database_name):
    few = {endpoint: cost(world, path) for endpoint, path in paths(world).items()}
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        for table in COPIES:
            copy_rows(connection, table, world.tenant_id("noor"))
    grown = {}
    for endpoint, path in paths(world).items():
        many = cost(world, path)
        if len(many) > len(few[endpoint]):
            grown[endpoint] = (len(few[endpoint]), len(many), most_said(many))
    assert grown == {}
    dear = {endpoint: len(said) for endpoint, said in few.items() if len(said) > MOST}
    assert dear == {}


def most_said(statements: list[str]) -> str:
    """The statement that was said most often."""
    return max(statements, key=statements.count)[:200]


def test_a_search_costs_the_same_for_one_and_for_many(world, cluster, database_name):
    amal = world.as_("amal")
    form = {"who": "fatma", "csrf_token": amal.csrf()}
    with counting(world) as few:
        amal.client.post("/patients/search", data=form)
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        copy_rows(connection, "patients", world.tenant_id("noor"))
        connection.execute(
            "INSERT INTO name_tokens (tenant_id, id, token, patient_id) "
            "SELECT tenant_id, gen_random_uuid(), 'fatma', id FROM patients WHERE file_number LIKE '9%%'"
        )
    with counting(world) as many:
        answer = amal.client.post("/patients/search", data=form)
    assert answer.get_data(as_text=True).count("<tr") > 20, "the copies were not found"
    assert len(many) <= len(few), most_said(many)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_costs_the_same_with_many_rows(world, cluster, database_name, kind):
    few = len(cost(world, f"/claims/export.{kind}"))
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        copy_rows(connection, "claims", world.tenant_id("noor"))
    assert len(cost(world, f"/claims/export.{kind}")) <= few
