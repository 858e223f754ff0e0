"""What comes back: judgements, rejections, late and repeated answers, and news of the way."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from app.claims import cancelling, closing, queries, service
from app.claims.answers import apply_answer, apply_cancel_answer
from app.claims.errors import AnswerToAnotherClaim, CancelUnderWay, NotSentInError
from app.claims.models import Claim
from app.exchange.messages import (
    CancelAnswer,
    ClaimAnswer,
    ClaimAnswerLine,
    Refusal,
    Reply,
)
from app.kernel.clock import now
from app.kernel.states import NotPossible
from app.patients.queries import policy
from tests.factories import visits
from tests.factories.visits import answered, told

OMR = Decimal
PARTLY = ClaimAnswer(
    outcome="judged",
    judgement="partial",
    reference="PAY-1",
    disposition="See the lines.",
    lines=(
        ClaimAnswerLine(sequence=1, outcome="approved", approved=OMR("11.250")),
        ClaimAnswerLine(
            sequence=2, outcome="denied", approved=OMR("0.000"), reasons=(Refusal(code="MNEC-003", text="Not needed"),)
        ),
    ),
)  # fmt: skip
QUEUED = ClaimAnswer(outcome="queued", reference="PAY-1")
REJECTED = ClaimAnswer(
    outcome="rejected",
    refusals=(Refusal(code="BV-00059", text="Sum"), Refusal(code="X-9", text="Other")),
)


@pytest.fixture
def claim(in_clinic) -> Claim:
    """A claim of two lines that was sent."""
    draft = visits.a_draft(
        policy(in_clinic.policy_id), in_clinic.practitioner_id, services=("CONS-GP", "LAB-CBC")
    )
    return visits.send(draft)


def steps(claim: Claim) -> list[str]:
    return [step.event for step in queries.timeline(claim.id)]


def test_judged_line_by_line(claim):
    told(claim, "dispatched")
    answered(claim, QUEUED)
    assert (claim.status, claim.adjudication, claim.payer_reference) == (
        "accepted",
        "pended",
        "PAY-1",
    )
    answered(claim, PARTLY)
    assert (claim.status, claim.adjudication, claim.approved) == (
        "adjudicated",
        "partial",
        OMR("11.250"),
    )
    first, second = claim.lines
    assert (first.outcome, first.approved, first.reason_code) == ("approved", OMR("11.250"), None)
    assert (second.outcome, second.approved, second.reason_code) == (
        "denied",
        OMR("0.000"),
        "MNEC-003",
    )
    assert claim.payer_share - claim.approved == second.payer_share, "denied to the baisa"
    assert steps(claim) == [
        "submitted",
        "dispatched",
        "acknowledged",
        "pended",
        "judged",
        "partly_approved",
    ]


@pytest.mark.parametrize(
    ("judgement", "approved"), [("approved", OMR("15.030")), ("denied", OMR("0.000"))]
)
def test_an_answer_without_lines_judges_them_all(claim, judgement, approved):
    answered(claim, ClaimAnswer(outcome="judged", judgement=judgement))
    assert {line.outcome for line in claim.lines} == {judgement}
    assert (claim.adjudication, claim.approved) == (judgement, approved)


def test_an_answer_may_overtake_our_own_record_of_the_sending(claim):
    answered(claim, PARTLY)
    assert claim.status == "adjudicated"
    told(claim, "dispatched")
    assert claim.status == "adjudicated", "news that come late move nothing back"


def test_the_same_answer_twice_and_a_new_judgement(claim):
    answered(claim, PARTLY)
    answered(claim, PARTLY)
    assert (claim.adjudication, claim.approved) == ("partial", OMR("11.250"))
    assert steps(claim).count("partly_approved") == 1
    answered(
        claim, ClaimAnswer(outcome="judged", judgement="approved", reissued_because="complaint")
    )
    assert (claim.adjudication, claim.approved) == ("approved", OMR("15.030"))
    assert claim.lines[1].reason_code is None, "an old reason does not outlive its judgement"


def test_rejected_reopened_and_sent_under_a_new_identifier(claim):
    first = service.last_submission(claim).message_id
    answered(claim, QUEUED)
    answered(claim, REJECTED)
    assert (claim.status, claim.adjudication) == ("rejected", "none")
    assert (claim.problem_code, claim.problem_text) == ("BV-00059", "Sum; Other")
    service.reopen(claim.id)
    assert claim.status == "draft"
    service.submit(claim.id, claim.version)
    assert (claim.attempts, claim.problem_code) == (2, None)
    answered(claim, PARTLY, message_id=first)
    assert (claim.status, claim.approved) == ("queued", None), (
        "an answer to an earlier sending changes nothing"
    )
    assert "earlier_sending_answered" in steps(claim)
    told(claim, "held", message_id=first)
    assert claim.status == "queued"
    answered(claim, PARTLY)
    assert claim.status == "adjudicated"


def test_an_answer_to_a_draft_is_refused_not_swallowed(claim):
    answered(claim, REJECTED)
    service.reopen(claim.id)
    with pytest.raises(NotPossible):
        answered(claim, PARTLY)


def test_an_answer_without_a_claim_is_refused(claim):
    reply = Reply(
        kind="claim", message_id=None, subject_kind="claim", subject_id=None, answer=PARTLY, received_at=now(),
        inbound_id=uuid4(),
    )  # fmt: skip
    with pytest.raises(AnswerToAnotherClaim):
        apply_answer(reply)


def test_held_released_refused_on_the_way(claim):
    told(claim, "held", refusal=Refusal(code="SBX-017"))
    assert claim.status == "held"
    told(claim, "released")
    assert claim.status == "queued"
    told(claim, "dispatched")
    told(claim, "unclear", refusal=Refusal(code="timeout"))
    assert claim.status == "sent", "unknown fate is not lost"
    assert steps(claim)[-1] == "fate_unknown"
    told(claim, "refused", refusal=Refusal(code="BV-00057", text="Twice"))
    assert (claim.status, claim.problem_code) == ("rejected", "BV-00057")


def test_cancelling_asks_and_only_the_payer_cancels(claim):
    with pytest.raises(NotPossible):
        cancelling.cancel(claim.id, "not_performed")
    answered(claim, PARTLY)
    cancelling.cancel(claim.id, "not_performed")
    assert claim.status == "adjudicated"
    cancel = visits.message_of(claim.id)
    for news in ("dispatched", "held", "refused"):
        told(claim, news, kind="cancel", message_id=cancel.id, refusal=Refusal(code="BV-00446"))
        assert claim.status == "adjudicated", "what becomes of the request does not move the claim"
    assert steps(claim)[-3:] == ["cancel_asked", "cancel_held", "cancel_refused"]
    reply = Reply(
        kind="cancel", message_id=cancel.id, subject_kind="claim", subject_id=claim.id, received_at=now(),
        inbound_id=uuid4(), answer=CancelAnswer(done=False, refusals=(Refusal(code="BV-00446"),)),
    )  # fmt: skip
    apply_cancel_answer(reply)
    assert claim.status == "adjudicated"
    apply_cancel_answer(Reply(**{**vars(reply), "answer": CancelAnswer(done=True)}))
    assert claim.status == "cancelled"


def let_go(claim, done=True, code="BV-00446"):
    """The payer's answer to the newest request to let go of the claim."""
    refusals = () if done else (Refusal(code=code),)
    apply_cancel_answer(
        Reply(
            kind="cancel", message_id=visits.message_of(claim.id).id, subject_kind="claim", subject_id=claim.id,
            received_at=now(), inbound_id=uuid4(), answer=CancelAnswer(done=done, refusals=refusals),
        )
    )  # fmt: skip


