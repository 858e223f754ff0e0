"""A rehearsal repeated after practice began again behaves like the first: same people, same visits, same answers."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select

from app.claims.models import Claim, ClaimLine
from app.eligibility import service as eligibility
from app.eligibility.models import EligibilityCheck
from app.exchange import connections
from app.exchange.models import Message
from app.going_live import forgetting
from app.kernel.db import db
from app.practice import patients
from app.practitioners.queries import practitioners
from app.tenants.scope import in_tenant
from tests.conftest import A_SUNDAY_MORNING
from tests.factories import clinic, visits, wire
from tests.factories.clinic import ALPHA

# Covered; partly denied; denied.
STORIES = (1, 20, 21)


@pytest.fixture
def amal(app, people):
    """The owner, with a doctor and a price list."""
    amal = people["amal"]
    with time_machine.travel(A_SUNDAY_MORNING, tick=True), app.app_context():
        with in_tenant(amal.tenant_id, amal.user_id):
            clinic.load_codes()
            clinic.a_practitioner()
            clinic.a_contract()
            db.session.commit()
        yield amal


def a_claim(story: int) -> None:
    """This practice patient asks for cover, is seen, and the visit is sent."""
    patient_id = patients.take(story)
    eligibility.ask(patient_id, clinic.payer_id(ALPHA))
    visits.send(visits.a_draft(clinic.a_policy(patient_id), practitioners()[0].id))


def answers() -> list[tuple[object, ...]]:
    """What came of everything: checks by their answer, then lines by the judgement on them and their claim."""
    checks = select(
        EligibilityCheck.status, EligibilityCheck.verdict, EligibilityCheck.plan_name
    ).order_by(EligibilityCheck.verdict, EligibilityCheck.plan_name)
    lines = (
        select(Claim.status, Claim.adjudication, ClaimLine.outcome, ClaimLine.reason_code)
        .join(
            ClaimLine,
            (ClaimLine.tenant_id == Claim.tenant_id) & (ClaimLine.claim_id == Claim.id),
        )
        .order_by(Claim.number, ClaimLine.sequence)
    )
    return [tuple(row) for query in (checks, lines) for row in db.session.execute(query)]


def rehearse(amal) -> list[tuple[object, ...]]:
    with in_tenant(amal.tenant_id, amal.user_id):
        for story in STORIES:
            a_claim(story)
        db.session.commit()
    wire.deliver_all(amal.tenant_id)
    wire.listen(amal.tenant_id)
    with in_tenant(amal.tenant_id):
        found = answers()
        db.session.rollback()
    return found


def begin_again(amal) -> None:
    with in_tenant(amal.tenant_id, amal.user_id):
        forgetting.reset()
        db.session.commit()
        assert db.session.scalars(select(Message)).all() == []


def test_the_second_rehearsal_is_answered_like_the_first_and_so_is_the_third(amal, simulator):
    first = rehearse(amal)
    assert ("adjudicated", "approved", "approved", None) in first
    for _again in range(2):
        begin_again(amal)
        assert rehearse(amal) == first


def test_what_is_real_names_no_rehearsal(amal):
    with in_tenant(amal.tenant_id, amal.user_id):
        assert connections.credentials(practice=True).rehearsal == ""
        forgetting.reset()
        assert connections.credentials(practice=True).rehearsal
        assert connections.credentials(practice=False).rehearsal == ""
        db.session.rollback()
