"""Asking to leave, the days to think, approval by two, and what the database itself refuses."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
import time_machine
from psycopg import errors

from app.departing import deciding, deleting, leaving
from app.departing.errors import ApprovedByYou, LeavingAlready, NotApproved, TooEarly, WrongName
from app.departing.models import Departure
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.mail import service as mail
from app.platform_admin.queries import people as desk_people
from app.tenants.scope import as_platform, in_tenant
from tests import database


@pytest.fixture
def asked(app, people):
    """Noor asked so many days ago; the departure's id."""

    def ask(days_ago: int):
        amal = people["amal"]
        then = now() - timedelta(days=days_ago)
        with time_machine.travel(then, tick=False), app.app_context(), in_tenant(amal.tenant_id, amal.user_id):  # fmt: skip
            one = leaving.ask(" Noor  Clinic ", "closing")
            db.session.commit()
            return one.id

    return ask


@pytest.fixture
def role(app, cluster, database_name, people):
    """A connection of a working role that has named Noor as its tenant."""
    opened = []

    def connect(name: str, tenant: str = str(people["amal"].tenant_id)) -> psycopg.Connection:
        connection = psycopg.connect(cluster.url(database_name, name, database.PASSWORD), autocommit=True)  # fmt: skip
        connection.execute("SELECT set_config('app.tenant', %s, false)", [tenant])
        opened.append(connection)
        return connection

    yield connect
    for connection in opened:
        connection.close()


def hands(app, tenant_id, departure_id, names):
    """These people of the desk approve, one after the other; what each was told."""
    told = []
    for name in names:
        with app.app_context():
            with as_platform():
                person = {one.email.partition("@")[0]: one.id for one in desk_people()}[name]
            with as_platform(person):
                told.append(deciding.approve(tenant_id, departure_id, name, name))
                db.session.commit()
    return told


def test_the_name_must_be_typed_and_once_is_enough(app, people, asked):
    amal = people["amal"]
    with app.app_context(), in_tenant(amal.tenant_id, amal.user_id), pytest.raises(WrongName):
        leaving.ask("Seeb Clinic", "closing")
    asked(0)
    with app.app_context(), in_tenant(amal.tenant_id, amal.user_id):
        with pytest.raises(LeavingAlready):
            leaving.ask("Noor Clinic", "closing")
        leaving.take_back()
        db.session.commit()
        one = leaving.departure()
        assert (one.status, one.letter_sealed) == ("taken_back", None)
        with pytest.raises(NotPossible):
            leaving.take_back()
        assert leaving.ask("عيادة النور", "cost").status == "cooling"


def test_nobody_approves_before_the_day_and_nobody_twice(app, people, asked):
    tenant_id = people["amal"].tenant_id
    departure_id = asked(29)
    with pytest.raises(TooEarly):
        hands(app, tenant_id, departure_id, ["omar"])
    with app.app_context(), in_tenant(tenant_id):
        leaving.take_back()
        db.session.commit()
    departure_id = asked(30)
    assert hands(app, tenant_id, departure_id, ["omar"]) == [False]
    with pytest.raises(ApprovedByYou):
        hands(app, tenant_id, departure_id, ["omar"])
    with app.app_context(), pytest.raises(NotApproved):
        deleting.delete(tenant_id)
    assert hands(app, tenant_id, departure_id, ["lina"]) == [True]
    with pytest.raises(NotPossible):
        hands(app, tenant_id, departure_id, ["lina"])
    with app.app_context(), in_tenant(tenant_id), pytest.raises(NotPossible):
        leaving.take_back()


def test_the_database_refuses_what_the_desk_would(app, people, asked, role):
    tenant_id = people["amal"].tenant_id
    departure_id = asked(29)
    person = str(uuid4())
    desk = role("maqbul_platform")
    desk.execute("SELECT set_config('app.user', %s, false)", [person])
    hand = "INSERT INTO departure_approvals VALUES (%s, gen_random_uuid(), %s, %s, 'x', 'x', now())"
    with pytest.raises(errors.CheckViolation, match="not before its day"):
        desk.execute(hand, [tenant_id, departure_id, person])
    approve = "UPDATE departures SET status = 'approved', approved_at = now()"
    with pytest.raises(errors.CheckViolation, match="two people"):
        desk.execute(approve)
    with pytest.raises(errors.InsufficientPrivilege):
        desk.execute("UPDATE departures SET delete_after = current_date")
    with pytest.raises(errors.InsufficientPrivilege):
        desk.execute("SELECT letter_sealed FROM departures")

    mine = role("maqbul_app")
    with pytest.raises(errors.InsufficientPrivilege):
        mine.execute(approve)
    with pytest.raises(errors.CheckViolation):
        mine.execute("UPDATE departures SET status = 'approved'")
    with pytest.raises(errors.InsufficientPrivilege):
        mine.execute(hand, [tenant_id, departure_id, person])


def test_rows_are_removed_only_of_whom_two_approved_and_never_what_is_kept(app, people, asked, role):  # fmt: skip
    tenant_id = people["amal"].tenant_id
    mine = role("maqbul_app")
    for call in ("remove_rows('audit_events')", "remove_people()"):
        with pytest.raises(errors.InsufficientPrivilege, match="stay"):
            mine.execute(f"SELECT {call}")
    hands(app, tenant_id, asked(31), ["omar", "lina"])
    for kept in ("invoices", "departures", "tenant_keys", "users", "pg_class", "payers"):
        with pytest.raises(errors.InsufficientPrivilege, match="stay"):
            mine.execute("SELECT remove_rows(%s)", [kept])
    other = role("maqbul_app", str(people["salma"].tenant_id))
    with pytest.raises(errors.InsufficientPrivilege, match="stay"):
        other.execute("SELECT remove_rows('counters')")
    owner = role("maqbul_owner", str(people["salma"].tenant_id))
    with pytest.raises(errors.RaiseException, match="only grows"):
        owner.execute("DELETE FROM audit_events")


def test_owners_are_reminded_once_for_each_of_the_days(app, people, asked):
    amal = people["amal"]

    def letters_after(days: int) -> int:
        moment = now() + timedelta(days=days)
        with time_machine.travel(moment, tick=False), app.app_context():
            for _twice in range(2):
                with in_tenant(amal.tenant_id):
                    leaving.remind()
                    db.session.commit()
            return len(mail.outbox())

    asked(0)
    told = [letters_after(days) for days in (0, 15, 16, 22, 23, 28, 29, 30)]
    assert told == [1, 1, 2, 2, 3, 3, 4, 4]
    with app.app_context(), in_tenant(amal.tenant_id):
        assert db.session.query(Departure).one().reminded == 1


def test_an_owner_asks_on_the_page_and_stays_after_all(as_):
    browser = as_("amal")
    page = browser.post("/leaving/end", {"reason": "closing", "name": "Noor"}, status=422)
    assert "This is not the name" in " ".join(page.errors)
    browser.post("/leaving/end", {"reason": "closing", "name": "Noor Clinic"})
    page = browser.get("/leaving/end")
    assert "Asked for, days to think" in page.text
    assert "Ask to leave" not in page.text
    browser.post("/leaving/end/back")
    assert "Ask to leave" in browser.get("/leaving/end").text
    as_("badr").get("/leaving/end", 403)
