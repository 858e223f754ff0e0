"""Claims, approvals, cancellation, status, words and money, over HTTP."""

import json

import pytest

from app.sandbox import schema
from tests.sandbox import letters
from tests.sandbox.conftest import focal_of, nested, outcomes, reasons


def test_gamma_pays_the_consultation_and_denies_the_blood_count(noor, time):
    letter = letters.claim(
        time.now, letters.CONSULTATION, letters.CBC, payer="DEMO-GAMMA", patient_id="12345678"
    )
    response = noor.say(letter)
    assert (response["outcome"], outcomes(response)) == ("partial", ["approved", "rejected"])
    assert reasons(response) == ["MNEC-003"]
    arabic = response["item"][1]["adjudication"][3]["reason"]["coding"][0]["_display"]
    assert arabic["extension"][0]["extension"][0]["valueCode"] == "ar"


def test_a_correction_with_evidence_wins(noor, time):
    first = letters.claim(time.now, letters.CBC, payer="DEMO-GAMMA")
    noor.say(first)
    bare = letters.claim(
        time.now, letters.CBC, payer="DEMO-GAMMA", related=letters.following(first, "prior")
    )
    assert outcomes(noor.say(bare)) == ["rejected"]
    full = letters.claim(
        time.now,
        letters.CBC,
        payer="DEMO-GAMMA",
        related=letters.following(bare, "prior"),
        supportingInfo=[letters.comment("Fever for five days.")],
    )
    assert outcomes(noor.say(full)) == ["approved"]


def test_the_same_service_on_another_claim_is_a_duplicate(noor, time):
    noor.say(letters.claim(time.now, letters.CONSULTATION))
    second = noor.say(letters.claim(time.now, letters.CONSULTATION, letters.CBC))
    assert reasons(second) == ["DUPL-001"]
    assert outcomes(second) == ["rejected", "approved"]


def test_what_was_cancelled_is_no_duplicate(noor, time):
    first = letters.claim(time.now)
    noor.say(first)
    assert noor.say(letters.task(time.now, "cancel", first))["status"] == "completed"
    assert outcomes(noor.say(letters.claim(time.now))) == ["approved"]


def test_a_service_before_the_cover(noor, time):
    line = {**letters.CONSULTATION, "day": letters.yesterday(time.now)}
    assert reasons(noor.say(letters.claim(time.now, line, patient_id="10000014"))) == ["ELIG-006"]


def test_a_deferred_claim_waits_even_at_alpha(noor, time, polled):
    assert noor.say(letters.claim(time.now, priority="deferred"))["outcome"] == "queued"
    time.pass_seconds(3)
    assert [r["outcome"] for r in polled()] == ["complete"]


@pytest.mark.parametrize(
    ("civil_id", "outcome", "error"),
    [("10000009", "error", "1658"), ("10000011", "error", "GE-00012"), ("10000023", "error", "GE-00026"),
     ("10000019", "queued", ""), ("10000010", "queued", "")],
)  # fmt: skip
def test_stories_that_stop_a_claim(noor, time, civil_id, outcome, error):
    response = noor.say(letters.claim(time.now, patient_id=civil_id))
    assert response["outcome"] == outcome
    assert [e["code"]["coding"][0]["code"] for e in response.get("error", [])] == (
        [error] if error else []
    )


def test_an_approval_opens_imaging(noor, time):
    asked = letters.claim(time.now, letters.XRAY, payer="DEMO-GAMMA", event="priorauth-request")
    approval = noor.say(asked)
    number = approval["preAuthRef"]
    assert approval["preAuthPeriod"]["end"] == "2026-12-22"
    without = letters.claim(time.now, letters.XRAY, payer="DEMO-GAMMA")
    assert reasons(noor.say(without)) == ["AUTH-001"]
    with_it = letters.claim(time.now, letters.XRAY, payer="DEMO-GAMMA")
    with_it.focal["insurance"][0]["preAuthRef"] = [number]
    assert outcomes(noor.say(with_it)) == ["approved"]


def test_a_refused_approval_has_no_number(noor, time, switch):
    switch("DEMO-ALPHA", temper="denying")
    response = noor.say(letters.claim(time.now, letters.XRAY, event="priorauth-request"))
    assert outcomes(response) == ["rejected"]
    assert "preAuthRef" not in response


def test_the_queue_is_first_in_first_out_and_counted(noor, time):
    sent = [letters.claim(time.now, payer="DEMO-BETA", patient_id=f"3000000{n}") for n in range(3)]
    for letter in sent:
        noor.say(letter)
    time.pass_seconds(3)
    first = nested(noor.post(letters.poll(time.now, count=2)).json)
    rest = nested(noor.post(letters.poll(time.now, count=2)).json)
    answered = [b["entry"][0]["resource"]["response"]["identifier"] for b in [*first, *rest]]
    assert answered == [letter.header["id"] for letter in sent]


