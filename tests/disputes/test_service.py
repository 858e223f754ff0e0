"""The verbs of a dispute against the real database: ids, lines, windows, one at a time, what came of it."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.batches import service as batches
from app.claims import closing, queries
from app.claims import service as claims
from app.claims.errors import (
    AlreadyFollowed,
    AttemptUndecided,
    ClaimNotEditable,
    NoLineChosen,
    NotJudged,
    PayerNumberMissing,
)
from app.claims.following import start_following
from app.claims.history import move
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.claims.sending import submission
from app.claims.values import COMPLAINT, CORRECTION, ClaimDraft, DiagnosisDraft, LineDraft
from app.contracts.models import Contract
from app.disputes import papers, service
from app.disputes import queries as disputes
from app.disputes.errors import (
    CommentMissing,
    DisputeOpen,
    DisputeStale,
    EvidenceMissing,
    NothingAtStake,
    NotInPreparation,
    WindowOver,
    WrongWay,
)
from app.disputes.models import Dispute
from app.disputes.rules import Answers
from app.disputes.work_lists import needing_a_person
from app.exchange.messages import CancelAnswer, ClaimAnswer, Refusal
from app.exchange.models import Message
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.patients.queries import policy
from app.tenants.scope import find, in_tenant
from tests.disputes.conftest import answered, attach, judge
from tests.factories import visits

OMR = Decimal
COMPLAIN = Answers(claim_wrong=False, decision_wrong=True, only_missing=False)
CORRECT = Answers(claim_wrong=True, decision_wrong=False, only_missing=False)


def complain(claim: Claim, *lines: int, **more) -> Dispute:
    wishes = {"comment": "The result proves the need.", **more}
    return service.open_dispute(claim.id, COMPLAIN, lines=lines or (2, 3), **wishes)


def carried(dispute: Dispute) -> Claim:
    return find(Claim, dispute.following_claim_id)


def sent(dispute: Dispute) -> Claim:
    attach(carried(dispute))
    service.send(dispute.id, carried(dispute).version)
    db.session.flush()
    return carried(dispute)


# ---- what follows ------------------------------------------------------------------------------


def test_a_complaint_says_the_disputed_lines_again_under_their_numbers(judged):
    dispute = complain(judged, 3)
    following = carried(dispute)
    first = judged.lines[2]
    (line,) = following.lines
    assert (line.sequence, line.net, line.payer_share) == (3, first.net, first.payer_share)
    assert line.id != first.id
    assert (following.related_claim_id, following.related_kind) == (judged.id, COMPLAINT)
    assert following.net == first.net == following.patient_share + following.payer_share
    assert [one.code for one in following.diagnoses] == [one.code for one in judged.diagnoses]
    said = submission(following, "C-X-1")
    assert [one.sequence for one in said.lines] == [3]
    assert said.related.relationship == "appealing"
    assert said.related.payer_reference == "PAY-1"
    assert said.related.identifier == f"{judged.number}-1"
    assert said.comment == "The result proves the need."


def test_a_correction_is_the_whole_claim_anew(judged):
    dispute = service.open_dispute(judged.id, CORRECT)
    following = carried(dispute)
    assert [line.sequence for line in following.lines] == [1, 2, 3]
    assert not {line.id for line in following.lines} & {line.id for line in judged.lines}
    assert following.net == judged.net
    said = submission(following, "C-X-1")
    assert (said.related.relationship, said.related.payer_reference) == ("prior", "PAY-1")
    assert said.identifier != said.related.identifier
    assert dispute.at_stake == sum(line.payer_share for line in judged.lines[1:])


def test_a_correction_can_be_put_right_and_keeps_what_it_follows(judged):
    following = carried(service.open_dispute(judged.id, CORRECT))
    draft = ClaimDraft(
        patient_id=following.patient_id, policy_id=following.policy_id, facility_id=following.facility_id,
        practitioner_id=following.practitioner_id, service_date=following.service_date,
        diagnoses=(DiagnosisDraft(sequence=1, code="I10", kind="principal"),),
        lines=(LineDraft(sequence=1, local_code="LAB-CBC", service_date=following.service_date, quantity=OMR(1), pointers=(1,)),),
    )  # fmt: skip
    saved = claims.save_draft(following.id, draft, following.version)
    assert (saved.related_claim_id, saved.related_kind) == (judged.id, CORRECTION)
    assert len(saved.lines) == 1


def test_a_complaint_is_not_rewritten(judged):
    following = carried(complain(judged))
    with pytest.raises(ClaimNotEditable):
        claims.keep_typed(following.id, [("lines-0-quantity", "9")], following.version)


def test_only_what_was_judged_and_is_known_there_is_followed(judged, make_judged):
    with pytest.raises(NoLineChosen):
        start_following(judged.id, COMPLAINT, ())
    with pytest.raises(NothingAtStake):
        complain(judged, 1)
    with pytest.raises(WrongWay):
        service.open_dispute(
            judged.id, Answers(claim_wrong=False, decision_wrong=False, only_missing=True)
        )
    judged.payer_reference = None
    with pytest.raises(PayerNumberMissing):
        start_following(judged.id, CORRECTION)
    following = carried(complain(make_judged(days_ago=1)))
    with pytest.raises(NotJudged):
        start_following(following.id, CORRECTION)


def test_what_is_already_followed_is_not_followed_again(judged):
    following = start_following(judged.id, CORRECTION)
    with pytest.raises(AlreadyFollowed) as refusal:
        start_following(judged.id, COMPLAINT, (2,))
    assert refusal.value.claim_id == following.id
    claims.discard(following.id)
    assert judged.followed_by_id is None, "a draft put away leaves the decision to be answered"
    start_following(judged.id, COMPLAINT, (2,))


# ---- one at a time -----------------------------------------------------------------------------


def test_a_second_dispute_is_refused_with_the_first(judged):
    first = complain(judged, 2)
    for claim in (judged, carried(first)):
        with pytest.raises(DisputeOpen) as refusal:
            service.open_dispute(claim.id, CORRECT)
        assert refusal.value.dispute_id == first.id


def test_of_two_that_come_at_once_one_is_told(app, judged, people):
    amal, claim_id = people["amal"], judged.id
    db.session.commit()
    db.session.remove()
    begin, outcomes = threading.Barrier(2), []

    def work() -> None:
        with app.app_context(), in_tenant(amal.tenant_id, amal.user_id):
            begin.wait()
            try:
                service.open_dispute(claim_id, CORRECT)
                db.session.commit()
                outcomes.append("opened")
            except DisputeOpen:
                db.session.rollback()
                outcomes.append("told")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["opened", "told"]


def test_the_index_lets_one_open_attempt_into_a_chain(judged):
    first = complain(judged, 2)
    twin = Dispute(
        claim_id=judged.id, root_claim_id=first.root_claim_id, following_claim_id=judged.id,
        payer_id=judged.payer_id, kind=CORRECTION, at_stake=OMR(1),
    )  # fmt: skip
    with pytest.raises(DisputeOpen):
        service._add_alone(twin)


# ---- comment, evidence, windows -----------------------------------------------------------------


def test_a_complaint_says_why_and_carries_a_paper(judged):
    with pytest.raises(CommentMissing):
        complain(judged, comment="  ")
    dispute = complain(judged)
    following = carried(dispute)
    with pytest.raises(EvidenceMissing):
        service.send(dispute.id, following.version)
    with pytest.raises(EvidenceMissing):
        claims.submit(following.id, following.version)
    attach(following)
    service.send(dispute.id, following.version)
    db.session.flush()
    assert (dispute.status, following.status) == ("sent", "queued")
    said = submission(following, "C-X-2")
    assert [one.title for one in said.supporting] == ["Result"]


def test_of_two_savings_the_later_one_is_told(judged):
    dispute = complain(judged)
    seen = carried(dispute).version
    service.save_comment(dispute.id, "The letter says so.", seen)
    with pytest.raises(DisputeStale):
        service.save_comment(dispute.id, "Something else.", seen)
    assert carried(dispute).comment == "The letter says so."
    with pytest.raises(CommentMissing):
        service.save_comment(dispute.id, " ", carried(dispute).version)


def test_words_are_sealed(judged):
    dispute = complain(judged)
    row = db.session.execute(
        select(Claim.comment_sealed).where(Claim.id == dispute.following_claim_id)
    ).scalar_one()
    assert b"result" not in row
    reasons = judged.lines[1].reasons
    assert [one.code for one in reasons] == ["MNEC-003", "X-7"]
    assert [one.text for one in reasons] == ["Not needed", "Nor this"]
    assert b"needed" not in reasons[0].text_sealed


def test_after_the_window_it_needs_a_reason(judged, clock):
    contract = db.session.scalars(
        select(Contract).where(Contract.payer_id == judged.payer_id)
    ).one()
    contract.resubmission_days, contract.complaint_days = 30, 10
    clock.shift(timedelta(days=10))
    assert disputes.window(judged, COMPLAINT).left(disputes.muscat_day(judged.judged_at)) == 10
    service.abandon(complain(judged).id)
    clock.shift(timedelta(days=1))
    with pytest.raises(WindowOver):
        complain(judged)
    service.abandon(service.open_dispute(judged.id, CORRECT).id)
    dispute = complain(judged, late_reason="The letter came today.")
    assert dispute.late_reason == "The letter came today."
    assert sent(dispute).status == "queued"


def test_a_window_that_passes_while_it_is_prepared_stops_it(judged, clock):
    dispute = complain(judged)
    attach(carried(dispute))
    clock.shift(timedelta(days=31))
    with pytest.raises(WindowOver):
        service.send(dispute.id, carried(dispute).version)


# ---- what comes of it ---------------------------------------------------------------------------


def test_a_complaint_won_in_part_and_the_chain(judged):
    dispute = complain(judged)
    following = judge(sent(dispute), {3: "AUTH-001"}, "PAY-2")
    assert dispute.status == "partly_won"
    assert dispute.recovered == following.lines[0].payer_share > 0
    assert [line.recovered for line in dispute.lines] == [dispute.recovered, OMR("0.000")]
    again = complain(following, 3)
    judge(sent(again), {}, "PAY-3")
    assert again.status == "won"
    chain = disputes.chain(judged.id)
    assert [one.place for one in chain.attempts] == [1, 2, 3]
    assert chain.recovered == dispute.recovered + again.recovered
    for claim in (following, carried(again)):
        assert [one.claim.id for one in disputes.chain(claim.id).attempts] == [
            one.claim.id for one in chain.attempts
        ]


def test_a_correction_tells_each_line_apart_by_its_service(judged):
    dispute = service.open_dispute(judged.id, CORRECT)
    second, third = judged.lines[1:]
    following = carried(dispute)
    following.lines[1].code, following.lines[2].code = third.code, second.code
    claims.submit(following.id, following.version)
    judge(following, {2: "X-1"}, "PAY-2")
    # What stands third now is the service that stood second, and it was approved.
    assert {one.sequence: one.recovered > 0 for one in dispute.lines} == {2: True, 3: False}
    # A service put right in its place is known by its place.
    following.lines[1].code, following.lines[2].code = "DEMO-OTHER", third.code
    judge(following, {3: "X-1"}, "PAY-2")
    assert {one.sequence: one.recovered > 0 for one in dispute.lines} == {2: True, 3: False}


def test_a_line_that_was_taken_out_teaches_nothing(judged):
    dispute = service.open_dispute(judged.id, CORRECT)
    following = carried(dispute)
    claims.submit(following.id, following.version)
    following.lines.pop()
    judge(following, {}, "PAY-2")
    assert [one.recovered is None for one in dispute.lines] == [False, True]


def test_a_correction_won_back_what_is_approved_beyond_the_first(judged):
    dispute = service.open_dispute(judged.id, CORRECT)
    following = carried(dispute)
    claims.submit(following.id, following.version)
    judge(following, {3: "AUTH-001"}, "PAY-2")
    assert (dispute.status, dispute.recovered) == (
        "partly_won",
        following.approved - judged.approved,
    )


def test_a_decision_issued_again_changes_what_was_won(judged):
    dispute = complain(judged)
    following = judge(sent(dispute), {2: "X-1", 3: "X-1"}, "PAY-2")
    assert (dispute.status, dispute.recovered) == ("lost", OMR("0.000"))
    judge(following, {}, "PAY-2")
    assert dispute.status == "won"


def test_what_the_exchange_turns_back_is_finished_and_sent_again(judged):
    dispute = complain(judged)
    following = sent(dispute)
    answered(following, ClaimAnswer(outcome="rejected", refusals=(Refusal(code="BV-00725"),)))
    assert (dispute.status, following.status) == ("drafted", "rejected")
    service.send(dispute.id, following.version)
    assert (dispute.status, following.status, following.attempts) == ("sent", "queued", 2)
    with pytest.raises(NotInPreparation):
        service.abandon(dispute.id)


def turned_back(following: Claim) -> None:
    answered(following, ClaimAnswer(outcome="rejected", refusals=(Refusal(code="BV-00725"),)))


def called_back(following: Claim) -> None:
    claims.withdraw(following.id)


def turned_back_and_opened(following: Claim) -> None:
    turned_back(following)
    claims.reopen(following.id)


@pytest.mark.parametrize("kind", [COMPLAIN, CORRECT], ids=["complaint", "correction"])
@pytest.mark.parametrize("back", [turned_back, called_back, turned_back_and_opened])
def test_what_came_back_can_be_given_up_and_the_decision_is_open_again(judged, kind, back):
    def begin() -> Dispute:
        lines = (2, 3) if kind is COMPLAIN else ()
        return service.open_dispute(
            judged.id, kind, lines=lines, comment="The result proves the need."
        )

    dispute = begin()
    following = carried(dispute)
    attach(following)
    claims.submit(following.id, following.version)
    back(following)
    service.abandon(dispute.id)
    assert (dispute.status, following.status, judged.followed_by_id) == (
        "abandoned",
        "cancelled",
        None,
    )
    assert begin().status == "drafted"


def test_an_attempt_that_came_back_is_not_closed_undecided(judged):
    dispute = complain(judged)
    turned_back(following := sent(dispute))
    with pytest.raises(AttemptUndecided):
        closing.close(following.id, "not_worth_it")
    assert (dispute.status, following.status) == ("drafted", "rejected")
    service.abandon(dispute.id)
    closing.close(judged.id, "not_worth_it")
    assert judged.status == "closed"


def test_given_up_or_cancelled_the_decision_is_open_again(judged):
    dispute = complain(judged)
    service.abandon(dispute.id)
    assert (dispute.status, judged.followed_by_id) == ("abandoned", None)
    again = complain(judged)
    following = sent(again)
    answered(following, ClaimAnswer(outcome="queued", reference="PAY-2"))
    assert again.status == "accepted"
    from uuid import uuid4

    from app.claims.answers import apply_cancel_answer
    from app.exchange.messages import Reply
    from app.kernel.clock import now

    apply_cancel_answer(
        Reply(kind="cancel", message_id=uuid4(), subject_kind="claim", subject_id=following.id,
              answer=CancelAnswer(done=True), received_at=now(), inbound_id=uuid4())
    )  # fmt: skip
    assert (again.status, judged.followed_by_id) == ("abandoned", None)
    judge(following, {}, "PAY-2")
    assert following.status == "cancelled", "an answer to a cancelled claim changes nothing"
    assert queries.timeline(following.id)[-1].event == "answered_after_cancel"


# ---- worth, work, closing -----------------------------------------------------------------------


def test_worth_comes_from_own_history(make_judged):
    for day in range(1, 6):
        claim = make_judged({2: "MNEC-003"}, days_ago=day)
        dispute = complain(claim, 2)
        judge(sent(dispute), {} if day <= 2 else {2: "MNEC-003"}, f"PAY-{day}")
        db.session.commit()
    worth = disputes.worth(make_judged(days_ago=8).id)
    known, unknown = worth.lines
    assert (known.reason_code, known.record.decided, known.record.won) == ("MNEC-003", 5, 2)
    assert known.same_payer
    assert known.expected == (known.at_stake * OMR("0.4")).quantize(OMR("0.001"))
    assert (unknown.expected, worth.unknown) == (None, 1)


def test_what_is_prepared_waits_for_a_person_by_days_and_money(make_judged, clock):
    early = complain(make_judged(days_ago=2))
    clock.shift(timedelta(days=1))
    cheap = complain(make_judged(days_ago=1), 2)
    dear = complain(make_judged(days_ago=5))
    db.session.flush()
    assert [one.id for one in needing_a_person()] == [early.id, dear.id, cheap.id]
    assert needing_a_person()[0].days_left == 29
    sent(early)
    assert [one.id for one in needing_a_person()] == [dear.id, cheap.id]


def test_a_person_closes_with_a_reason_and_opens_again(judged):
    stake = closing.at_stake(judged)
    closing.close(judged.id, "not_worth_it")
    assert (judged.status, judged.closed_reason, judged.let_go) == ("closed", "not_worth_it", stake)
    closing.reopen_closed(judged.id)
    assert (judged.status, judged.closed_reason, judged.let_go) == ("adjudicated", None, None)
    complain(judged)
    with pytest.raises(AlreadyFollowed):
        closing.close(judged.id, "too_late")


def test_a_draft_is_not_closed(judged):
    following = carried(complain(judged))
    with pytest.raises(NotPossible):
        closing.close(following.id, "too_late")


def test_the_check_of_many_keeps_a_bare_complaint_back_until_it_has_its_paper(judged):
    dispute = complain(judged)
    following = carried(dispute)
    found = batches.preflight(ClaimFilter())
    assert found.ready == ()
    (group,) = found.to_fix
    assert (group.code, [one.claim_id for one in group.claims]) == (
        "EvidenceMissing",
        [following.id],
    )
    attach(following)
    found = batches.preflight(ClaimFilter())
    assert [one.claim_id for one in found.ready] == [following.id]


def test_the_proof_counts_the_sending_that_stands_and_none_that_came_back(judged, in_clinic, clock):
    def left(claim: Claim, days_ago: int) -> None:
        message = find(Message, claims.last_submission(claim).message_id)
        message.sent_at = now() - timedelta(days=days_ago)
        db.session.flush()

    def in_time(claim: Claim) -> bool | None:
        return papers.proof_values(claim)["in_time"]

    contract = db.session.scalars(
        select(Contract).where(Contract.payer_id == judged.payer_id)
    ).one()
    claim = visits.send(
        visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id, days_ago=40)
    )
    contract.filing_days = 30
    assert in_time(claim) is None  # It lies here.
    left(claim, 20)
    assert in_time(claim) is True
    turned_back(claim)
    assert in_time(claim) is None
    closing.close(claim.id, "too_late")
    assert in_time(claim) is None
    closing.reopen_closed(claim.id)
    claims.reopen(claim.id)
    assert in_time(claim) is None
    visits.send(claim)
    left(claim, 5)
    assert in_time(claim) is False
    move(claim, "acknowledged")
    assert in_time(claim) is False
    move(claim, "cancel_confirmed")
    assert in_time(claim) is None
    assert len(papers.proof_values(claim)["sendings"]) == 2
