"""flask tenants …: what it prints, what it writes, and with which code it ends."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from app import create_app
from app.audit.models import AuditEvent
from app.departing import exporting, leaving
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.models import CLOSED
from app.tenants.queries import tenant
from app.tenants.scope import in_tenant
from tests.conftest import settings_for
from tests.departing.test_departing import hands


@pytest.fixture
def run(app):
    """A command line; its exit code and what it printed, as JSON where it is."""
    runner = app.test_cli_runner()

    def call(*arguments: object):
        done = runner.invoke(args=["tenants", *map(str, arguments)])
        return done.exit_code, json.loads(done.stdout) if "--json" in arguments and not done.exit_code else done.output  # fmt: skip

    return call


def test_tenants_are_listed(run):
    code, rows = run("list", "--json")
    assert code == 0
    assert {row["name"] for row in rows} >= {"Noor Clinic", "Seeb Clinic"}
    assert {row["mode"] for row in rows} == {"practice"}


def test_everything_is_written_to_a_file_once(app, run, people, tmp_path):
    noor, target = people["amal"].tenant_id, tmp_path / "noor.zip"
    code, rows = run("export", noor, "--to", target, "--dry-run", "--json")
    assert (code, target.exists()) == (0, False)
    assert {row["table"] for row in rows} >= {"facilities", "memberships", "tenant_keys"}
    code, told = run("export", noor, "--to", target, "--json")
    assert (code, told[0]["bytes"]) == (0, target.stat().st_size)
    with zipfile.ZipFile(target) as opened:
        people_rows = json.loads(opened.read("tables/users.json"))
    assert {row["email"] for row in people_rows} >= {people["amal"].email, people["badr"].email}
    assert target.stat().st_mode & 0o777 == 0o600
    code, words = run("export", noor, "--to", target)
    assert (code, "is there already" in words) == (1, True)
    with app.app_context(), in_tenant(noor):
        told = select(AuditEvent.changes).where(AuditEvent.event == "export.written_by_operator")
        assert db.session.scalars(told).all() == [{"file": "noor.zip"}]


def test_an_export_that_breaks_off_leaves_no_file_and_is_on_the_trail(
    app, run, people, tmp_path, monkeypatch
):
    noor, target = people["amal"].tenant_id, tmp_path / "noor.zip"

    def break_off(keep, _told):
        keep(b"PK")
        raise OSError("the disk is full")

    monkeypatch.setattr(exporting, "stream", break_off)
    code, words = run("export", noor, "--to", target)
    assert (code, "the disk is full" in words) == (1, True)
    assert list(tmp_path.iterdir()) == []
    with app.app_context(), in_tenant(noor):
        told = select(AuditEvent.seq).where(AuditEvent.event == "export.written_by_operator")
        assert len(db.session.scalars(told).all()) == 1


def test_leaving_staying_and_what_is_refused(run, people):
    noor = people["amal"].tenant_id
    assert run("leave", noor, "--reason", "cost", "--dry-run")[0] == 0
    assert run("stay", noor)[0] == 1
    assert run("leave", noor, "--reason", "cost", "--json")[1][0]["delete_after"]
    code, words = run("leave", noor, "--reason", "cost")
    assert (code, "already" in words) == (1, True)
    code, words = run("delete", noor)
    assert (code, "two people" in words) == (1, True)
    assert run("delete", noor, "--dry-run", "--json")[1]
    assert run("stay", noor)[0] == 0
    assert run("leave", noor, "--reason", "boredom")[0] == 2
    assert run("leave", uuid4(), "--reason", "cost")[0] == 1


@pytest.fixture
def approved(app, people):
    """Noor's deletion is approved by two; its id."""
    amal = people["amal"]
    with time_machine.travel(now() - timedelta(days=31), tick=False), app.app_context(), in_tenant(amal.tenant_id, amal.user_id):  # fmt: skip
        departure_id = leaving.ask("Noor Clinic", "closing").id
        db.session.commit()
    hands(app, amal.tenant_id, departure_id, ["omar", "lina"])
    return amal.tenant_id


def state(app, tenant_id) -> tuple[str, str]:
    with app.app_context(), in_tenant(tenant_id):
        return tenant().status, leaving.departure().status


def test_the_rounds_of_the_books_delete_who_left(app, approved):
    assert app.test_cli_runner().invoke(args=["invoices", "run", "--once"]).exit_code == 0
    assert state(app, approved) == (CLOSED, "deleted")
    # A worker works for tenants, and holds no address of the operator's role.
    assert not any("departing.deleting" in name for name in jobs._ticks)


def test_without_the_operators_role_nothing_is_begun(app, cluster, database_name, approved):
    bare = create_app(settings_for(cluster, database_name, database_platform_url=None))
    done = bare.test_cli_runner().invoke(args=["tenants", "delete", str(approved)])
    assert (done.exit_code, "DATABASE_PLATFORM_URL" in done.output) == (1, True)
    assert state(app, approved) == ("active", "approved")
