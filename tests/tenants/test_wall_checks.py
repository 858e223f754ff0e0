"""The check of the wall on the running database: it passes where all is well, and names what is missing."""

from __future__ import annotations

import json

import psycopg
import pytest

from app.tenants import walls

HOLES = {
    "ALTER TABLE patients NO FORCE ROW LEVEL SECURITY": [["not_forced", "patients"]],
    "ALTER TABLE claims DISABLE ROW LEVEL SECURITY": [["not_forced", "claims"]],
    "DROP POLICY tenant_wall ON lanes": [["no_policy", "lanes"]],
    "CREATE VIEW leak AS SELECT * FROM patients": [["over_the_wall", "leak"]],
    "ALTER TABLE seats OWNER TO maqbul_platform": [["owns", "maqbul_platform"]],
}


@pytest.fixture
def admin(app, cluster, database_name):
    """The owner of the cluster; a change of form gives the next test a fresh copy."""
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        yield connection


def test_all_is_well_and_noted_with_its_time(context, clock):
    assert walls.latest() is None
    walls.check_and_note()
    first = walls.latest()
    clock.shift(3600)
    walls.check_and_note()
    newest = walls.latest()
    assert newest.findings == []
    assert newest.tables > 80
    assert (newest.at - first.at).total_seconds() == 3600
    assert walls.since() == first.at


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_is_named_and_the_command_fails(app, admin, hole):
    admin.execute(hole)
    told = app.test_cli_runner().invoke(args=["platform", "check-walls", "--json"])
    assert told.exit_code == 1
    assert json.loads(told.output)["findings"] == HOLES[hole]


def test_the_desk_shows_the_newest_check(app, admin, desk):
    omar = desk("omar")
    assert "Not checked yet" in omar.get("/desk/walls").text
    assert app.test_cli_runner().invoke(args=["platform", "check-walls"]).exit_code == 0
    shown = omar.get("/desk/walls").text
    assert "Nothing is missing." in shown
    assert "flask platform check-walls" in shown
    admin.execute("ALTER TABLE patients NO FORCE ROW LEVEL SECURITY")
    assert app.test_cli_runner().invoke(args=["platform", "check-walls"]).exit_code == 1
    assert omar.get("/desk/walls").rows() == [["patients", "Row-level security is not forced on this table"]]  # fmt: skip
