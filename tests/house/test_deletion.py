"""A tenant deleted: killed at every step it goes on, and nothing of it is left but what is named as kept."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import psycopg
import pytest
import time_machine
from psycopg import sql

from app.access.factors import totp
from app.departing import catalogue, certifying, deleting, leaving
from app.departing.errors import NotApproved
from app.departing.kept import KEPT
from app.kernel import failpoints
from app.kernel.clock import now
from app.kernel.db import db
from app.mail import service as mail
from app.patients.models import Patient
from app.tenants.keys import KeyDestroyed, open_text
from app.tenants.scope import in_tenant
from tests.cast import SECRETS
from tests.conftest import at_desk
from tests.page import PageClient
from tests.rooms.names import MARKS

# Where the marks of the clinic may stand afterwards: what is kept, and its tombstone.
MAY_NAME = {*KEPT, "tenants"}
# Where its bare id may stand: in the operator's own trail, form tokens and bank account, on letters without words.
MAY_POINT = {
    *MAY_NAME,
    "platform_events",
    "audit_events",
    "platform_results",
    "bank_transfers",
    "mails",
}


@pytest.fixture
def admin(cluster, database_name):
    """Past all walls."""
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        yield connection


@pytest.fixture
def approved(world):
    """Noor asked to leave a month ago, and two people approved today."""
    noor = world.people["amal"]
    month_ago = now() - timedelta(days=31)
    with time_machine.travel(month_ago, tick=False), world.app.app_context(), in_tenant(noor.tenant_id, noor.user_id):  # fmt: skip
        departure_id = leaving.ask("Noor Clinic", "closing").id
        db.session.commit()
    for name in ("omar", "lina"):
        browser = PageClient(world.app, at_desk(world.app, name))
        assert "Noor Clinic" in browser.get("/desk/departures").text
        address = f"/desk/departures/{noor.tenant_id}/{departure_id}/approve"
        code = totp.code_at(SECRETS[name], totp.step_at(now()))
        assert browser.post(address, {"code": "000000"}, status=422).errors
        browser.post(address, {"code": code}, status=303)
    return departure_id


def counts(admin, tenant_id):
    """How many rows of a tenant each table has."""
    found = {}
    for table in catalogue.tenant_tables():
        query = sql.SQL("SELECT count(*) FROM {} WHERE tenant_id = %s").format(sql.Identifier(table.name))  # fmt: skip
        found[table.name] = admin.execute(query, [tenant_id]).fetchone()[0]
    return found


def checksums(admin, tenant_id):
    """What the rows of a tenant say, table by table."""
    found = {}
    for table in catalogue.tenant_tables():
        query = sql.SQL("SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t WHERE tenant_id = %s").format(sql.Identifier(table.name))  # fmt: skip
        found[table.name] = admin.execute(query, [tenant_id]).fetchone()[0]
    return found


def naming(admin, words):
    """Every table of the database in which one of these words stands."""
    names = admin.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall()
    found = set()
    for (name,) in names:
        query = sql.SQL("SELECT count(*) FROM {} t WHERE t::text ~ %s").format(sql.Identifier(name))
        if admin.execute(query, ["|".join(words)]).fetchone()[0]:
            found.add(name)
    return found


def die_at(app, step, tenant_id) -> int:
    """Delete in a process that is killed at a step; the signal that ended it."""
    child = os.fork()
    if child == 0:
        # Whatever happens, the child must not go on as a second test run.
        try:
            with app.app_context():
                for engine in db.engines.values():
                    engine.dispose(close=False)
                failpoints.arm(f"{step}:kill")
                deleting.delete(tenant_id)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def test_killed_at_every_step_it_is_complete_once_and_nothing_is_left(world, admin, approved):
    noor, seeb = world.people["amal"].tenant_id, world.people["salma"].tenant_id
    before, others = counts(admin, noor), checksums(admin, seeb)
    with world.app.app_context(), in_tenant(noor):
        patient = db.session.query(Patient).filter(Patient.phone_sealed.is_not(None)).first()
        sealed = {"table": "patients", "column": "phone_sealed", "row_id": patient.id}
        phone = patient.phone_sealed
        assert open_text(phone, **sealed).startswith("+968")
    for step in deleting.STEPS:
        assert die_at(world.app, step, noor) == signal.SIGKILL, step
    with world.app.app_context():
        deleting.delete_approved()
        with pytest.raises(NotApproved):
            deleting.delete(noor)
        with in_tenant(noor), pytest.raises(KeyDestroyed):
            open_text(phone, **sealed)

    after = counts(admin, noor)
    assert {name for name, rows in after.items() if rows} <= set(KEPT)
    certificate = admin.execute(
        "SELECT certificate FROM departures WHERE id = %s", [approved]
    ).fetchone()[0]
    # That the plan ends is written once, however often the last bill was begun.
    before["plan_changes"] += 1
    gone = {name: rows for name, rows in before.items() if name not in KEPT}
    assert {name: certificate["removed"][name] for name in gone} == gone
    assert certificate["kept"] == {name: after[name] for name in KEPT}
    assert after["invoices"] >= before["invoices"] > 0
    told = {name: value for name, value in certificate.items() if name != "sha256"}
    assert certificate["sha256"] == certifying.hash_of(told)
    assert checksums(admin, seeb) == others

    mark = MARKS["noor"]
    assert naming(admin, [mark.latin, mark.arabic]) <= MAY_NAME
    assert naming(admin, [str(noor)]) <= MAY_POINT
    emails = admin.execute("SELECT email FROM users").fetchall()
    assert world.people["amal"].email not in {email for (email,) in emails}
    assert world.people["salma"].email in {email for (email,) in emails}
    assert world.as_("amal").get("/claims/", 303).location.startswith("/sign-in")

    with world.app.app_context():
        letters = [
            kept.letter for kept in mail.outbox() if certificate["sha256"] in kept.letter.text
        ]
    assert [letter.to for letter in letters] == [world.people["amal"].email]
    paper = at_desk(world.app, "omar").get(f"/desk/departures/{noor}/{approved}.pdf")
    assert paper.data.startswith(b"%PDF")
