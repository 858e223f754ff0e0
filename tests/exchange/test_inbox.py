"""Answers that come late, twice, for nobody, or not at all; and what a person may do then."""

from __future__ import annotations

import pytest

from app.exchange import connections, inbox, outbox, queries
from app.exchange.errors import AlreadyLeaving, NothingToAsk, NotParked
from app.exchange.messages import EligibilityAnswer, Reply
from app.kernel.db import db
from app.kernel.ids import new_id
from tests.exchange.conftest import Desk, Server
from tests.exchange.sending import answers, ask, news, send_claim
from tests.exchange.test_reading import RECORDED


@pytest.fixture(autouse=True)
def _wired(line: object, replies: list[object]) -> None:
    return


def test_a_pended_claim_is_judged_by_poll(
    desk: Desk, sandbox: Server, replies: list[Reply]
) -> None:
    sandbox.payer("DEMO-ALPHA", delay_seconds=1)
    message_id = send_claim(desk, "CLM-PENDED", priority="deferred")
    for _ in range(20):
        desk.work(rounds=1)
        if desk.message(message_id).status == "answered":
            break
        connections.own_connection().next_poll_at = desk.message(message_id).queued_at
        db.session.commit()
    assert [answer.outcome for answer in answers(replies)] == ["queued", "judged"]
    carried = [row.carried_by for row in desk.inbound() if row.kind == "claim"]
    assert [carrier is None for carrier in carried] == [True, False]


def test_a_strict_duplicate_is_a_question_of_status(
    desk: Desk, sandbox: Server, replies: list[Reply]
) -> None:
    sandbox.payer("DEMO-ALPHA", faults=["lost-answer"], fault_count=1)
    message_id = send_claim(desk, "CLM-STRICT")
    desk.work(rounds=1)
    sandbox.payer("DEMO-ALPHA", faults=["strict-duplicates"], fault_count=1)
    desk.forget_waiting()
    desk.work()
    assert desk.message(message_id).status == "answered"
    assert "asked_for_status" in desk.steps(message_id)
    assert [answer.outcome for answer in answers(replies)] == ["judged"]
    assert len(sandbox.ledger("claims")) == 1


def test_withdrawing_is_possible_until_it_may_have_left(desk: Desk, sandbox: Server) -> None:
    early, late = send_claim(desk, "CLM-A"), send_claim(desk, "CLM-B")
    outbox.withdraw(early)
    db.session.commit()
    desk.work(rounds=1)
    assert desk.message(early).status == "failed"
    assert [
        claim["focal_value"] for claim in sandbox.ledger("messages", event="claim-request")
    ] == ["CLM-B"]
    with pytest.raises(AlreadyLeaving):
        outbox.withdraw(late)


def test_a_held_message_is_released_and_counts_once(
    desk: Desk, sandbox: Server, replies: list[Reply]
) -> None:
    sandbox.payer("DEMO-ALPHA", faults=["lost-answer"], fault_count=50)
    message_id = send_claim(desk, "CLM-HELD")
    for _ in range(5):
        desk.forget_waiting()
        desk.work(rounds=1)
    assert desk.message(message_id).status == "held"
    assert news(replies, message_id) == ["dispatched", "unclear"]
    sandbox.payer("DEMO-ALPHA", faults=[], fault_count=0)
    outbox.release(message_id, "send_again_anyway")
    db.session.commit()
    desk.forget_waiting()
    desk.work()
    assert desk.message(message_id).status == "answered"
    assert len(sandbox.ledger("claims")) == 1


def test_asking_for_status_needs_something_to_ask(desk: Desk) -> None:
    message_id = send_claim(desk, "CLM-ASK")
    with pytest.raises(NothingToAsk):
        outbox.ask_status(message_id)


def test_an_answer_for_nobody_is_parked_and_read_again(desk: Desk, sandbox: Server) -> None:
    sandbox.control("stray", payer="DEMO-ALPHA", sender=desk.noor.licence)
    desk.work(rounds=2)
    (found,) = [row for row in desk.inbound() if row.status == "parked"]
    assert (found.problem, queries.parked_count()) == ("unreadable", 1)
    inbox.read_again(found.id)
    db.session.commit()
    assert inbox.route(found.id) == "parked"
    db.session.rollback()
    handled = next(row for row in desk.inbound() if row.status == "handled")
    with pytest.raises(NotParked):
        inbox.read_again(handled.id)


def test_a_handler_that_fails_parks_the_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_reply: Reply) -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setitem(inbox._handlers, "eligibility", refuse)
    message_id = ask(desk, "ELG-BAD")
    for _ in range(4):
        desk.forget_waiting()
        desk.work(rounds=1)
    (found,) = [row for row in desk.inbound() if row.status == "parked"]
    assert found.problem == "ValueError"
    assert desk.message(message_id).status == "held"


def test_the_same_answer_twice_has_one_effect(desk: Desk, replies: list[Reply]) -> None:
    message_id = ask(desk, "ELG-TWICE")
    desk.work(rounds=1)
    (found,) = [row for row in desk.inbound() if row.kind == "eligibility"]
    again = inbox.keep(b"\n " + queries.body_of(found), message_id=message_id)
    db.session.commit()
    assert again == found.id
    assert inbox.route(again) == "handled"
    assert len(answers(replies, EligibilityAnswer)) == 1


def test_a_lane_has_one_driver(desk: Desk) -> None:
    from app.exchange import lanes

    send_claim(desk, "CLM-LEASE")
    (lane,) = [state for state in queries.lane_states() if state.stream == "claims"]
    db.session.rollback()
    first = lanes.take(lane.lane_id)
    assert first is not None
    assert lanes.take(lane.lane_id) is None
    lanes.release(lane.lane_id, new_id())
    assert lanes.take(lane.lane_id) is None
    lanes.release(lane.lane_id, first)
    assert lanes.take(lane.lane_id) is not None


@pytest.mark.parametrize(("receiver", "status"), [("SEEB", "parked"), ("NOOR", "handled")])
def test_an_answer_for_another_clinic_does_not_judge_our_claim_of_the_same_number(
    desk: Desk, replies: list[Reply], receiver: str, status: str
) -> None:
    message_id = send_claim(desk, "CLM-1", payer="DEMO-ALPHA")
    body = (RECORDED / "claim_partial.json").read_bytes()
    head, mark, rest = body.partition(b'"value": "DEMO-P-NOOR"')
    assert mark
    found = inbox.keep(head + f'"value": "DEMO-P-{receiver}"'.encode() + rest)
    db.session.commit()
    assert inbox.route(found) == status
    assert bool(answers(replies)) is (status == "handled")
    assert (desk.message(message_id).status == "answered") is (status == "handled")
