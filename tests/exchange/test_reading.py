"""From FHIR to our words: generous about what is extra, strict about the codes that decide."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.exchange.dhamani import encoding, profile
from app.exchange.dhamani.reading.message import read
from app.exchange.gateway import ExchangeError, Reading
from app.exchange.messages import (
    Acknowledgement,
    ApprovalAnswer,
    CancelAnswer,
    ClaimAnswer,
    CommunicationReceived,
    EligibilityAnswer,
    PaymentAdvice,
    PollAnswer,
    StatusAnswer,
)

PROFILE = profile.load("sandbox")
PROFILES = PROFILE.names.profile_base
RECORDED = Path(__file__).parent / "recorded"

Bundle = dict[str, Any]


def recorded(name: str) -> Bundle:
    return encoding.loads((RECORDED / f"{name}.json").read_bytes())


def reading(bundle: Bundle) -> Reading:
    return read(PROFILE, encoding.dumps(bundle))


def focal(bundle: Bundle) -> dict[str, Any]:
    return bundle["entry"][1]["resource"]


def test_a_covered_person() -> None:
    found = reading(recorded("eligibility_covered"))
    assert (found.kind, found.response_to, found.about) == (
        "eligibility",
        "5d8e7a52-0d0e-4c5b-9c8e-0a54d1f0b001",
        "ELG-1",
    )
    assert isinstance(found.answer, EligibilityAnswer)
    (policy,) = found.answer.policies
    assert (policy.in_force, policy.plan_name, policy.copay_percent, policy.copay_max) == (
        True,
        "Standard plan",
        10,
        Decimal("3.000"),
    )
    assert (policy.annual_limit, policy.annual_used) == (Decimal("500.000"), Decimal("85.500"))
    dental = next(b for b in policy.benefits if b.category == "dental")
    imaging = next(b for b in policy.benefits if b.category == "imaging")
    assert (dental.excluded, imaging.approval_required, imaging.limit) == (
        True,
        True,
        Decimal("120.000"),
    )


def test_a_policy_that_does_not_hold_says_why() -> None:
    bundle = recorded("eligibility_covered")
    entry = focal(bundle)["insurance"][0]
    entry["inforce"] = False
    entry["extension"] = [
        {
            "url": "http://DHAMANI.om/fhir/om/dhamani-fs/StructureDefinition/extension-not-in-force-reason|1.0.0",
            "valueCodeableConcept": {
                "coding": [
                    {
                        "code": "not-active",
                        "display": "Not active.",
                        "_display": {
                            "extension": [
                                {
                                    "url": "http://hl7.org/fhir/StructureDefinition/translation",
                                    "extension": [
                                        {"url": "lang", "valueCode": "ar"},
                                        {"url": "content", "valueString": "غير سارية."},
                                    ],
                                }
                            ]
                        },
                    }
                ]
            },
        }
    ]
    (policy,) = reading(bundle).answer.policies
    assert (policy.in_force, policy.not_in_force.code, policy.not_in_force.text_ar) == (
        False,
        "not-active",
        "غير سارية.",
    )


def test_a_judged_claim() -> None:
    found = reading(recorded("claim_partial"))
    assert isinstance(found.answer, ClaimAnswer)
    answer = found.answer
    assert (answer.outcome, answer.judgement, answer.approved, answer.final) == (
        "judged",
        "partial",
        Decimal("11.250"),
        True,
    )
    first, second = answer.lines
    assert (first.outcome, first.approved, first.patient_share) == (
        "approved",
        Decimal("11.250"),
        Decimal("1.250"),
    )
    assert (second.outcome, second.approved) == ("denied", Decimal("0.000"))
    assert (second.reasons[0].code, second.reasons[0].text_ar, second.notes) == (
        "MNEC-003",
        "غير مبرر طبيًا.",
        ("Not medically justified.",),
    )


def test_a_pended_claim_is_not_final() -> None:
    bundle = recorded("claim_partial")
    focal(bundle)["outcome"] = "queued"
    answer = reading(bundle).answer
    assert (answer.outcome, answer.final, answer.lines) == ("queued", False, ())


def test_an_error_is_a_rejection_with_its_codes() -> None:
    bundle = recorded("claim_partial")
    focal(bundle).update(
        {
            "outcome": "error",
            "error": [
                {
                    "code": {
                        "coding": [{"code": "BV-00251", "display": "Net is wrong."}],
                        "text": "Claim.item[0].net: Net is wrong.",
                    }
                }
            ],
        }
    )
    answer = reading(bundle).answer
    assert (answer.outcome, answer.refusals[0].code, answer.refusals[0].field) == (
        "rejected",
        "BV-00251",
        "Claim.item[0].net",
    )


@pytest.mark.parametrize(
    ("code", "response", "again"),
    [
        ("BV-00251", "fatal-error", ""),
        ("GE-00012", "transient-error", "as it stands"),
        ("SBX-016", "fatal-error", "as it stands"),
        ("SBX-014", "fatal-error", "with a new stamp"),
        ("BV-00127", "fatal-error", "known already"),
    ],
)
def test_only_the_profiles_codes_are_sent_again(code: str, response: str, again: str) -> None:
    bundle = recorded("claim_partial")
    bundle["entry"][0]["resource"]["response"]["code"] = response
    focal(bundle).update({"outcome": "error", "error": [{"code": {"coding": [{"code": code}]}}]})
    assert reading(bundle).again == again


def task(event: str, status: str, *outputs: dict[str, Any]) -> Bundle:
    bundle = recorded("claim_partial")
    bundle["entry"][0]["resource"]["eventCoding"]["code"] = event
    bundle["entry"][1]["resource"] = {
        "resourceType": "Task",
        "id": "t",
        "status": status,
        "output": list(outputs),
    }
    return bundle


def output(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": {"coding": [{"code": kind}]}, **value}


def test_a_poll_hands_over_what_lies_inside() -> None:
    bundle = task("poll-response", "completed")
    bundle["entry"] += [
        {"fullUrl": f"urn:uuid:{n}", "resource": recorded("claim_partial")} for n in range(2)
    ]
    found = reading(bundle)
    assert found.answer == PollAnswer(count=2)
    assert [read(PROFILE, inner.body).kind for inner in found.inner] == ["claim", "claim"]
    assert found.inner[0].body == encoding.dumps(recorded("claim_partial"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("queued", "queued"),
        ("in-process", "in_process"),
        ("complete", "complete"),
        ("unknown", "unknown"),
    ],
)
def test_a_status_in_our_words(said: str, meant: str) -> None:
    assert reading(
        task("status-response", "completed", output("status", valueString=said))
    ).answer == StatusAnswer(status=meant)


def test_a_cancellation_is_done_or_not() -> None:
    refused = output(
        "error", valueCodeableConcept={"coding": [{"code": "BV-00446", "display": "Paid."}]}
    )
    done, failed = (
        reading(task("cancel-response", "completed")),
        reading(task("cancel-response", "failed", refused)),
    )
    assert isinstance(done.answer, CancelAnswer)
    assert (done.answer.done, failed.answer.done, failed.answer.refusals[0].code) == (
        True,
        False,
        "BV-00446",
    )


def test_a_payment_whose_entries_do_not_add_up_is_left_to_a_person() -> None:
    bundle = recorded("payment")
    found = reading(bundle)
    assert isinstance(found.answer, PaymentAdvice)
    assert (found.answer.amount, [line.amount for line in found.answer.lines]) == (
        Decimal("9.250"),
        [Decimal("11.250"), Decimal("-2.000")],
    )
    focal(bundle)["paymentAmount"]["value"] = Decimal("9.251")
    odd = reading(bundle)
    assert isinstance(odd.answer, PaymentAdvice)
    assert odd.answer.amount == Decimal("9.251"), "the payer's own figure is kept as it was told"


def test_words_of_a_payer() -> None:
    bundle = recorded("claim_partial")
    bundle["entry"][0]["resource"]["eventCoding"]["code"] = "communication-request"
    bundle["entry"][1]["resource"] = {
        "resourceType": "CommunicationRequest",
        "identifier": [{"value": "CR-1", "system": "http://payer/questions"}],
        "about": [{"identifier": {"value": "CLM-1"}}],
        "payload": [{"contentString": "Please send notes."}, {"contentReference": {}}],
    }
    found = reading(bundle)
    assert found.answer == CommunicationReceived(
        reference="CR-1",
        reference_system="http://payer/questions",
        about="CLM-1",
        texts=("Please send notes.",),
    )
    assert found.about == "CLM-1"


def test_an_acknowledgement_may_carry_what_is_wrong() -> None:
    bundle = recorded("claim_partial")
    bundle["entry"][0]["resource"]["eventCoding"]["code"] = "acknowledgement"
    bundle["entry"] = bundle["entry"][:1]
    assert reading(bundle).answer == Acknowledgement()
    outcome = {
        "resourceType": "OperationOutcome",
        "issue": [{"code": "invalid", "diagnostics": "No."}],
    }
    bundle["entry"].append({"fullUrl": "urn:uuid:o", "resource": outcome})
    assert [refusal.code for refusal in reading(bundle).answer.refusals] == ["invalid"]


def approval(**changes: object) -> dict[str, Any]:
    """The recorded judgement as an answer to an approval request, with elements changed or left out."""
    bundle = recorded("claim_partial")
    bundle["entry"][0]["resource"]["eventCoding"]["code"] = "priorauth-response"
    found = focal(bundle)
    found |= {
        "use": "preauthorization",
        "preAuthRef": "PA-9",
        "preAuthPeriod": {"start": "2026-11-22", "end": "2026-12-21"},
    } | changes
    for name in [name for name, value in changes.items() if value is None]:
        del found[name]
    return bundle


def test_an_approval_in_part() -> None:
    found = reading(approval())
    assert (found.kind, found.about_kind) == ("approval", "approval")
    assert isinstance(found.answer, ApprovalAnswer)
    assert (found.answer.judgement, found.answer.reference) == ("partial", "PA-9")
    assert (found.answer.valid_from, found.answer.valid_to) == (
        date(2026, 11, 22),
        date(2026, 12, 21),
    )
    assert [line.sequence for line in found.answer.lines] == [1, 2]
    assert found.answer.final


@pytest.mark.parametrize(
    "changes",
    [
        {"preAuthRef": None},
        {"preAuthPeriod": {"start": "2026-11-22", "end": "2026-11-21"}},
        {"use": "claim"},
        {"outcome": "perhaps"},
        {"extension": []} | {"item": []},
        {"resourceType": "Claim"},
    ],
    ids="-".join,
)
def test_an_approval_that_decides_nothing_is_not_read(changes: dict[str, Any]) -> None:
    with pytest.raises(ExchangeError, match="unreadable"):
        reading(approval(**changes))


def paid(**detail: Any) -> dict[str, Any]:
    """The recorded payment with its first entry changed."""
    bundle = recorded("payment")
    focal(bundle)["detail"][0] |= detail
    return bundle


def component(name: str, amount: str) -> dict[str, Any]:
    return {
        "url": f"{PROFILES}extension-{name}",
        "valueMoney": {"value": Decimal(amount), "currency": "OMR"},
    }


def line_paid(sequence: int, amount: str) -> dict[str, Any]:
    parts = [
        {"url": "sequence", "valuePositiveInt": sequence},
        {"url": "amount", "valueMoney": {"value": Decimal(amount)}},
    ]
    return {"url": f"{PROFILES}extension-line-payment", "extension": parts}


@pytest.mark.parametrize(
    "detail",
    [
        {"type": {"coding": [{"code": "gift"}]}},
        {"extension": [component("component-payment", "11.250"), component("component-early-fee", "-0.001")]},
        {"extension": [line_paid(1, "11.249")]},
        {"extension": [{"url": f"{PROFILES}extension-line-payment", "extension": []}]},
        {"amount": None},
    ],
    ids=["type", "components", "items", "item", "amount"],
)  # fmt: skip
def test_a_payment_that_does_not_add_up_is_not_read(detail: dict[str, Any]) -> None:
    with pytest.raises(ExchangeError, match="unreadable"):
        reading(paid(**detail))


def test_a_payment_line_by_line() -> None:
    found = reading(paid(extension=[line_paid(1, "8.000"), line_paid(2, "3.250")])).answer
    assert isinstance(found, PaymentAdvice)
    assert [(item.sequence, item.amount) for item in found.lines[0].items] == [
        (1, Decimal("8.000")),
        (2, Decimal("3.250")),
    ]


def question(**changes: Any) -> dict[str, Any]:
    bundle = recorded("claim_partial")
    bundle["entry"][0]["resource"]["eventCoding"]["code"] = "communication-request"
    bundle["entry"][1]["resource"] = {
        "resourceType": "CommunicationRequest",
        "about": [{"identifier": {"system": "http://x.Dhamani.om/Authorization", "value": "PA-1"}}],
        "payload": [{"contentString": "Why?"}],
    } | changes
    return bundle


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ({"end": "2026-11-22T10:00:00+04:00"}, "2026-11-22T10:00:00+04:00"),
        ({"end": "2026-11-22"}, "2026-11-22T23:59:59+04:00"),
        ({"end": "soon"}, None),
        ({}, None),
    ],
)
def test_until_when_a_payer_wants_an_answer(period: dict[str, str], due: str | None) -> None:
    found = reading(question(occurrencePeriod=period))
    assert isinstance(found.answer, CommunicationReceived)
    assert found.about_kind == "approval"
    assert found.answer.due_at == (datetime.fromisoformat(due) if due else None)


@pytest.mark.parametrize(
    "payload",
    [[], [{"contentString": " "}], [{"contentAttachment": {"data": "%%"}}], [{"contentAttachment": {"title": "Empty"}}]],
)  # fmt: skip
def test_a_question_without_words_is_not_read(payload: list[Any]) -> None:
    with pytest.raises(ExchangeError, match="unreadable"):
        reading(question(payload=payload))
