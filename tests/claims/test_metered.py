"""One accepted claim counts once, in the transaction of its step; resubmissions, corrections and practice are free."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from app.claims import cancelling, following, service
from app.claims.answers import apply_cancel_answer
from app.claims.models import Claim, Submission
from app.exchange.messages import CancelAnswer, Reply
from app.kernel.clock import now
from app.kernel.db import db
from app.patients.queries import policy
from app.plans.models import UsageEvent
from app.tenants.queries import tenant
from tests.claims.test_answers import PARTLY, QUEUED, REJECTED
from tests.factories import visits
from tests.factories.mode import be_live
from tests.factories.visits import answered, told


@pytest.fixture
def claim(in_clinic) -> Claim:
    """A claim that was sent while the clinic is live."""
    be_live(in_clinic.tenant_id)
    draft = visits.a_draft(
        policy(in_clinic.policy_id), in_clinic.practitioner_id, services=("CONS-GP", "LAB-CBC")
    )
    return visits.send(draft)


def counted() -> list[tuple[str, bool]]:
    rows = db.session.execute(
        select(UsageEvent.claim_number, UsageEvent.voided_at).order_by(UsageEvent.counted_at)
    )
    return [(row[0], row[1] is None) for row in rows]


def test_an_accepted_claim_counts_once_however_often_it_is_answered(claim):
    told(claim, "dispatched")
    assert counted() == []
    answered(claim, QUEUED)
    answered(claim, PARTLY)
    answered(claim, PARTLY)
    assert counted() == [(claim.number, True)]
    message = db.session.scalars(
        select(Submission.message_id).where(Submission.claim_id == claim.id)
    ).one()
    assert db.session.scalars(select(UsageEvent.message_id)).one() == message


def test_rejected_after_all_it_counts_no_more_and_sent_again_once(claim):
    told(claim, "dispatched")
    answered(claim, QUEUED)
    answered(claim, REJECTED)
    assert counted() == [(claim.number, False)]
    service.reopen(claim.id)
    visits.send(claim)
    told(claim, "dispatched")
    answered(claim, PARTLY)
    assert counted() == [(claim.number, True)]


def test_a_correction_is_free(claim):
    told(claim, "dispatched")
    answered(claim, PARTLY)
    correction = following.start_following(claim.id, "correction")
    visits.send(correction)
    told(correction, "dispatched")
    answered(correction, QUEUED)
    answered(correction, REJECTED)
    assert counted() == [(claim.number, True)]


def test_practice_is_free(in_clinic):
    assert tenant().practice_mode
    draft = visits.a_draft(
        policy(in_clinic.policy_id), in_clinic.practitioner_id, services=("CONS-GP", "LAB-CBC")
    )
    claim = visits.send(draft)
    told(claim, "dispatched")
    answered(claim, PARTLY)
    assert counted() == []


def test_a_claim_that_is_cancelled_with_the_insurer_counts_no_more(claim):
    told(claim, "dispatched")
    answered(claim, QUEUED)
    cancelling.cancel(claim.id, "not_performed")
    assert counted() == [(claim.number, True)]
    reply = Reply(
        kind="cancel", message_id=visits.message_of(claim.id).id, subject_kind="claim", subject_id=claim.id,
        received_at=now(), inbound_id=uuid4(), answer=CancelAnswer(done=True),
    )  # fmt: skip
    apply_cancel_answer(reply)
    assert (claim.status, counted()) == ("cancelled", [(claim.number, False)])
