"""Questions, files, complaints, payments: written by one end, read by the other, over HTTP."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2 as httpx
import pytest

from app.exchange.dhamani.adapter import Dhamani
from app.exchange.gateway import Reading
from app.exchange.messages import (
    APPROVAL,
    CLAIM,
    Acknowledgement,
    ApprovalAnswer,
    ClaimAnswer,
    ClaimSubmission,
    Communication,
    CommunicationReceived,
    PaymentAdvice,
    PollRequest,
    Question,
    RelatedClaim,
)
from app.kernel.clock import now
from tests.exchange import samples
from tests.exchange.conftest import Server
from tests.exchange.test_approvals_contract import cancelled, judged, say

GAMMA = samples.Party(licence="DEMO-GAMMA", name="GammaIns")
US = {"payer": "DEMO-ALPHA", "sender": samples.NOOR.licence}


def polled(gateway: Dhamani) -> list[Reading]:
    """What waits for us now."""
    asked = PollRequest(identifier="POLL", provider=samples.NOOR, count=20)
    return [gateway.read(found.body) for found in say(gateway, asked).inner]


def told(identifier: str, about: str, **known: Any) -> Communication:
    return Communication(
        **{
            "identifier": identifier, "about": about, "text": "ها هو التقرير", "provider": samples.NOOR,
            "payer": samples.ALPHA, "patient": samples.patient(),
        } | known
    )  # fmt: skip


def kept_files(sandbox: Server) -> list[tuple[str, str]]:
    """Hash and size of what the page of the last claim offers."""
    newest = sandbox.ledger("claims")[-1]["id"]
    page = httpx.get(f"{sandbox.url}/claims/{newest}", trust_env=False).text
    found = []
    for part in page.split('href="/files/')[1:]:
        body = httpx.get(f"{sandbox.url}/files/{part.split(chr(34))[0]}", trust_env=False).content
        found.append((hashlib.sha256(body).hexdigest(), str(len(body))))
    return found


def test_the_files_of_a_request_arrive_byte_for_byte(dhamani: Dhamani, sandbox: Server) -> None:
    files = (samples.pdf("Report", 70_000), samples.pdf("تقرير", 12))
    judged(dhamani, samples.approval("PA-1", supporting=files, comment="Knee pain " * 60))
    assert kept_files(sandbox) == [(file.sha256, str(len(file.body))) for file in files]
    page = httpx.get(f"{sandbox.url}/claims/{sandbox.ledger('claims')[0]['id']}", trust_env=False)
    assert page.text.count("Knee pain") == 60


def test_the_largest_file_the_profile_allows_is_taken_over_there(dhamani: Dhamani) -> None:
    file = samples.pdf(size=dhamani.limits.file_bytes)
    assert judged(dhamani, samples.approval("PA-1", supporting=(file,))).judgement == "approved"


@pytest.mark.parametrize("about_kind", [APPROVAL, CLAIM])
def test_a_payer_asks_and_decides_after_the_answer(
    dhamani: Dhamani, sandbox: Server, about_kind: str
) -> None:
    sandbox.payer("DEMO-ALPHA", temper="asking", delay_seconds=0)
    asked: Question = samples.claim("NO-1")
    if about_kind == APPROVAL:
        asked = samples.approval("NO-1")
    say(dhamani, asked)
    (question,) = polled(dhamani)
    words = question.answer
    assert isinstance(words, CommunicationReceived)
    assert (question.about, question.about_kind, words.about_kind) == (
        "NO-1",
        about_kind,
        about_kind,
    )
    assert words.texts == ("Please send the medical report.",)
    assert words.due_at is not None
    assert timedelta(minutes=29) < words.due_at - now() <= timedelta(minutes=30)
    reply = told(
        "COM-1", "NO-1", about_kind=about_kind, in_reply_to=words.reference, attachments=(samples.pdf(),)
    )  # fmt: skip
    assert say(dhamani, reply).answer == Acknowledgement()
    assert kept_files(sandbox) == [(samples.pdf().sha256, "400")]
    (answer,) = polled(dhamani)
    assert isinstance(answer.answer, ApprovalAnswer | ClaimAnswer)
    assert (answer.kind, answer.answer.judgement) == (about_kind, "approved")


def test_words_about_nothing_are_refused(dhamani: Dhamani) -> None:
    answer = say(dhamani, told("COM-1", "CLM-0")).answer
    assert isinstance(answer, Acknowledgement)
    assert [refusal.code for refusal in answer.refusals] == ["BV-00233"]


def denied_claim(gateway: Dhamani) -> ClaimSubmission:
    """A claim at GammaIns whose second line, a laboratory test, is denied."""
    laboratory = samples.Coding(system="http://demo.example/services", code="DEMO-2001")
    lines = (
        samples.service(1, coding=replace(laboratory, code="DEMO-1001")),
        samples.service(2, coding=laboratory),
    )
    said = samples.claim("CLM-1", payer=GAMMA, lines=lines)
    answer = say(gateway, said).answer
    assert isinstance(answer, ClaimAnswer)
    assert [line.outcome for line in answer.lines] == ["approved", "denied"]
    return said


def test_a_complaint_with_its_disputed_line_wins(dhamani: Dhamani, sandbox: Server) -> None:
    said = denied_claim(dhamani)
    about = RelatedClaim(identifier="CLM-1", relationship="appealing", payer_reference="R-1")
    complaint = replace(
        said, identifier="CLM-1-C1", related=about, comment="حمى منذ خمسة أيام", lines=said.lines[1:],
        total=said.lines[1].net, supporting=(samples.pdf(),),
    )  # fmt: skip
    answer = say(dhamani, complaint).answer
    assert isinstance(answer, ClaimAnswer)
    assert [(line.sequence, line.outcome) for line in answer.lines] == [(2, "approved")]
    wordless = say(dhamani, replace(complaint, identifier="CLM-1-C2", comment="")).answer
    assert isinstance(wordless, ClaimAnswer)
    assert [refusal.code for refusal in wordless.refusals] == ["SBX-037"]


def test_a_correction_counts_once(dhamani: Dhamani, sandbox: Server) -> None:
    said = denied_claim(dhamani)
    corrected = replace(
        said,
        identifier="CLM-1-2",
        related=RelatedClaim(identifier="CLM-1"),
        comment="Diagnosis added",
    )
    answer = say(dhamani, corrected).answer
    assert isinstance(answer, ClaimAnswer)
    assert answer.judgement == "approved"
    (held,) = sandbox.ledger("effective")
    assert (held["claims"], held["superseded"]) == (1, 1)


def test_only_a_wrong_entry_is_nullified(dhamani: Dhamani) -> None:
    say(dhamani, samples.claim("CLM-1"))
    assert cancelled(dhamani, "CLM-1", nullify=True, reason="not_performed") == ["SBX-038"]
    assert cancelled(dhamani, "CLM-1", nullify=True, reason="already_submitted") == []


def test_what_is_paid_cannot_be_cancelled(dhamani: Dhamani, sandbox: Server) -> None:
    say(dhamani, samples.claim("CLM-1"))
    sandbox.control("pay", **US)
    assert cancelled(dhamani, "CLM-1") == ["BV-00446"]


def advices(gateway: Dhamani) -> list[PaymentAdvice]:
    found = [reading.answer for reading in polled(gateway)]
    assert all(isinstance(answer, PaymentAdvice) for answer in found)
    return found  # type: ignore[return-value]


def test_a_payment_with_its_parts_and_lines(dhamani: Dhamani, sandbox: Server) -> None:
    lines = (samples.service(1), samples.service(2))
    answer = say(dhamani, samples.claim("CLM-1", lines=lines)).answer
    sandbox.control("pay", **US, fee_percent="1", early_percent="2")
    (advice,) = advices(dhamani)
    (line,) = advice.lines
    assert (advice.payer_licence, advice.method) == ("DEMO-ALPHA", "eft")
    assert (line.claim_identifier, line.response_reference) == ("CLM-1", answer.reference)
    assert [(part.kind, part.amount) for part in line.components] == [
        ("payment", Decimal("22.500")), ("early_payment", Decimal("-0.450")), ("fee", Decimal("-0.225")),
    ]  # fmt: skip
    assert [(item.sequence, item.amount) for item in line.items] == [
        (1, Decimal("11.250")),
        (2, Decimal("11.250")),
    ]
    assert advice.amount == line.amount == Decimal("21.825")
    assert line.fee == Decimal("-0.675")


def test_a_take_back_names_what_it_takes_back(dhamani: Dhamani, sandbox: Server) -> None:
    say(dhamani, samples.claim("CLM-1"))
    (held,) = sandbox.ledger("claims")
    for amount in ("11.250", "-3.000"):
        sandbox.control("pay", **US, amounts={held["id"]: amount})
    paid, back = advices(dhamani)
    assert (back.lines[0].kind, back.amount) == ("takeback", Decimal("-3.000"))
    assert back.lines[0].original_reference == paid.lines[0].reference != ""


@pytest.mark.parametrize(
    ("kind", "amount", "read_as"),
    [("fee", "-2.000", "fee"), ("advance", "500.000", "advance"), ("unknown", "7.000", "payment")],
)
def test_payments_for_no_claim_of_ours(
    dhamani: Dhamani, sandbox: Server, kind: str, amount: str, read_as: str
) -> None:
    sandbox.control(f"pay/{kind}", **US, amount=amount)
    (advice,) = advices(dhamani)
    assert (advice.amount, advice.lines[0].kind) == (Decimal(amount), read_as)
    assert advice.lines[0].claim_identifier.startswith("UNKNOWN-" if kind == "unknown" else "")


def test_the_same_advice_again_has_the_same_reference(dhamani: Dhamani, sandbox: Server) -> None:
    say(dhamani, samples.claim("CLM-1"))
    number = sandbox.control("pay", **US)["payment"]
    sandbox.control(f"payments/{number}/again")
    first, second = advices(dhamani)
    assert first == second
    assert first.reference == number
