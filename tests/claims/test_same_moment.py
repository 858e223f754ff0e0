"""The page keeps itself at the very moment its button is pressed: both are kept, one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import select

from app.claims.models import Claim
from app.kernel.db import db
from tests.claims.test_entry_pages import ENTRIES, entries, started

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
SECONDS = 20


class Held:
    """The row of a claim, in the hands of somebody else."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def wait_for(self, count: int) -> None:
        """Until so many requests wait for the row."""
        deadline = time.monotonic() + SECONDS
        while self.connection.execute(WAITING).fetchone() != (count,):
            assert time.monotonic() < deadline, f"not {count} requests wait for the row"
            time.sleep(0.02)


@pytest.fixture
def held(app, cluster, database_name):
    """`with held(claim_id) as row:` keeps the row from everybody until the block ends."""

    @contextmanager
    def hold(claim_id: str) -> Iterator[Held]:
        with psycopg.connect(cluster.url(database_name)) as connection:
            connection.execute("SELECT 1 FROM claims WHERE id = %s FOR UPDATE", (claim_id,))
            yield Held(connection)

    return hold


def pressed_while_keeping(as_, held, address, page, button):
    """The answers to the keeping and to the button that was pressed before the keeping was through."""
    huda, again = as_("huda"), as_("huda")
    draft, claim_id = address.replace("/edit", "/draft"), address.split("/")[-2]
    kept = entries(page, **{**ENTRIES, "lines-1-quantity": "1"})
    sent = entries(page, **ENTRIES, **{button: "1"})
    with ThreadPoolExecutor(2) as pool:
        with held(claim_id) as row:
            keeping = pool.submit(huda.post, draft, kept, 200)
            row.wait_for(1)
            going_on = pool.submit(again.post, address, sent)
            row.wait_for(2)
        return keeping.result(SECONDS), going_on.result(SECONDS)


@pytest.mark.parametrize(("button", "goes_to"), [("check", "/check"), ("add_line", "?rows=line")])
def test_a_button_pressed_while_the_page_keeps_itself_goes_on(
    as_, inside, noor, held, button, goes_to
):
    address, page = started(as_("huda"), noor)
    keeping, going_on = pressed_while_keeping(as_, held, address, page, button)
    assert keeping.response.json == {"version": 2}
    assert goes_to in going_on.location
    with inside("amal"):
        claim = db.session.scalars(select(Claim)).one()
        lines = [(line.local_code, str(line.quantity)) for line in claim.lines]
        typed = dict(claim.typed or [])
    if button == "check":
        assert lines == [("CONS-GP", "1.000"), ("LAB-CBC", "2.000")], "the button's answers count"
    else:
        assert typed["lines-1-quantity"] == "2"


@pytest.mark.parametrize("button", ["check", "keep", "add_line"])
def test_a_keeping_that_comes_after_the_button_changes_nothing(as_, inside, noor, button):
    """It was sent before the button was pressed and knows less."""
    huda = as_("huda")
    address, page = started(huda, noor)
    late = entries(page, **{**ENTRIES, "lines-1-quantity": "1"})
    huda.post(address, entries(page, **ENTRIES, **{button: "1"}))
    refused = huda.post(address.replace("/edit", "/draft"), late, status=409)
    assert "changed this claim meanwhile" in refused.response.json["error"]
    with inside("amal"):
        claim = db.session.scalars(select(Claim)).one()
        kept = dict(claim.typed or []).get("lines-1-quantity") or str(claim.lines[1].quantity)
        assert Decimal(kept) == 2
