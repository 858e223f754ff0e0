"""Asked, decided at the desk, carried out by a worker: absent or complete wherever the process dies."""

from __future__ import annotations

import signal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEvent
from app.audit.service import verify_for_page
from app.exchange import connections, poller
from app.exchange.models import Connection, Message
from app.going_live import asking, deciding, forgetting, switching
from app.going_live.errors import InFlight, LiveAlready, StillMissing
from app.going_live.models import LiveRequest
from app.kernel.db import db
from app.patients.models import Patient
from app.practice import patients
from app.tenants.queries import tenant
from app.tenants.scope import as_platform, in_tenant
from tests.factories.dying import die_at
from tests.onboarding.conftest import letters


@pytest.fixture
def asked(in_noor):
    """Noor practised with one patient and asked to go live."""
    patients.take(5)
    one = LiveRequest(status="asked", gaps=["rehearsal_outage"], rehearsed={"claim": 2})
    db.session.add(one)
    db.session.commit()
    return one.id


def decide(app, request_id, step) -> None:
    with app.app_context(), as_platform(person(app)):
        step(request_id)
        db.session.commit()


def person(app):
    with app.app_context(), as_platform():
        return db.session.execute(
            text("SELECT id FROM platform_people WHERE email = 'omar@maqbul.example'")
        ).scalar_one()


def state(app, tenant_id) -> tuple[bool, str, int, int]:
    """Mode, request, patients, letters."""
    with app.app_context():
        with in_tenant(tenant_id):
            status = db.session.scalars(select(LiveRequest.status)).one()
            kept = len(db.session.scalars(select(Patient)).all())
            mode = tenant().practice_mode
        return mode, status, kept, len(letters(app))


def test_killed_at_any_step_it_is_absent_and_complete_after_the_retry(app, people, asked_apart):
    noor, request_id = asked_apart
    before = state(app, noor)
    assert before == (True, "asked", 1, before[3])
    with app.app_context():
        switching.carry_out()
    assert state(app, noor) == before
    decide(app, request_id, deciding.approve)
    approved = (True, "approved", *before[2:])
    for step in switching.STEPS:
        assert die_at(app, step, lambda: switching.follow(noor)) == signal.SIGKILL, step
        assert state(app, noor) == approved, step
    with app.app_context():
        switching.carry_out()
        switching.carry_out()
    assert state(app, noor) == (False, "live", 0, before[3] + 1)
    with app.app_context(), in_tenant(noor):
        told = set(db.session.scalars(select(AuditEvent.event)))
        assert "live_request.went_live" in told
        assert verify_for_page(noor).problem is None
        lines = db.session.execute(select(Connection.profile, Connection.active)).all()
        assert ("assumed", True) in lines
        assert ("sandbox", True) not in lines
        assert connections.gateway().is_live
        with pytest.raises(LiveAlready):
            forgetting.reset()
        db.session.rollback()
        with pytest.raises(DBAPIError, match="only practice is forgotten"):
            db.session.execute(forgetting.FORGET)


@pytest.fixture
def asked_apart(app, people):
    """The same, committed, with no scope left open."""
    noor = people["amal"].tenant_id
    with app.app_context(), in_tenant(noor, people["amal"].user_id):
        patients.take(5)
        poller.fetch_now()
        one = LiveRequest(status="asked", gaps=["rehearsal_outage"], rehearsed={"claim": 2})
        db.session.add(one)
        db.session.commit()
        return noor, one.id


def test_given_back_the_owners_read_why_and_may_ask_again(app, asked_apart):
    noor, request_id = asked_apart
    before = len(letters(app))
    decide(
        app, request_id, lambda one: deciding.give_back(one, "Renew the licence.", "جدّد الترخيص.")
    )
    with app.app_context():
        switching.carry_out()
        switching.carry_out()
    assert state(app, noor) == (True, "returned", 1, before + 1)
    assert any("Renew the licence." in one.text and "جدّد الترخيص." in one.text for one in letters(app))  # fmt: skip
    with app.app_context(), in_tenant(noor):
        assert db.session.scalar(select(AuditEvent.seq).where(AuditEvent.event == "live_request.returned"))  # fmt: skip


def test_the_tenant_itself_decides_nothing(asked):
    with pytest.raises(DBAPIError, match="only the desk decides"):
        db.session.execute(text("UPDATE live_requests SET status = 'approved'"))


def test_asking_wants_licences_contracts_and_a_plan_first(in_noor):
    missing = pytest.raises(StillMissing)
    with missing:
        asking.ask({})
    assert asking.latest() is None


def test_a_message_on_the_wire_is_not_forgotten(in_noor):
    poller.fetch_now()
    message = db.session.scalars(select(Message)).one()
    message.status = "sending"
    db.session.flush()
    with pytest.raises(InFlight):
        forgetting.reset()
    with pytest.raises(DBAPIError, match="in flight"):
        db.session.execute(forgetting.FORGET)
