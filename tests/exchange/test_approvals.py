"""Approval requests on their way: answered, late, twice, cancelled, too large to leave."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.exchange import connections, fitting, inbox, outbox
from app.exchange.errors import (
    AttachmentChanged,
    AttachmentNotTaken,
    AttachmentTooLarge,
    MessageTooLarge,
    TooManyAttachments,
)
from app.exchange.messages import (
    APPROVAL,
    CANCEL,
    ApprovalAnswer,
    CancelAnswer,
    CancelRequest,
    Reply,
)
from app.exchange.models import Message
from app.kernel.db import db
from tests.exchange import samples
from tests.exchange.conftest import Desk, Server
from tests.exchange.sending import answers, send, send_approval, send_claim


@pytest.fixture(autouse=True)
def _wired(line: object, replies: list[object]) -> None:
    return


def work_until_answered(desk: Desk, message_id: Any) -> None:
    for _ in range(20):
        desk.work(rounds=1)
        if desk.message(message_id).status == "answered":
            return
        connections.own_connection().next_poll_at = desk.message(message_id).queued_at
        db.session.commit()
    raise AssertionError("never answered")


def test_an_approval_pends_and_is_given_by_poll(
    desk: Desk, sandbox: Server, replies: list[Reply]
) -> None:
    sandbox.payer("DEMO-ALPHA", temper="pended", delay_seconds=1)
    message_id = send_approval(desk, "PA-1")
    work_until_answered(desk, message_id)
    found = answers(replies, ApprovalAnswer)
    assert [answer.outcome for answer in found] == ["queued", "judged"]
    assert found[1].reference
    assert {reply.subject_id for reply in replies if isinstance(reply, Reply)} == {
        desk.message(message_id).subject_id
    }


def test_an_answer_given_twice_is_handed_up_once(
    desk: Desk, sandbox: Server, replies: list[Reply]
) -> None:
    sandbox.payer("DEMO-ALPHA", faults=["duplicate-answers"], fault_count=1)
    message_id = send_approval(desk, "PA-1")
    desk.work()
    connections.own_connection().next_poll_at = desk.message(message_id).queued_at
    db.session.commit()
    desk.work()
    assert [answer.judgement for answer in answers(replies, ApprovalAnswer)] == ["approved"]


def test_what_became_of_a_request_can_be_asked(
    desk: Desk, sandbox: Server, replies: list[Reply]
) -> None:
    sandbox.payer("DEMO-ALPHA", temper="manual")
    message_id = send_approval(desk, "PA-1")
    desk.work()
    outbox.ask_status(message_id)
    db.session.commit()
    desk.work()
    assert "status_told" in desk.steps(message_id)
    assert desk.message(message_id).status == "acked"


def test_a_cancellation_goes_to_the_verb_of_its_subject(
    desk: Desk, replies: list[Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    of_approvals: list[Reply] = []
    monkeypatch.setitem(inbox._handlers, f"{CANCEL}/{APPROVAL}", of_approvals.append)
    request, claim = send_approval(desk, "NO-1"), send_claim(desk, "NO-1")
    desk.work()
    for about_kind in (APPROVAL, "claim"):
        asked = CancelRequest(
            identifier=f"X-{about_kind}", claim_identifier="NO-1", about_kind=about_kind,
            provider=desk.noor, payer=samples.ALPHA,
        )  # fmt: skip
        subject = request if about_kind == APPROVAL else claim
        send(desk, asked, about_kind, desk.message(subject).subject_id)
    desk.work()
    assert [reply.subject_kind for reply in of_approvals] == [APPROVAL]
    assert [answer.done for answer in answers(replies, CancelAnswer)] == [True]


FILE = samples.pdf()


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ((replace(FILE, content_type="text/html"),), AttachmentNotTaken),
        ((samples.pdf(size=5_000_001),), AttachmentTooLarge),
        ((replace(FILE, sha256="0" * 64),), AttachmentChanged),
        ((FILE,) * 11, TooManyAttachments),
        ((samples.pdf(size=4_000_000), samples.pdf(size=3_600_000)), MessageTooLarge),
    ],
    ids=lambda found: getattr(found, "__name__", ""),
)
def test_what_does_not_fit_is_refused_before_anything_is_written(
    desk: Desk, files: tuple[Any, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        send_approval(desk, "PA-1", supporting=files)
    assert db.session.scalar(db.select(db.func.count()).select_from(Message)) == 0


def test_the_last_byte_that_fits(line: Any) -> None:
    file = samples.pdf(size=5_000_000)
    fitting.check(samples.approval("PA-1", supporting=(file,)), line.limits)
    with pytest.raises(MessageTooLarge, match=r"10\.1 MB; the exchange takes 10\.0 MB"):
        fitting.check_size(10_000_001, line.limits)
