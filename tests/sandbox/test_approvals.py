"""Approvals: scripted people, units, last days, extensions, use on claims, cancellation."""

import pytest

from app.sandbox import schema
from tests.sandbox import letters
from tests.sandbox.conftest import errors, outcomes, reasons

PHYSIO = {
    "code": "DEMO-4001",
    "system": letters.TERM + "procedure",
    "price": "10.000",
    "quantity": "6",
}


def request(time, *lines, payer="DEMO-ALPHA", patient_id="12345679", **more):
    return letters.claim(
        time.now, *(lines or (PHYSIO,)), payer=payer, patient_id=patient_id,
        event="priorauth-request", **more,
    )  # fmt: skip


def granted(response):
    """Units of each line."""
    return [
        entry["value"]
        for item in response["item"]
        for entry in item["adjudication"]
        if entry["category"]["coding"][0]["code"] == "approved-quantity"
    ]


def test_at_once_whatever_the_payer(noor, time):
    answer = noor.say(request(time, payer="DEMO-BETA", patient_id="10000024"))
    assert (outcomes(answer), granted(answer)) == (["approved"], [6])
    assert answer["preAuthPeriod"] == {"start": "2026-11-22", "end": "2026-12-22"}


def test_pended_then_given(noor, time, polled):
    assert noor.say(request(time, patient_id="10000025"))["outcome"] == "queued"
    assert polled() == []
    time.pass_seconds(3)
    (answer,) = polled()
    assert (answer["outcome"], bool(answer["preAuthRef"])) == ("complete", True)


def test_half_of_the_units(noor, time):
    answer = noor.say(request(time, PHYSIO, letters.CBC, patient_id="10000026"))
    assert (outcomes(answer), granted(answer)) == (["partial", "approved"], [3, 1])
    assert reasons(answer) == ["MNEC-005"]
    assert [t["amount"]["value"] for t in answer["total"]][3] == 34.2


def test_refused_with_a_reason(noor, time):
    answer = noor.say(request(time, patient_id="10000027"))
    assert (outcomes(answer), reasons(answer)) == (["rejected"], ["MNEC-003"])
    assert "preAuthRef" not in answer
    assert "preAuthPeriod" not in answer


def test_given_after_the_document_that_was_asked_for(noor, time, polled):
    letter = request(time, patient_id="10000028")
    assert noor.say(letter)["outcome"] == "queued"
    (question,) = polled()
    assert question["resourceType"] == "CommunicationRequest"
    assert question["about"][0]["identifier"] == letter.focal["identifier"][0]
    assert question["occurrencePeriod"]["end"] == "2026-11-22T09:45:00.000+04:00"
    number = question["identifier"][0]["value"]
    noor.post(
        letters.communication(time.now, letter, "See file.", letters.attached(), answers=number)
    )
    time.pass_seconds(3)
    assert [outcomes(answer) for answer in polled()] == [["approved"]]


def test_refused_when_nothing_came(noor, time, polled):
    noor.say(request(time, patient_id="10000028"))
    polled()
    time.pass_seconds(30 * 60 - 1)
    noor.sign_in()
    assert polled() == []
    time.pass_seconds(1)
    assert [reasons(answer) for answer in polled()] == [["AUTH-012"]]


def test_an_approval_ends_and_is_extended_under_its_number(noor, time):
    first = noor.say(request(time, patient_id="10000029"))
    assert first["preAuthPeriod"]["end"] == "2026-11-23"
    related = [
        {
            "relationship": letters.concept(letters.TERM + "related-claim-relationship", "extend"),
            "reference": {"value": first["preAuthRef"]},
        }
    ]
    time.pass_seconds(24 * 3600)
    noor.sign_in()
    longer = noor.say(request(time, patient_id="10000029", related=related))
    assert (longer["preAuthRef"], longer["preAuthPeriod"]["end"]) == (
        first["preAuthRef"],
        "2026-11-24",
    )
    assert errors(noor.say(request(time, patient_id="10000024", related=related))) == ["BV-00725"]


def claimed(time, number, quantity, day=""):
    line = {**PHYSIO, "quantity": quantity} | ({"day": day} if day else {})
    letter = letters.claim(time.now, line)
    letter.focal["insurance"][0]["preAuthRef"] = [number]
    return letter


@pytest.mark.parametrize(("second", "found"), [("2", []), ("3", ["BENX-002"])])
def test_units_are_used_up(noor, time, second, found):
    number = noor.say(request(time))["preAuthRef"]
    assert reasons(noor.say(claimed(time, number, "4"))) == []
    assert reasons(noor.say(claimed(time, number, second))) == found


def test_a_cancelled_claim_gives_its_units_back(noor, time):
    number = noor.say(request(time))["preAuthRef"]
    first = claimed(time, number, "4")
    noor.say(first)
    noor.say(letters.task(time.now, "cancel", first))
    assert reasons(noor.say(claimed(time, number, "6"))) == []


def test_only_an_unused_approval_is_cancelled(noor, time):
    asked = request(time)
    number = noor.say(asked)["preAuthRef"]
    claim = claimed(time, number, "1")
    noor.say(claim)
    assert errors(noor.say(letters.task(time.now, "cancel", asked))) == ["SBX-039"]
    noor.say(letters.task(time.now, "cancel", claim))
    assert noor.say(letters.task(time.now, "cancel", asked))["status"] == "completed"
    assert reasons(noor.say(claimed(time, number, "1"))) == ["AUTH-003"]


def test_a_person_gives_units_and_a_last_day(noor, time, control, rows, polled, switch):
    switch("DEMO-ALPHA", temper="manual")
    noor.say(request(time))
    claim_id = rows(schema.claims)[0].id
    line = {"sequence": 1, "outcome": "partial", "units": "2", "reason": "MNEC-005"}
    assert control(f"claims/{claim_id}/decide", lines=[line], ends="2026-11-30") == {
        "decided": claim_id
    }
    (answer,) = polled()
    assert (granted(answer), answer["preAuthPeriod"]["end"]) == ([2], "2026-11-30")
    assert control(f"claims/{claim_id}/decide", lines=[line], ends="soon") == 400
    assert control(f"claims/{claim_id}/decide", lines=[line | {"units": "-1"}]) == 400


def test_the_ledger_tells_claims_and_approvals_apart(noor, time, sandbox):
    noor.say(request(time))
    noor.say(letters.claim(time.now))
    noor.say(letters.claim(time.now, patient_id="12345680", provider=letters.ANOTHER))
    found = (
        sandbox.test_client().get(f"/_ledger/effective?sender={letters.PROVIDER}").json["effective"]
    )
    assert [(row["payer"], row["claims"], row["approvals"]) for row in found] == [
        ("DEMO-ALPHA", 1, 1)
    ]
    uses = sandbox.test_client().get("/_ledger/claims?use=preauthorization").json["claims"]
    assert [claim["use"] for claim in uses] == ["preauthorization"]
