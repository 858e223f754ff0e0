"""What payers say unasked: questions find their subject, payments their handler, nonsense is parked."""

from __future__ import annotations

from typing import Any

import pytest

from app.exchange import connections
from app.exchange.messages import (
    APPROVAL,
    CLAIM,
    Communication,
    CommunicationReceived,
    DeliveryNote,
    PaymentAdvice,
    Reply,
)
from app.exchange.models import Message
from app.kernel.db import db
from app.kernel.ids import new_id
from tests.exchange import samples
from tests.exchange.conftest import Desk, Server
from tests.exchange.sending import news, send, send_approval, send_claim


@pytest.fixture(autouse=True)
def _wired(line: object, replies: list[object]) -> None:
    return


def poll(desk: Desk) -> None:
    connections.own_connection().next_poll_at = db.session.scalars(
        db.select(Message.queued_at).limit(1)
    ).one()
    db.session.commit()
    desk.work()


def questions(replies: list[Any]) -> list[Reply]:
    return [
        reply
        for reply in replies
        if isinstance(reply, Reply) and isinstance(reply.answer, CommunicationReceived)
    ]


def test_a_question_finds_what_it_is_about(desk: Desk, sandbox: Server, replies: list[Any]) -> None:
    sandbox.payer("DEMO-ALPHA", temper="asking", delay_seconds=60)
    request, claim = send_approval(desk, "NO-1"), send_claim(desk, "NO-1")
    desk.work()
    poll(desk)
    found = {reply.subject_kind: reply for reply in questions(replies)}
    for kind, message_id in ((APPROVAL, request), (CLAIM, claim)):
        assert found[kind].subject_id == desk.message(message_id).subject_id
        assert found[kind].message_id == message_id
        assert desk.message(message_id).status == "acked"


def told(desk: Desk, about: str, **known: Any) -> Communication:
    return Communication(
        identifier=f"COM-{new_id()}", about=about, text="The left knee.", provider=desk.noor,
        payer=samples.ALPHA, patient=samples.patient(), **known,
    )  # fmt: skip


def test_our_answer_is_taken_or_refused(desk: Desk, sandbox: Server, replies: list[Any]) -> None:
    sandbox.payer("DEMO-ALPHA", temper="asking", delay_seconds=60)
    send_approval(desk, "PA-1")
    desk.work()
    poll(desk)
    (question,) = questions(replies)
    taken = send(
        desk,
        told(desk, "PA-1", about_kind=APPROVAL, in_reply_to=question.answer.reference, attachments=(samples.pdf(),)),
        "communication",
    )  # fmt: skip
    refused = send(desk, told(desk, "PA-0", about_kind=APPROVAL), "communication")
    desk.work()
    assert {desk.message(one).status for one in (taken, refused)} == {"answered"}
    assert news(replies, taken) == ["dispatched"]
    assert news(replies, refused) == ["dispatched", "refused"]
    (note,) = [n for n in replies if isinstance(n, DeliveryNote) and n.news == "refused"]
    assert (note.kind, note.refusal and note.refusal.code) == ("communication", "BV-00233")


def test_payments_reach_their_handler_once(desk: Desk, sandbox: Server, replies: list[Any]) -> None:
    send_claim(desk, "CLM-1")
    desk.work()
    us = {"payer": "DEMO-ALPHA", "sender": desk.noor.licence}
    sandbox.control("pay", **us)
    sandbox.control("pay/unknown", **us, amount="7.000")
    poll(desk)
    found = [
        reply
        for reply in replies
        if isinstance(reply, Reply) and isinstance(reply.answer, PaymentAdvice)
    ]
    assert [reply.answer.lines[0].claim_identifier[:5] for reply in found] == ["CLM-1", "UNKNO"]
    assert [(reply.subject_id, reply.message_id) for reply in found] == [(None, None)] * 2


def test_a_question_about_nothing_of_ours_is_parked(
    desk: Desk, sandbox: Server, replies: list[Any]
) -> None:
    """Another programme of the same clinic sent that claim; nobody here knows it."""
    said = samples.claim("FOREIGN-1", provider=desk.noor)
    gateway = connections.gateway()
    gateway.deliver(gateway.compose(said).body, connections.credentials(practice=True))
    (held,) = sandbox.ledger("claims")
    sandbox.control(f"claims/{held['id']}/ask", words="Why?")
    send_claim(desk, "CLM-1")
    desk.work()
    poll(desk)
    (parked,) = [row for row in desk.inbound() if row.status == "parked"]
    assert (parked.kind, parked.problem) == (None, "AnswersNothing")
    assert questions(replies) == []