def test_nullifying_asks_and_only_the_payer_strikes(claim):
    with pytest.raises(NotPossible):
        cancelling.nullify(claim.id, "wrong_information")
    answered(claim, PARTLY)
    with pytest.raises(NotSentInError):
        cancelling.nullify(claim.id, "not_performed")
    cancelling.nullify(claim.id, "already_submitted")
    with pytest.raises(CancelUnderWay):
        cancelling.cancel(claim.id, "wrong_information")
    asked = visits.message_of(claim.id)
    for news in ("held", "withdrawn"):
        told(claim, news, kind="cancel", message_id=asked.id, refusal=Refusal(code="SBX-038"))
    assert steps(claim)[-3:] == ["nullify_asked", "nullify_held", "nullify_withdrawn"]
    let_go(claim, done=False)
    assert (claim.status, steps(claim)[-1]) == ("adjudicated", "nullify_refused")
    let_go(claim)
    assert (claim.status, steps(claim)[-1]) == ("cancelled", "nullify_confirmed")


def test_a_decision_on_a_cancelled_claim_is_told_and_changes_nothing(claim):
    answered(claim, QUEUED)
    cancelling.cancel(claim.id, "not_performed")
    sent = service.last_submission(claim).message_id
    let_go(claim)
    answered(claim, PARTLY, sent)
    assert (claim.status, claim.approved, claim.judged_at) == ("cancelled", None, None)
    assert [line.outcome for line in claim.lines] == [None, None]
    assert steps(claim)[-1] == "answered_after_cancel"


def test_what_a_person_closed_can_still_be_struck(claim):
    answered(claim, PARTLY)
    closing.close(claim.id, "not_worth_it")
    assert claim.let_go == Decimal("3.780")
    cancelling.nullify(claim.id, "wrong_information")
    let_go(claim)
    assert (claim.status, steps(claim)[-1]) == ("cancelled", "corrected_to_nullified")
    assert (claim.closed_reason, claim.let_go) == (None, None)


def test_what_was_closed_as_rejected_never_arrived_and_is_not_struck(claim):
    told(claim, "refused", refusal=Refusal(code="BV-00057"))
    closing.close(claim.id, "entered_by_mistake")
    assert not cancelling.can_be_nullified(claim)
    with pytest.raises(NotPossible):
        cancelling.nullify(claim.id, "wrong_information")
