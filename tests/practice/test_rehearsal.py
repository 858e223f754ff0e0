"""The list turns green by what happened and by nothing else, with the simulated exchange's own answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.claims import following
from app.claims.models import Claim
from app.eligibility import service as eligibility
from app.exchange import outages, poller
from app.exchange.errors import OnlyInPractice
from app.exchange.models import Inbound, Message, MessageEvent
from app.exchange.queries import parked_count
from app.going_live import forgetting
from app.going_live.rules import LINES, is_green
from app.kernel.db import db
from app.practice import patients, rehearsal
from app.tenants.scope import in_tenant
from tests.conftest import A_SUNDAY_MORNING
from tests.factories import clinic, visits, wire
from tests.factories.clinic import ALPHA
from tests.factories.mode import be_live


def a_visit(story: int, doctor, **more) -> Claim:
    """A practice patient came and was insured by Alpha."""
    patient_id = patients.take(story)
    return visits.a_draft(clinic.a_policy(patient_id), doctor, **more)


def test_it_turns_green_line_by_line_and_an_outage_is_lived_through(app, people, simulator):
    amal = people["amal"]

    def done() -> dict[str, int]:
        db.session.commit()
        wire.deliver_all(amal.tenant_id)
        with in_tenant(amal.tenant_id, amal.user_id):
            return rehearsal.counts()

    with time_machine.travel(A_SUNDAY_MORNING, tick=False) as clock, app.app_context():
        with in_tenant(amal.tenant_id, amal.user_id):
            clinic.load_codes()
            doctor_id = clinic.a_practitioner()
            clinic.a_contract()
            assert rehearsal.counts() == dict.fromkeys(LINES, 0)
            covered = patients.take(1)
            assert patients.take(1) == covered
            eligibility.ask(covered, clinic.payer_id(ALPHA))
            db.session.commit()
        assert done() == {**dict.fromkeys(LINES, 0), "eligibility": 1}
        with in_tenant(amal.tenant_id, amal.user_id):
            visits.send(visits.a_draft(clinic.a_policy(covered), doctor_id))
            denied = visits.send(a_visit(21, doctor_id)).id
            db.session.commit()
        assert done() == {**dict.fromkeys(LINES, 0), "eligibility": 1, "claim": 1}
        with in_tenant(amal.tenant_id, amal.user_id):
            visits.send(following.start_following(denied, "correction"))
            outages.begin()
            eligibility.ask(covered, clinic.payer_id(ALPHA), again=True)
            db.session.commit()
        away = done()
        assert (away["resubmission"], away["outage"], away["eligibility"]) == (1, 0, 1)
        with in_tenant(amal.tenant_id):
            assert "turned_back" in set(db.session.scalars(select(MessageEvent.event)))
        clock.shift(outages.LENGTH + timedelta(minutes=1))
        back = done()
        assert (back["outage"], back["eligibility"]) == (2, 2)
        assert not is_green(back)
        with in_tenant(amal.tenant_id, amal.user_id):
            forgetting.reset()
            db.session.commit()
            assert rehearsal.counts() == dict.fromkeys(LINES, 0)
            assert db.session.scalars(select(Message)).all() == []


def test_who_is_live_rehearses_no_outage(in_noor):
    be_live(in_noor)
    with pytest.raises(OnlyInPractice):
        outages.begin()
    assert outages.away_until() is None


def test_every_line_says_what_to_do_next():
    shown = rehearsal.lines({**dict.fromkeys(LINES, 0), "claim": 1})
    assert [one.name for one in shown if one.is_green] == ["claim"]
    assert all(one.words and one.endpoint.startswith("practice.") for one in shown)


def test_what_comes_late_of_what_was_forgotten_is_let_go(app, people, simulator):
    amal = people["amal"]
    with time_machine.travel(A_SUNDAY_MORNING, tick=False) as clock, app.app_context():
        with in_tenant(amal.tenant_id, amal.user_id):
            clinic.load_codes()
            doctor = clinic.a_practitioner()
            clinic.a_contract()
            visits.send(a_visit(19, doctor))
            db.session.commit()
        wire.deliver_all(amal.tenant_id)
        with in_tenant(amal.tenant_id, amal.user_id):
            assert db.session.scalars(select(Claim.adjudication)).one() == "pended"
            forgetting.reset()
            db.session.commit()
        clock.shift(timedelta(minutes=5))
        with in_tenant(amal.tenant_id, amal.user_id):
            poller.fetch_now()
            db.session.commit()
        wire.deliver_all(amal.tenant_id)
        with in_tenant(amal.tenant_id, amal.user_id):
            kinds = db.session.scalars(select(Inbound.kind)).all()
            assert (kinds, parked_count()) == (["poll"], 0)
