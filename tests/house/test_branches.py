"""Who works in one branch finds nothing of another: Amal's own house, seen from its second branch, where nothing happened.

Every row of the world that has a branch stands in the first one. So whatever she still finds is a leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from app.access import session_store
from app.kernel.db import Base
from app.tenants.reach import BranchOwned, OfBranch
from tests import places
from tests.house.test_cross_tenant_routes import changed, everything, heads, masked, plausible
from tests.house.test_tenant_walls import TENANT_TABLES
from tests.world import World

# Tables with a branch that need no wall: what says where somebody works.
SAYING_WHERE = {"memberships", "invitations", "membership_branches", "invitation_branches"}
# The number by which people know such a row.
NUMBERED = ("claims", "approvals", "dispenses", "receipts")


# What says of itself in SQL to which branch it belongs; each step may build on those before.
BY_WAY_OF = (
    "SELECT id::text FROM remittance_lines WHERE tenant_id = %s AND coalesce(claim_id, probable_id)::text = ANY (%s)",
    "SELECT id::text FROM messages WHERE tenant_id = %s AND subject_id::text = ANY (%s)",
    "SELECT id::text FROM messages WHERE tenant_id = %s AND subject_id::text = ANY (%s)",
    "SELECT id::text FROM inbound_messages WHERE tenant_id = %s AND message_id::text = ANY (%s)",
    "SELECT batch_id::text FROM batch_items WHERE tenant_id = %s AND claim_id::text = ANY (%s)",
    "SELECT document_id::text FROM document_links WHERE tenant_id = %s GROUP BY document_id HAVING every(subject_id::text = ANY (%s))",
)
# How many addresses of a part are tried at least.
FEWEST = {"answers": 25, "approvals": 15, "claims": 20, "payments": 8, "pharmacy": 8, "desk": 2}


def kinds(of: type = OfBranch) -> Iterator[type[Any]]:
    """Every mapped kind of row that has a branch."""
    for one in of.__subclasses__():
        if hasattr(one, "__table__"):
            yield one
        yield from kinds(one)


@pytest.fixture
def past_the_walls(world, cluster, database_name):
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        yield connection


@pytest.fixture
def elsewhere(world: World, past_the_walls) -> set[str]:
    """The ids of all rows of the first branch, and of what hangs on them."""
    tenant, first = world.tenant_id("noor"), world.named["noor"]["facility"]
    found: set[str] = set()
    for kind in kinds(BranchOwned):
        query = sql.SQL("SELECT id::text FROM {} WHERE tenant_id = %s AND facility_id = %s").format(sql.Identifier(kind.__tablename__))  # fmt: skip
        found |= {row[0] for row in past_the_walls.execute(query, [tenant, first])}
    for kind in kinds():
        named = kind.hangs_on or kind.concerns
        if named is None:
            continue
        query = sql.SQL("SELECT id::text FROM {} WHERE tenant_id = %s AND {}::text = ANY (%s)").format(sql.Identifier(kind.__tablename__), sql.Identifier(named[0]))  # fmt: skip
        found |= {row[0] for row in past_the_walls.execute(query, [tenant, list(found)])}
    for query in BY_WAY_OF:
        found |= {row[0] for row in past_the_walls.execute(query, [tenant, list(found)])}
    assert len(found) > 100
    return found


@pytest.fixture
def numbers(world: World, past_the_walls) -> set[str]:
    """By which numbers the rows of the first branch are known."""
    tenant, found = world.tenant_id("noor"), set()
    for table in NUMBERED:
        query = sql.SQL("SELECT number FROM {} WHERE tenant_id = %s").format(sql.Identifier(table))
        found |= {row[0] for row in past_the_walls.execute(query, [tenant])}
    assert len(found) > 30
    return found


@pytest.fixture
def from_the_second(world: World, monkeypatch) -> World:
    """Whoever signs in at Noor works in its second branch alone, in whatever role."""
    load, second = session_store.load, UUID(world.named["noor"]["branch_two"])

    def narrowed(*asked: Any) -> Any:
        found = load(*asked)
        return replace(found, branches=[second]) if found else None

    monkeypatch.setattr(session_store, "load", narrowed)
    return world


@pytest.mark.parametrize("part", list(places.PARTS))
def test_an_id_of_another_branch_is_the_same_as_none(from_the_second, elsewhere, written, part):
    """Read or written: byte for byte what a row that nobody has is answered with."""
    world, amal = from_the_second, from_the_second.as_("amal")
    noor, csrf, before, tried, wrong = world.named["noor"], amal.csrf(), written(), 0, {}
    for rule in places.rules(world.app, part):
        rows = {noor[name] for name in places.names_of(rule).values()} if places.ids_of(rule) else set()  # fmt: skip
        if not rows & elsewhere:
            continue
        for method in places.methods(rule):
            data = {} if method == "GET" else {"csrf_token": csrf, **plausible(world, rule)}
            answers = []
            for path in (places.own_address(world.app, rule, noor), places.unknown_address(world.app, rule)):  # fmt: skip
                form = {**data, "_once": str(uuid4())} if data else None
                answers.append(amal.client.open(path, method=method, data=form))
            there, unknown = answers
            alike = (masked(there.get_data()), heads(there)) == (masked(unknown.get_data()), heads(unknown))  # fmt: skip
            if there.status_code != 404 or not alike:
                wrong[f"{method} {rule.endpoint}"] = there.status_code
            tried += 1
    assert wrong == {}
    assert changed(before, written()) == []
    assert tried >= FEWEST.get(part, 0)


# Of the whole house, whoever looks: the trail; what an owner takes along; what is billed to the house.
OF_THE_HOUSE = ("audit.", "departing.", "plans.", "support.")


# Where branches are named or chosen for the whole house: its settings, its people, its rules.
NAMES_BRANCHES = ("tenants.", "access.", "rulebook.")


@pytest.mark.parametrize("part", list(places.PARTS))
def test_no_page_shows_a_row_of_another_branch(from_the_second, elsewhere, numbers, part):
    world, amal, leaks, opened = from_the_second, from_the_second.as_("amal"), {}, 0
    for rule, path in world.pages("noor", part):
        if rule.endpoint.startswith(OF_THE_HOUSE):
            continue
        answer = amal.client.get(path, buffered=True)
        assert answer.status_code < 500, path
        if answer.status_code == 404:
            continue
        opened += 1
        asked, seen = path.lower(), everything(answer)
        wanted = elsewhere | numbers
        if not rule.endpoint.startswith(NAMES_BRANCHES):
            wanted = wanted | {world.named["noor"]["facility"]}
        found = {one for one in wanted if one in seen and one not in asked}
        if found:
            leaks[path] = sorted(found)[:3]
    assert leaks == {}
    assert opened > 5


def test_every_table_with_a_branch_is_behind_its_wall(past_the_walls):
    """Nobody writes a row into a branch where they do not work, whatever the code forgets."""
    with_branch = {
        row[0]
        for row in past_the_walls.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'facility_id'"
        )
    }
    walls = past_the_walls.execute(
        "SELECT tablename, cmd FROM pg_policies WHERE permissive = 'RESTRICTIVE' AND roles = '{public}' "
        "AND coalesce(qual, with_check) LIKE '%app.branches%' AND coalesce(with_check, qual) LIKE '%app.branches%'"
    ).fetchall()
    wanted = {(one, command) for one in with_branch - SAYING_WHERE for command in ("INSERT", "UPDATE", "DELETE")}  # fmt: skip
    assert set(walls) == wanted
    assert {kind.__tablename__ for kind in kinds(BranchOwned)} == with_branch - SAYING_WHERE
    assert with_branch <= {row[0] for row in past_the_walls.execute(TENANT_TABLES)}


# Hang on a row with a branch and are reached through it alone, or decide what another branch may still do.
REACHED_THROUGH = {
    "approval_diagnoses", "approval_events", "approval_lines", "approval_sentence_uses", "approval_uses", "claim_diagnoses",
    "claim_events", "dispense_events", "usage_events",
}  # fmt: skip


def test_what_hangs_on_a_row_with_a_branch_says_so_or_is_reached_through_it_alone(world):
    ways = {"claim_id", "approval_id", "dispense_id"}
    hanging = {table.name for table in Base.metadata.tables.values() if ways & set(table.columns.keys())}  # fmt: skip
    marked = {kind.__tablename__ for kind in kinds()}
    assert hanging - marked == REACHED_THROUGH


def test_a_form_of_another_branch_is_answered_in_a_sentence(from_the_second, written):
    """Such as one that was half typed before the owner narrowed where this person works."""
    world, amal = from_the_second, from_the_second.as_("amal")
    noor = world.named["noor"]
    typed = {"facility": noor["facility"], "supplier": "Half typed", "invoice_number": "DEMO-77"}
    page = amal.post("/pharmacy/stock/receive", typed, status=422)
    assert "Branch is not in the list. Choose one from the list." in page.errors
    assert page.value("supplier") == "Half typed"
    before = written()
    moved = {"to_facility": noor["facility"], "units": "1"}
    level = f"/pharmacy/stock/batches/{uuid4()}/{noor['facility']}"
    amal.post(f"{level}/transfer", moved, status=404)
    assert changed(before, written()) == []