def test_a_queue_belongs_to_one_provider(noor, time, polled):
    noor.say(letters.claim(time.now, payer="DEMO-BETA", provider=letters.ANOTHER))
    time.pass_seconds(3)
    assert polled() == []
    found = nested(noor.post(letters.poll(time.now, provider=letters.ANOTHER)).json)
    assert len(found) == 1


def test_a_poll_may_leave_kinds_of_message_behind(noor, time, sandbox, polled):
    noor.say(letters.claim(time.now))
    sandbox.test_client().post(
        "/_control/pay", json={"payer": "DEMO-ALPHA", "sender": letters.PROVIDER}
    )
    poll = letters.poll(time.now)
    code = letters.concept(letters.TERM + "om-message-events", "payment-reconciliation")
    kind = letters.concept(letters.TERM + "task-input-type", "exclude-message-type")
    poll.focal["input"].append({"type": kind, "valueCodeableConcept": code})
    assert nested(noor.post(poll).json) == []
    assert [r["resourceType"] for r in polled()] == ["PaymentReconciliation"]


def test_cancelling(noor, time, sandbox):
    def error_of(task: dict) -> str:
        return task["output"][0]["valueCodeableConcept"]["coding"][0]["code"]

    letter = letters.claim(time.now)
    assert error_of(noor.say(letters.task(time.now, "cancel", letter))) == "SBX-030"
    noor.say(letter)
    assert noor.say(letters.task(time.now, "cancel", letter))["status"] == "completed"
    assert error_of(noor.say(letters.task(time.now, "cancel", letter))) == "BV-00143"
    paid = letters.claim(time.now)
    noor.say(paid)
    sandbox.test_client().post(
        "/_control/pay", json={"payer": "DEMO-ALPHA", "sender": letters.PROVIDER}
    )
    assert error_of(noor.say(letters.task(time.now, "cancel", paid))) == "BV-00446"


def test_a_cancelled_claim_gets_no_late_answer(noor, time, polled):
    letter = letters.claim(time.now, payer="DEMO-BETA")
    noor.say(letter)
    noor.say(letters.task(time.now, "cancel", letter))
    time.pass_seconds(60)
    assert polled() == []


def test_the_status_of_a_claim(noor, time, polled):
    letter = letters.claim(time.now, payer="DEMO-BETA")

    def status() -> tuple[str, list[str]]:
        bundle = noor.post(letters.task(time.now, "status", letter)).json
        return focal_of(bundle)["output"][0]["valueString"], [
            focal_of(b)["outcome"] for b in nested(bundle)
        ]

    assert status() == ("unknown", [])
    noor.say(letter)
    assert status() == ("in-process", ["queued"])
    time.pass_seconds(3)
    polled()
    assert status() == ("complete", ["complete"])


def test_words_with_evidence_make_the_payer_look_again(noor, time, polled):
    letter = letters.claim(time.now, letters.CBC, payer="DEMO-GAMMA")
    assert outcomes(noor.say(letter)) == ["rejected"]
    bundle = noor.post(letters.communication(time.now, letter, "Fever for five days.")).json
    assert bundle["entry"][0]["resource"]["eventCoding"]["code"] == "acknowledgement"
    assert bundle["entry"][0]["resource"]["response"]["code"] == "ok"
    time.pass_seconds(3)
    again = polled()
    assert [outcomes(r) for r in again] == [["approved"]]
    assert again[0]["extension"][1]["url"].endswith("extension-adjudication-reissue")


def test_words_about_nothing_are_refused(noor, time):
    bundle = noor.post(letters.communication(time.now, letters.claim(time.now), "Hello")).json
    assert bundle["entry"][0]["resource"]["response"]["code"] == "fatal-error"
    assert focal_of(bundle)["issue"][0]["details"]["coding"][0]["code"] == "BV-00233"


@pytest.mark.parametrize(("amount", "code"), [("12.500", "ok"), ("12.499", "fatal-error")])
def test_the_notice_of_a_payment_must_fit_it(*, noor, time, sandbox, rows, amount, code):
    noor.say(letters.claim(time.now))
    number = (
        sandbox.test_client()
        .post("/_control/pay", json={"payer": "DEMO-ALPHA", "sender": letters.PROVIDER})
        .json["payment"]
    )
    bundle = noor.post(letters.payment_notice(time.now, "DEMO-ALPHA", number, amount)).json
    assert bundle["entry"][0]["resource"]["response"]["code"] == code
    assert (rows(schema.payments)[0].noticed_at is not None) is (code == "ok")


def test_what_another_rehearsal_of_the_sender_brought_is_no_duplicate(noor, time):
    """Whoever practises again names the rehearsal beside the bundle; inside one nothing is forgotten."""

    def said(rehearsal: str) -> list[str]:
        letter = letters.claim(time.now, letters.CONSULTATION)
        answer = noor.post(letter, **{"X-Rehearsal": rehearsal})
        return reasons(focal_of(json.loads(answer.data)))

    assert [said(""), said("")] == [[], ["DUPL-001"]]
    assert [said("2"), said("2"), said("3")] == [[], ["DUPL-001"], []]
    # The one before is remembered as it was.
    assert said("") == ["DUPL-001"]
