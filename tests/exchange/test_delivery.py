"""From the journal over the wire and back, against the live simulated exchange."""

from __future__ import annotations

import pytest

from app.exchange import outbox, queries
from app.exchange.messages import DESK, DeliveryNote, EligibilityAnswer, Reply
from app.kernel.db import db
from app.kernel.ids import new_id
from tests.exchange import samples
from tests.exchange.conftest import Desk, Server
from tests.exchange.sending import answers, ask, news, send_claim


@pytest.fixture(autouse=True)
def _wired(line: object, replies: list[object]) -> None:
    return


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
