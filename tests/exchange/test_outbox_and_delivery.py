"""From the journal over the wire and back, against the live simulated exchange."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from app.exchange import connections, inbox, outbox, queries
from app.exchange.errors import AlreadyLeaving, NothingToAsk, NotParked
from app.exchange.messages import CLAIMS, DESK, ClaimAnswer, DeliveryNote, EligibilityAnswer, Reply
from app.kernel.db import db
from app.kernel.ids import new_id
from tests.exchange import samples
from tests.exchange.conftest import Desk, Server

RECORDED = Path(__file__).parent / "recorded"


@pytest.fixture(autouse=True)
def _wired(line: object, replies: list[object]) -> None:
    return


def send_claim(
    desk: Desk,
    identifier: str,
    *,
    payer: str = "DEMO-ALPHA",
    civil_id: str = "10000001",
    **known: object,
) -> UUID:
    said = samples.claim(
        identifier, desk.noor, samples.Party(licence=payer, name=payer), civil_id, **known
    )
    found = outbox.send(
        said,
        payer_id=desk.payer_ids[payer],
        stream=CLAIMS,
        subject_kind="claim",
        subject_id=new_id(),
    )
    db.session.commit()
    return found


def ask(desk: Desk, identifier: str, civil_id: str = "10000001") -> UUID:
    said = samples.question(identifier, desk.noor, civil_id=civil_id)
    found = outbox.send(
        said,
        payer_id=desk.payer_ids["DEMO-ALPHA"],
        stream=DESK,
        subject_kind="eligibility_check",
        subject_id=new_id(),
    )
    db.session.commit()
    return found


def answers(replies: list[object], kind: type = ClaimAnswer) -> list[object]:
    return [
        reply.answer
        for reply in replies
        if isinstance(reply, Reply) and isinstance(reply.answer, kind)
    ]


def news(replies: list[object], message_id: UUID) -> list[str]:
    return [
        note.news
        for note in replies
        if isinstance(note, DeliveryNote) and note.message_id == message_id
    ]


def test_a_question_is_answered(desk: Desk, replies: list[Reply]) -> None:
    message_id = ask(desk, "ELG-1")
    desk.work()
    assert desk.message(message_id).status == "answered"
    (answer,) = answers(replies, EligibilityAnswer)
    assert answer.policies[0].in_force
    assert answer.policies[0].copay_percent == 10
    assert desk.steps(message_id) == ["queued", "taken", "acknowledged", "answered"]


def test_a_rolled_back_message_leaves_no_trace(desk: Desk) -> None:
    said = samples.question("ELG-2", desk.noor)
    outbox.send(
        said,
        payer_id=desk.payer_ids["DEMO-ALPHA"],
        stream=DESK,
        subject_kind="eligibility_check",
        subject_id=new_id(),
    )
    db.session.rollback()
    jobs = db.session.execute(db.text("SELECT count(*) FROM procrastinate_jobs")).scalar_one()
    assert (queries.messages(queries.Wanted()).rows, jobs) == ([], 0)


def test_what_the_journal_holds_is_what_arrives(desk: Desk, sandbox: Server) -> None:
    message_id = send_claim(desk, "CLM-BYTES")
    body = queries.envelope_of(desk.message(message_id))
    db.session.rollback()
    desk.work()
    (kept,) = sandbox.ledger("messages", event="claim-request")
    assert kept["sha256"] == desk.message(message_id).envelope_sha256
    assert b"Said Al-Test" in body
    assert b"Said" not in desk.message(message_id).envelope_sealed


def test_claims_arrive_in_the_order_they_were_sent(desk: Desk, sandbox: Server) -> None:
    sent = [f"CLM-{number}" for number in range(5)]
    for identifier in sent:
        send_claim(desk, identifier)
    desk.work()
    assert [
        claim["identifier"] if "identifier" in claim else claim["focal_value"]
        for claim in sandbox.ledger("messages", event="claim-request")
    ] == sent


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


def test_a_business_refusal_is_an_answer(desk: Desk, replies: list[Reply]) -> None:
    wrong = samples.service(net=samples.Decimal("99.000"), payer_share=samples.Decimal("97.750"))
    message_id = send_claim(desk, "CLM-WRONG", lines=(wrong,))
    desk.work()
    (answer,) = answers(replies)
    assert answer.outcome == "rejected"
    assert "BV-00251" in {refusal.code for refusal in answer.refusals}
    assert desk.message(message_id).status == "answered"


@pytest.mark.parametrize(
    ("fault", "between"),
    [
        ("lost-answer", "sent-unacked"),
        ("half-answer", "sent-unacked"),
        ("gateway-timeout", "sent-unacked"),
        ("error-500", "sent-unacked"),
        ("closed", "sent-unacked"),
        ("unavailable", "queued"),
        ("throttled", "queued"),
        ("garbage", "queued"),
        ("wrong-id", "queued"),
    ],
)
def test_after_a_fault_the_same_bytes_arrive_once(
    desk: Desk, sandbox: Server, replies: list[Reply], fault: str, between: str
) -> None:
    sandbox.payer("DEMO-ALPHA", faults=[fault], fault_count=1)
    message_id = send_claim(desk, f"CLM-{fault}")
    desk.work(rounds=1)
    assert desk.message(message_id).status == between
    for _ in range(4):
        desk.forget_waiting()
        desk.work(rounds=1)
    assert desk.message(message_id).status == "answered"
    assert len(sandbox.ledger("claims")) == 1
    assert [answer.outcome for answer in answers(replies)] == ["judged"]
    assert news(replies, message_id) == ["dispatched"]


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


def test_a_refusal_by_the_gateway_fails_and_says_why(
    desk: Desk, sandbox: Server, replies: list[Reply]
) -> None:
    sandbox.payer("DEMO-ALPHA", faults=["refused"], fault_count=1)
    message_id = send_claim(desk, "CLM-REFUSED")
    desk.work(rounds=1)
    assert desk.message(message_id).status == "failed"
    refused = [
        note for note in replies if isinstance(note, DeliveryNote) and note.news == "refused"
    ]
    assert [note.refusal.code for note in refused] == ["GE-00013"]


def test_an_outage_keeps_everything_and_says_so(
    desk: Desk, sandbox: Server, replies: list[Reply]
) -> None:
    sandbox.control("exchange", down=True)
    ids = [
        send_claim(desk, f"CLM-OUT-{number}", civil_id=f"2000000{number}") for number in range(3)
    ]
    for _ in range(6):
        desk.forget_waiting()
        desk.work(rounds=1)
    states = {state.stream: state for state in queries.lane_states()}
    assert states["claims"].condition == "paused"
    assert states["claims"].waiting == 3
    assert states["claims"].failing_since is not None
    assert {desk.message(one).status for one in ids} == {"queued"}
    assert replies == []
    sandbox.control("exchange", down=False)
    desk.forget_waiting()
    desk.work()
    assert {desk.message(one).status for one in ids} == {"answered"}
    assert [row["focal_value"] for row in sandbox.ledger("messages", event="claim-request")] == [
        f"CLM-OUT-{n}" for n in range(3)
    ]
    assert queries.failing() == []


def test_a_message_that_waited_too_long_is_stamped_anew(desk: Desk, sandbox: Server) -> None:
    message_id = send_claim(desk, "CLM-OLD")
    before = desk.message(message_id).envelope_sha256
    db.session.execute(db.text("UPDATE messages SET stamped_at = stamped_at - interval '1 hour'"))
    db.session.commit()
    desk.work(rounds=1)
    found = desk.message(message_id)
    assert found.envelope_sha256 != before
    assert "stamped_anew" in desk.steps(message_id)
    (kept,) = sandbox.ledger("messages", event="claim-request")
    assert kept["sha256"] == found.envelope_sha256
    assert kept["header_id"] == found.header_id


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
