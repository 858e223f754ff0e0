"""An approval request as our adapter writes it, read and answered by the live simulated exchange."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.exchange.dhamani.adapter import Dhamani
from app.exchange.gateway import Credentials, Reading
from app.exchange.messages import (
    APPROVAL,
    APPROVAL_KINDS,
    ApprovalAnswer,
    ApprovalRequest,
    CancelAnswer,
    CancelRequest,
    Party,
    Question,
    StatusAnswer,
    StatusQuestion,
)
from app.kernel.clock import today
from tests.exchange import samples
from tests.exchange.conftest import Server

US = Credentials(tenant="noor", client_id="demo-client", client_secret="demo-secret")
DELTA = Party(licence="DEMO-DELTA", name="DeltaIns")


def say(gateway: Dhamani, said: Question) -> Reading:
    return gateway.read(gateway.deliver(gateway.compose(said).body, US).body)


def judged(gateway: Dhamani, said: ApprovalRequest) -> ApprovalAnswer:
    found = say(gateway, said)
    assert (found.kind, found.about, found.about_kind) == (APPROVAL, said.identifier, APPROVAL)
    assert isinstance(found.answer, ApprovalAnswer)
    return found.answer


@pytest.mark.parametrize("kind", APPROVAL_KINDS)
def test_every_kind_of_request_is_judged(dhamani: Dhamani, sandbox: Server, kind: str) -> None:
    lines = (samples.service(days_supply=30),)
    said = samples.approval(f"PA-{kind}", payer=DELTA, kind=kind, lines=lines)
    answer = judged(dhamani, said)
    assert (answer.outcome, answer.judgement) == ("judged", "approved")
    assert answer.reference.startswith("DELTA-PA-")
    assert (answer.valid_from, answer.valid_to) == (today(), today() + timedelta(days=30))
    assert [(line.sequence, line.outcome) for line in answer.lines] == [(1, "approved")]
    assert answer.lines[0].approved_quantity == 1
    assert answer.approved == Decimal("11.250")
    (held,) = sandbox.ledger("claims")
    assert (held["use"], held["pre_auth_ref"]) == ("preauthorization", answer.reference)


def test_a_refused_request_has_reasons_and_no_number(dhamani: Dhamani, sandbox: Server) -> None:
    sandbox.payer("DEMO-ALPHA", temper="denying")
    answer = judged(dhamani, samples.approval("PA-1"))
    assert (answer.judgement, answer.reference, answer.valid_to) == ("denied", "", None)
    assert [reason.code for reason in answer.lines[0].reasons] == ["MNEC-003"]
    assert answer.lines[0].reasons[0].text_ar


def test_a_request_the_payer_cannot_take_is_rejected(dhamani: Dhamani) -> None:
    answer = judged(dhamani, samples.approval("PA-1", civil_id="10000023"))
    assert (answer.outcome, answer.judgement, answer.final) == ("rejected", "", True)
    assert [refusal.code for refusal in answer.refusals] == ["GE-00026"]


def test_an_extension_keeps_its_number(dhamani: Dhamani) -> None:
    first = judged(dhamani, samples.approval("PA-1"))
    longer = judged(dhamani, samples.approval("PA-2", extends=first.reference))
    assert longer.reference == first.reference
    unknown = judged(dhamani, samples.approval("PA-3", extends="ALPHA-PA-999999"))
    assert [refusal.code for refusal in unknown.refusals] == ["BV-00725"]


def test_a_claim_and_a_request_may_bear_the_same_number(dhamani: Dhamani, sandbox: Server) -> None:
    judged(dhamani, samples.approval("NO-1"))
    say(dhamani, samples.claim("NO-1", civil_id="10000002"))
    assert [held["use"] for held in sandbox.ledger("claims")] == ["preauthorization", "claim"]
    assert cancelled(dhamani, "NO-1", about_kind=APPROVAL) == []
    assert cancelled(dhamani, "NO-1", about_kind=APPROVAL) == ["BV-00143"]
    assert cancelled(dhamani, "NO-1") == []


def cancelled(gateway: Dhamani, identifier: str, **known: Any) -> list[str]:
    """The codes of the refusals to a cancellation."""
    asked = CancelRequest(
        identifier=f"X-{identifier}", claim_identifier=identifier, provider=samples.NOOR,
        payer=samples.ALPHA, **known,
    )  # fmt: skip
    answer = say(gateway, asked).answer
    assert isinstance(answer, CancelAnswer)
    assert answer.done is (not answer.refusals)
    return [refusal.code for refusal in answer.refusals]


def test_the_status_of_a_request_is_told(dhamani: Dhamani, sandbox: Server) -> None:
    sandbox.payer("DEMO-ALPHA", temper="manual")
    assert judged(dhamani, samples.approval("PA-1")).outcome == "queued"
    asked = StatusQuestion(
        identifier="S-1", about="PA-1", about_kind=APPROVAL, provider=samples.NOOR,
        payer=samples.ALPHA,
    )  # fmt: skip
    assert say(dhamani, asked).answer == StatusAnswer(status="in_process")


def test_a_request_without_a_member_number_is_rejected_in_words(dhamani: Dhamani) -> None:
    said = samples.approval("PA-unnumbered", payer=DELTA)
    answer = judged(dhamani, replace(said, cover=replace(said.cover, member_number="")))
    assert answer.outcome == "rejected"
    assert answer.refusals[0].text
